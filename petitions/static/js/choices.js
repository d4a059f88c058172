/* A list of many choices: one click chooses or drops a line without the Ctrl key, and the chosen ones stand below. */
"use strict";

(() => {
  const toggle = (event) => {
    const select = event.currentTarget;
    const option = event.target;
    if (option.tagName !== "OPTION" || event.ctrlKey || event.shiftKey || event.metaKey) return;
    event.preventDefault();
    const top = select.scrollTop;
    option.selected = !option.selected;
    select.focus({ preventScroll: true });
    // Browsers scroll to what they think was chosen.
    requestAnimationFrame(() => {
      select.scrollTop = top;
    });
    select.dispatchEvent(new Event("input", { bubbles: true }));
    select.dispatchEvent(new Event("change", { bubbles: true }));
  };

  const help = (select) => {
    select.dataset.started = "yes";
    const note = document.createElement("p");
    note.className = "field__chosen";
    note.setAttribute("aria-live", "polite");
    const show = () => {
      const names = [...select.selectedOptions].map((option) => option.text);
      note.textContent = names.length ? `${select.dataset.pick} ${names.join("; ")}` : "";
    };
    select.after(note);
    select.addEventListener("change", show);
    select.addEventListener("mousedown", toggle);
    show();
  };

  const start = (root) => root.querySelectorAll("select[multiple][data-pick]:not([data-started])").forEach(help);

  document.addEventListener("htmx:load", (event) => start(event.detail.elt));
  start(document);
})();
