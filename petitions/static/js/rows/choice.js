/* Choosing a field by the keyboard: a few letters of any of its words, with or without accents. */

import { bestMatch } from "./text.js";

const LETTERS_BELONG_TOGETHER = 1_500;

/** Letters choose by any word of a field's name, with or without accents, also when Unikey rewrites them. */
export const chooseByLetters = (select) => {
  let typed = "";
  let at = 0;
  select.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.timeStamp - at > LETTERS_BELONG_TOGETHER) typed = "";
    if (event.key === "Backspace") typed = typed.slice(0, -1);
    else if (event.key.length === 1 && (event.key !== " " || typed)) typed += event.key;
    else return;
    at = event.timeStamp;
    event.preventDefault();
    const found = bestMatch(
      [...select.options].map((option) => (option.value ? option.text : "")),
      typed,
    );
    if (found < 0) return;
    select.selectedIndex = found;
    select.dispatchEvent(new Event("input", { bubbles: true }));
  });
  select.addEventListener("blur", () => {
    typed = "";
  });
};
