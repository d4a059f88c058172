/* Shows only the fields that belong to the chosen answer; without script all of them stand there, each saying for what. */
"use strict";

(() => {
  const choose = (form) => {
    for (const part of form.querySelectorAll("[data-shown-for]")) {
      const chosen = form.querySelector(`[name="${part.dataset.shownFor}"]:checked`);
      const belongs = chosen !== null && part.dataset.shownValues.split(" ").includes(chosen.value);
      // What was found wrong has to be seen, whatever is chosen.
      part.hidden = !belongs && part.querySelector(".field--faulty") === null;
    }
  };

  const start = (root) => {
    for (const part of root.querySelectorAll("[data-shown-for]")) choose(part.closest("form"));
  };

  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (form?.querySelector(`[data-shown-for="${event.target.name}"]`)) choose(form);
  });
  window.addEventListener("pageshow", () => start(document));
  start(document);
})();
