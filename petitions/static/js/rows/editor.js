/* The form in which one row is typed, by the keyboard alone: Enter goes on to what is still empty, and at the end saves. */

import { chooseByLetters } from "./choice.js";
import { emptyFields, fold, NAMES, newKey, placeReader, sameFields, splitSpeaker } from "./text.js";

const PAUSE = 300;
const TICK = /^x$/i;

const isTyped = ({ fields, carried }) => !sameFields(fields, carried);

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
    this.aside = new Map(); // by its key, what was begun and waits while another row is in the form
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
    chooseByLetters(this.control.subject_field_id);
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
    return isTyped(this);
  }

  /** The keys of the rows whose change was begun and waits while another row is in the form. */
  get begun() {
    return new Set([...this.aside.values()].filter(isTyped).map(({ key }) => key));
  }

  /** How many texts were typed that are not saved. */
  get unsaved() {
    return this.begun.size + Number(this.isTouched);
  }

  /** Put an entered row into the form, as far as its change was begun; what was being typed waits. */
  open(row) {
    this.#setAside();
    const { key, fields, version, position, fault } = row;
    const begun = this.aside.get(key) ?? { key, fields, isNew: false, seen: { version } };
    this.#show({ ...begun, seen: { ...begun.seen, position } });
    this.#fault(fault?.errors ?? {});
    this.focus(NAMES.find((name) => fault?.errors?.[name]) ?? "content");
  }

  /** Leave the row as it was and go back to the new one. */
  close() {
    if (!this.isNew) this.forget(this.key, { focus: true });
  }

  /** What was typed for this row is not wanted any more, be it in the form or waiting. */
  forget(key, { focus = false } = {}) {
    const isWaiting = this.aside.delete(key);
    if (key === this.key) this.#begin({ focus });
    else if (!isWaiting) return;
    this.dispatchEvent(new CustomEvent("drop", { detail: key }));
    this.dispatchEvent(new Event("turn"));
  }

  /** Go on with what was being typed when the page was left, the latest first; whatever else there was waits. */
  resume(drafts) {
    const [latest] = drafts;
    if (!latest) return;
    const isTouched = this.isTouched;
    if (!isTouched && !drafts.some((each) => each.isNew)) this.aside.set(this.key, this.#typing);
    for (const draft of drafts) this.aside.set(draft.key, { carried: emptyFields(), ...draft });
    if (!isTouched) this.#show(this.aside.get(latest.key));
  }

  /** What was typed may have been saved before the page was left: then it is not typed again. */
  settle(find) {
    for (const each of [this.#typing, ...this.aside.values()].filter(isTyped)) {
      const row = find(each.key);
      if (!row) continue;
      const { version, position } = row;
      const change = { ...each, carried: row.fields, isNew: false, seen: { version, position } };
      if (sameFields(row.fields, each.fields)) this.forget(each.key);
      else if (each.isNew && each.key === this.key) this.#show(change);
      else if (each.isNew) this.aside.set(each.key, change);
    }
  }

  /** Forget all that was typed: it is not for whoever sits here now. */
  clear() {
    clearTimeout(this.timer);
    this.aside.clear();
    this.#begin();
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
    this.dispatchEvent(new CustomEvent("save", { detail: { key: this.key, fields, read: this.carried, ...this.seen } }));
    const { speaker_name, village } = fields;
    const next = this.isNew ? { ...emptyFields(), speaker_name, village } : emptyFields();
    this.#begin({ focus: true, next });
  }

  /** Go on with the new row that was begun and waits, or with the next one. */
  #begin({ focus = false, next = emptyFields() } = {}) {
    const waiting = [...this.aside.values()].find((each) => each.isNew);
    this.#show(waiting ?? { key: newKey(), fields: next, isNew: true });
    if (focus) this.focus();
  }

  /** What is in the form, as it is kept and as it waits. */
  get #typing() {
    const { key, fields, carried, isNew, seen } = this;
    return { key, fields, carried, isNew, seen };
  }

  #setAside() {
    this.keepNow();
    if (this.isNew || this.isTouched) this.aside.set(this.key, this.#typing);
  }

  #show({ key, fields, carried, isNew, seen = null }) {
    this.aside.delete(key);
    this.key = key;
    this.isNew = isNew;
    this.seen = seen;
    this.fields = fields;
    if (carried) this.carried = carried;
    this.#dress(seen?.position);
    this.dispatchEvent(new Event("turn"));
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

  /** What is typed is kept after a moment's pause, so that not even half a row is lost. */
  #typed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keepNow(), PAUSE);
  }

  keepNow() {
    clearTimeout(this.timer);
    if (this.isTouched) {
      this.dispatchEvent(new CustomEvent("draft", { detail: this.#typing }));
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
