/* What was raised before on the same matter, beside the row being typed; without a line nothing new appears there. */

const PAUSE = 700;

/** `place` says where to ask and what goes with the form's fields; `isReady` tells whether there is a line to ask on. */
export const lookBeside = (form, place, isReady) => {
  let timer;
  let asked = new AbortController();

  const look = async () => {
    if (!isReady()) return;
    asked.abort();
    asked = new AbortController();
    const body = new FormData(form);
    body.set("fills", place.dataset.fills);
    body.set("meeting_id", place.dataset.meeting);
    try {
      const headers = { "HX-Request": "true" }; // as a part of the page
      const { signal } = asked;
      const reply = await fetch(place.dataset.lookUp, { method: "POST", body, headers, redirect: "manual", signal });
      if (reply.ok) place.innerHTML = await reply.text();
    } catch {
      // No line, or asked anew meanwhile.
    }
  };

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => void look(), PAUSE);
  });
};
