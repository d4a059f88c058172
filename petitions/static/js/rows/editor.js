/* The form in which one row is typed, by the keyboard alone: Enter goes on to what is still empty, and at the end saves. */

import { bestMatch, emptyFields, fold, NAMES, newKey, placeReader, sameFields, splitSpeaker } from "./text.js";

const PAUSE = 300;
const LETTERS_BELONG_TOGETHER = 1_500;
const TICK = /^x$/i;

export class Editor extends EventTarget {
  constructor(form, words) {
    super();
    this.form = form;
    this.words = words;
    this.control = Object.fromEntries(NAMES.map((name) => [name, form.elements[name]]));
    this.submit = form.querySelector("button[type=submit]");
    this.label = this.submit.textContent;
    this.cancel = form.querySelector("[data-cancel]");
    const { options } = this.control.village.list;
    this.isPlace = placeReader(words.villages, () => [...options].map((option) => option.value));
    this.isReady = false;
    this.key = newKey();
    this.isNew = true;
    this.aside = null; // the new row that waits while an old one is put right
    form.addEventListener("submit", (event) => {
      // Before the rows are known the form goes its own way, as it does without a script.
      if (!this.isReady) return;
      event.preventDefault();
      this.save();
    });
    form.addEventListener("keydown", (event) => this.#press(event));
    form.addEventListener("input", () => this.#typed());
    this.cancel.addEventListener("click", () => this.close());
    this.control.speaker_name.addEventListener("change", () => this.#speaker());
    this.control.answered_by.addEventListener("change", () => this.#tick());
    this.#typeAhead(this.control.subject_field_id);
  }

  /** The key of the row in the form; it goes with the form whichever way that is sent. */
  get key() {
    return this.form.elements.entry_key.value;
  }

  set key(key) {
    this.form.elements.entry_key.value = key;
  }

  get fields() {
    const read = (control) => (control.type === "checkbox" ? control.checked : control.value.trim().normalize("NFC"));
    return Object.fromEntries(NAMES.map((name) => [name, read(this.control[name])]));
  }

  set fields(values) {
    for (const name of NAMES) {
      const control = this.control[name];
      if (control.type === "checkbox") control.checked = values[name];
      else control.value = values[name];
    }
    this.carried = this.fields;
    this.brought = null;
    this.#fault({});
  }

  /** Whether anything was typed that is not saved. */
  get isTouched() {
    return !sameFields(this.fields, this.carried);
  }

  /** Put an entered row into the form; the new one that was begun waits. */
  open(row) {
    if (this.isNew) this.aside = { key: this.key, fields: this.fields, carried: this.carried };
    this.isNew = false;
    this.key = row.key;
    this.seen = { version: row.version, position: row.position };
    this.fields = row.fields;
    this.#fault(row.fault?.errors ?? {});
    this.#dress(row.position);
    const first = NAMES.find((name) => row.fault?.errors?.[name]) ?? "content";
    this.focus(first);
  }

  /** Leave the row as it was and go back to the new one. */
  close() {
    if (this.isNew) return;
    this.dispatchEvent(new CustomEvent("drop", { detail: this.key }));
    this.#begin();
  }

  /** Go on with a row that was being typed when the page was left. */
  resume({ key, fields, isNew, seen }) {
    this.key = key;
    this.isNew = isNew;
    this.seen = seen;
    if (!isNew) this.aside = { key: newKey(), fields: emptyFields(), carried: emptyFields() };
    this.fields = fields;
    this.carried = emptyFields();
    this.#dress(seen?.position);
  }

  /** Forget all that was typed: it is not for whoever sits here now. */
  clear() {
    clearTimeout(this.timer);
    this.aside = null;
    this.#begin({ focus: false });
  }

  focus(name = "speaker_name") {
    const control = this.control[name];
    control.focus({ preventScroll: true });
    if (name !== "content") control.select?.();
    this.form.scrollIntoView({ block: "nearest" });
  }

  save() {
    this.#speaker();
    this.#tick();
    const fields = this.fields;
    if (!fields.content) {
      this.#fault({ content: [this.words.missing] });
      this.focus("content");
      return;
    }
    if (fields.answered_by) fields.answered_on_spot = true;
    clearTimeout(this.timer);
    this.dispatchEvent(new CustomEvent("save", { detail: { key: this.key, fields, ...this.seen } }));
    const { speaker_name, village } = fields;
    if (this.isNew) {
      this.key = newKey();
      this.fields = { ...emptyFields(), speaker_name, village };
      this.focus();
    } else {
      this.#begin();
    }
  }

  #begin({ focus = true } = {}) {
    const { key, fields, carried } = this.aside ?? { key: newKey(), fields: emptyFields(), carried: emptyFields() };
    this.key = key;
    this.isNew = true;
    this.seen = null;
    this.aside = null;
    this.fields = fields;
    this.carried = carried;
    this.#dress();
    if (focus) this.focus();
  }

  #dress(position = null) {
    this.submit.textContent = this.isNew ? this.label : this.words.save_change;
    this.cancel.hidden = this.isNew;
    const heading = this.form.querySelector("[data-heading]");
    heading.textContent = this.isNew ? this.words.new_row : this.words.changing.replace("{number}", position ?? "–");
    this.form.classList.toggle("form--changing", !this.isNew);
  }

  #press(event) {
    if (event.key === "Escape" && !this.isNew) {
      event.preventDefault();
      this.close();
    }
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing) return;
    const name = event.target.name;
    if (!NAMES.includes(name)) return;
    event.preventDefault();
    if (name === "speaker_name") this.#speaker();
    const next = NAMES.slice(NAMES.indexOf(name) + 1).find((each) => this.#isOpen(each));
    if (!this.isReady && !next) this.form.requestSubmit(this.submit);
    else if (next && (name !== "content" || this.control.content.value.trim())) this.focus(next);
    else this.save();
  }

  /** Enter stops where something is still to be said; the tick goes with the name. */
  #isOpen(name) {
    return name !== "answered_on_spot" && !this.control[name].value.trim();
  }

  /** A comma parts a new speaker from his village; one known from before brings his village along. */
  #speaker() {
    const { speaker_name, village } = this.control;
    const carried = this.carried ?? emptyFields();
    if (speaker_name.value.trim() === carried.speaker_name) return;
    // A village that somebody wrote down stays; one that only came along makes room.
    const cameAlong = village.value === this.brought || (this.isNew && village.value === carried.village);
    if (village.value.trim() && !cameAlong) return;
    const [speaker, named] = splitSpeaker(speaker_name.value, this.isPlace);
    if (named !== null) speaker_name.value = speaker;
    const isOther = fold(speaker) !== fold(carried.speaker_name);
    const known = named ?? ((isOther && this.villageOf?.(fold(speaker))) || null);
    if (known !== null) village.value = this.brought = known;
  }

  /** An "x" for who answered says only that it was answered. */
  #tick() {
    const { answered_by, answered_on_spot } = this.control;
    if (!TICK.test(answered_by.value.trim())) return;
    answered_by.value = "";
    answered_on_spot.checked = true;
  }

  /** Letters choose by any word of a field's name, with or without accents, also when Unikey rewrites them. */
  #typeAhead(select) {
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
  }

  /** What is typed is kept after a moment's pause, so that not even half a row is lost. */
  #typed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keepNow(), PAUSE);
  }

  keepNow() {
    clearTimeout(this.timer);
    if (this.isTouched) {
      const { key, fields, isNew, seen } = this;
      this.dispatchEvent(new CustomEvent("draft", { detail: { key, fields, isNew, seen } }));
    } else {
      this.dispatchEvent(new CustomEvent("drop", { detail: this.key }));
    }
  }

  /** Say beside each field what is wrong with it. */
  #fault(errors) {
    for (const name of NAMES) {
      const control = this.control[name];
      const field = control.closest(".field");
      field.querySelector(".field__error")?.remove();
      const sentences = errors[name] ?? [];
      field.classList.toggle("field--faulty", sentences.length > 0);
      if (!sentences.length) {
        control.removeAttribute("aria-invalid");
        control.removeAttribute("aria-describedby");
        continue;
      }
      const note = document.createElement("p");
      note.className = "field__error";
      note.id = `${control.id}-error`;
      note.textContent = sentences.join(" ");
      (control.closest(".choice") ?? control).before(note);
      control.setAttribute("aria-invalid", "true");
      control.setAttribute("aria-describedby", note.id);
    }
  }
}
