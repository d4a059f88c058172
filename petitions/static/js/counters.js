/* Says under a text area how much room is left, once most of it is used; the check after sending is what counts. */
"use strict";

(() => {
  const show = (area) => {
    const most = Number(area.dataset.maxLength);
    const used = area.value.length;
    let note = area.parentElement.querySelector(".field__counter");
    if (used < most * 0.8) {
      if (note) note.textContent = "";
      return;
    }
    if (!note) {
      note = document.createElement("p");
      note.className = "field__counter";
      note.setAttribute("aria-live", "polite");
      area.after(note);
    }
    note.classList.toggle("field__counter--over", used > most);
    const format = new Intl.NumberFormat(document.documentElement.lang);
    note.textContent = `${format.format(used)} / ${format.format(most)}`;
  };

  const counted = "textarea[data-max-length]";
  const start = (root) => root.querySelectorAll(counted).forEach(show);

  document.addEventListener("input", (event) => {
    if (event.target.matches?.(counted)) show(event.target);
  });
  document.addEventListener("htmx:load", (event) => start(event.detail.elt));
  start(document);
})();
