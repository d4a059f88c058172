/* Typing who answered ticks that it was answered, and taking the tick away empties the name. */
"use strict";

(() => {
  for (const input of document.querySelectorAll("input[data-ticks]")) {
    const box = document.getElementById(input.dataset.ticks);
    if (!box) continue;
    input.addEventListener("input", () => {
      box.checked = input.value.trim() !== "";
    });
    box.addEventListener("change", () => {
      if (!box.checked) input.value = "";
    });
  }
})();
