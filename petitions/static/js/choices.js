/* A list of many choices: one click chooses or drops a line without the Ctrl key, and the chosen ones stand below. */
"use strict";

(() => {
  for (const select of document.querySelectorAll("select[multiple][data-pick]")) {
    const note = document.createElement("p");
    note.className = "field__chosen";
    note.setAttribute("aria-live", "polite");
    const show = () => {
      const names = [...select.selectedOptions].map((option) => option.text);
      note.textContent = names.length ? `${select.dataset.pick} ${names.join("; ")}` : "";
    };
    select.after(note);
    select.addEventListener("change", show);
    select.addEventListener("mousedown", (event) => {
      if (event.target.tagName !== "OPTION" || event.ctrlKey || event.shiftKey || event.metaKey) return;
      event.preventDefault();
      const top = select.scrollTop;
      event.target.selected = !event.target.selected;
      select.focus({ preventScroll: true });
      // Browsers scroll to what they think was chosen.
      requestAnimationFrame(() => {
        select.scrollTop = top;
      });
      select.dispatchEvent(new Event("input", { bubbles: true }));
      select.dispatchEvent(new Event("change", { bubbles: true }));
    });
    show();
  }
})();
