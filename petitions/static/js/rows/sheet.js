/* The rows as they stand, each with what became of it; moved, opened and removed from here by key or by touch. */

import { isWaiting } from "./row.js";
import { NAMES, say } from "./text.js";

export class Sheet extends EventTarget {
  constructor(section, words) {
    super();
    this.section = section;
    this.words = words;
    this.body = section.querySelector("tbody");
    this.pattern = section.querySelector("template");
    this.drawn = new Map(); // key -> {element, shown}
    this.body.addEventListener("click", (event) => {
      const button = event.target.closest("[data-do]");
      if (button) this.#do(button.dataset.do, button);
    });
    this.body.addEventListener("keydown", (event) => this.#press(event));
  }

  /** Draw what has changed; a row that reads the same keeps its element, and with it the focus. */
  draw(rows, fieldName, begun = new Set()) {
    this.begun = begun; // the keys of rows whose change was begun and is not saved
    const focused = document.activeElement?.closest?.("tr[data-key]") ? document.activeElement : null;
    const keys = new Set(rows.map((row) => row.key));
    for (const [key, { element }] of this.drawn) {
      if (!keys.has(key)) {
        element.remove();
        this.drawn.delete(key);
      }
    }
    let before = null;
    for (const row of rows) {
      const shown = JSON.stringify([row.fields, row.position, row.version, row.isUsed, row.fault, this.#fate(row)]);
      let known = this.drawn.get(row.key);
      if (!known) {
        known = { element: this.pattern.content.firstElementChild.cloneNode(true), shown: "" };
        known.element.dataset.key = row.key;
        this.drawn.set(row.key, known);
      }
      if (known.shown !== shown) this.#fill(known.element, row, fieldName);
      known.shown = shown;
      const place = before ? before.nextElementSibling : this.body.firstElementChild;
      if (place !== known.element) this.body.insertBefore(known.element, place);
      before = known.element;
    }
    if (focused?.isConnected && document.activeElement !== focused) focused.focus();
    this.section.hidden = false;
    this.section.querySelector("[data-table]").hidden = rows.length === 0;
    this.section.querySelector("[data-empty]").hidden = rows.length > 0;
  }

  focus(key) {
    this.drawn.get(key)?.element.querySelector("[data-do=open]").focus();
  }

  /** The row after which the focus goes when this one leaves. */
  neighbour(key) {
    const element = this.drawn.get(key)?.element;
    return (element?.nextElementSibling ?? element?.previousElementSibling)?.dataset.key ?? null;
  }

  #fill(element, row, fieldName) {
    const part = (name) => element.querySelector(`[data-part=${name}]`);
    const { fields } = row;
    const number = row.position ?? "–";
    part("number").textContent = number;
    part("speaker").textContent = fields.speaker_name || this.words.no_name;
    part("village").textContent = fields.village;
    part("content").textContent = fields.content;
    part("field").textContent = fieldName(fields.subject_field_id);
    part("answer").textContent = fields.answered_by || (fields.answered_on_spot ? this.words.answered : "");
    const fate = this.#fate(row);
    part("fate").textContent = this.words.fates[fate];
    part("fate").className = `fate fate--${fate}`;
    for (const button of element.querySelectorAll("[data-do]")) {
      const word = this.words.actions[button.dataset.do];
      if (word) button.setAttribute("aria-label", say(word, { number }));
      button.disabled = row.isUsed && ["open", "remove"].includes(button.dataset.do);
    }
    this.#explain(part("fault"), row, fieldName);
  }

  #fate(row) {
    if (row.fault) return row.fault.kind;
    if (row.isUsed) return "used";
    if (this.begun.has(row.key)) return "begun";
    if (!isWaiting(row)) return "saved";
    if (row.isSending) return "sending";
    return row.kept === row.revision ? "unsent" : "keeping";
  }

  /** Say why a row was not taken, and offer what can be done about it. */
  #explain(place, row, fieldName) {
    place.replaceChildren();
    place.hidden = !row.fault;
    if (!row.fault) return;
    const { kind, errors = {}, sentence, theirs } = row.fault;
    for (const [name, sentences] of Object.entries(errors)) {
      const label = NAMES.includes(name) ? `${this.words.labels[name]}: ` : "";
      place.append(paragraph("rows__reason", label + sentences.join(" ")));
    }
    if (kind === "refused") {
      if (!Object.keys(errors).length) place.append(paragraph("rows__reason", this.words.refused));
      place.append(this.#button("open", this.words.correct));
      return;
    }
    place.append(paragraph("rows__reason", sentence));
    if (theirs) {
      place.append(paragraph("rows__text", `${this.words.theirs} ${inWords(theirs, fieldName)}`));
      place.append(paragraph("rows__text", `${this.words.mine} ${inWords(row.fields, fieldName)}`));
    }
    if (!theirs?.is_used) place.append(this.#button("mine", theirs ? this.words.take_mine : this.words.put_back));
    place.append(this.#button("theirs", theirs ? this.words.take_theirs : this.words.let_go));
  }

  #button(action, label) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-secondary";
    button.dataset.do = action;
    button.textContent = label;
    return button;
  }

  #press(event) {
    const row = event.target.closest("tr[data-key]");
    if (!row || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const along = { ArrowLeft: "previousElementSibling", ArrowRight: "nextElementSibling" }[event.key];
    if (step && event.altKey) {
      event.preventDefault();
      this.#do(step < 0 ? "up" : "down", event.target);
    } else if (step) {
      event.preventDefault();
      const next = step < 0 ? row.previousElementSibling : row.nextElementSibling;
      if (next) this.focus(next.dataset.key);
      else if (step > 0) this.dispatchEvent(new CustomEvent("leave"));
    } else if (along && !event.altKey) {
      event.target[along]?.focus();
    } else if (event.key === "Delete") {
      event.preventDefault();
      this.#do("remove", event.target);
    }
  }

  #do(action, element) {
    if (element.disabled) return;
    const { key } = element.closest("tr[data-key]").dataset;
    this.dispatchEvent(new CustomEvent("act", { detail: { action, key } }));
  }
}

const paragraph = (name, text) => {
  const made = document.createElement("p");
  made.className = name;
  made.textContent = text;
  return made;
};

const inWords = (fields, fieldName) => {
  const who = [fields.speaker_name, fields.village].filter(Boolean).join(", ");
  const more = [fieldName(fields.subject_field_id), fields.answered_by].filter(Boolean).join("; ");
  return [who, fields.content].filter(Boolean).join(": ") + (more ? ` (${more})` : "");
};
