/* Dates are typed as day/month/year; this completes what was typed short and offers the browser's calendar beside it. */
"use strict";

(() => {
  const two = (number) => String(number).padStart(2, "0");

  // "5/3/26", "5-3-2026", "05032026" -> "05/03/2026"; anything else is left for the server to judge.
  const complete = (text) => {
    const parts = /^(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})$/.exec(text) ?? /^(\d{2})(\d{2})(\d{4})$/.exec(text);
    if (!parts) return text;
    const year = parts[3].length === 2 ? `20${parts[3]}` : parts[3];
    return `${two(parts[1])}/${two(parts[2])}/${year}`;
  };

  const toIso = (text) => complete(text).split("/").reverse().join("-");

  const addCalendar = (input) => {
    if (typeof HTMLInputElement.prototype.showPicker !== "function") return;
    const frame = document.createElement("span");
    frame.className = "date-picker";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "date-picker__button";
    button.setAttribute("aria-label", input.dataset.calendarLabel);
    const native = document.createElement("input");
    native.type = "date";
    native.className = "date-picker__native";
    native.tabIndex = -1;
    native.setAttribute("aria-hidden", "true");
    input.replaceWith(frame);
    frame.append(input, button, native);
    button.addEventListener("click", () => {
      native.value = toIso(input.value.trim());
      native.showPicker();
    });
    native.addEventListener("change", () => {
      if (!native.value) return;
      input.value = native.value.split("-").reverse().join("/");
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.focus();
    });
  };

  const start = (root) => {
    for (const input of root.querySelectorAll("input[data-date]:not([data-started])")) {
      input.dataset.started = "yes";
      input.addEventListener("change", () => {
        input.value = complete(input.value.trim());
      });
      addCalendar(input);
    }
  };

  document.addEventListener("htmx:load", (event) => start(event.detail.elt));
  start(document);
})();
