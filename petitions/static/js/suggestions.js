/* A suggestion is taken over into the form around it, by a button or its key; what was chosen stays in sight. */
"use strict";

(() => {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-fill]");
    if (!button) return;
    for (const [name, value] of Object.entries(JSON.parse(button.dataset.fill))) {
      if (value === null) continue;
      const field = document.querySelector(`main [name="${name}"]:not([type="hidden"])`);
      if (!field) continue;
      field.value = String(value);
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
    const said = document.createElement("span");
    said.className = "quiet";
    said.setAttribute("role", "status");
    said.textContent = button.dataset.filled;
    button.after(said);
  });
})();
