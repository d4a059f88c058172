/* Manners of a form: no second sending by impatience, no text lost by a slip, Ctrl+Enter sends, faults get the focus. */
"use strict";

(() => {
  const guarded = (node) => (node instanceof Element ? node.closest("form[data-guard]") : null);
  let leaving = false;

  document.addEventListener("input", (event) => {
    const form = guarded(event.target);
    if (form) form.dataset.unsaved = "yes";
  });

  document.addEventListener("submit", (event) => {
    const form = guarded(event.target);
    if (!form || event.defaultPrevented) return;
    if (form.dataset.sending) {
      event.preventDefault();
      return;
    }
    form.dataset.sending = "yes";
    leaving = true;
    // After the browser has read the form: a disabled button would not be sent with it.
    setTimeout(() => {
      for (const button of form.querySelectorAll("button[type=submit]")) button.setAttribute("aria-disabled", "true");
    });
  });

  // Coming back by the browser's own button finds the form as it was left, ready to send again.
  window.addEventListener("pageshow", () => {
    leaving = false;
    for (const form of document.querySelectorAll("form[data-sending]")) {
      delete form.dataset.sending;
      for (const button of form.querySelectorAll("button[aria-disabled]")) button.removeAttribute("aria-disabled");
    }
  });

  window.addEventListener("beforeunload", (event) => {
    if (!leaving && document.querySelector("form[data-unsaved]")) event.preventDefault();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    const form = guarded(event.target);
    if (!form) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("button[type=submit]"));
  });

  // A part asked for after the sign-in had ended: what comes in its place says so, and the form beside it stays open.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status === 401) Object.assign(event.detail, { shouldSwap: true, isError: false });
  });

  document.querySelector("[data-focus]")?.focus();
})();
