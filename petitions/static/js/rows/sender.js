/* Sends the rows that wait, one after another, and finds out what became of each. No page. */

import { isWaiting, keyBefore, mergeRows } from "./row.js";
import { pickFields, sameFields } from "./text.js";

const RETRY = [1_000, 2_000, 5_000, 10_000, 20_000, 30_000];
const MOST_TRIED = 10;

export class Sender extends EventTarget {
  /** `vault` keeps what was not sent: keep(row, order), drop(key); it may keep nothing. */
  constructor(line, vault) {
    super();
    this.line = line;
    this.vault = vault;
    this.rows = [];
    this.removedRows = [];
    this.state = "starting"; // ready, away, signedOut, stranger, gone
    this.facts = {};
    this.context = null; // the server's last answer: heading, fields, villages
    this.failures = 0;
    this.isKept = true;
  }

  get unsent() {
    return [...this.rows, ...this.removedRows].filter((row) => isWaiting(row) || row.fault);
  }

  find(key) {
    return this.rows.find((row) => row.key === key);
  }

  /** Send what waits, one after another in the order of the rows; whoever calls meanwhile is served too. */
  async flush() {
    if (this.isClosed) return;
    if (this.flushing) {
      this.again = true;
      return;
    }
    this.flushing = true;
    clearTimeout(this.timer);
    do {
      this.again = false;
      await this.#sendAll();
    } while (this.again);
    this.flushing = false;
    this.dispatchEvent(new Event("rest"));
    this.tell();
    if (this.state === "away" && (this.unsent.length || !this.line.token)) this.#retryLater();
  }

  async #sendAll() {
    if (!this.line.token && !(await this.#read())) return;
    // Looked for anew each time, since rows are moved and changed meanwhile; the first goes first.
    const next = () => [...this.removedRows, ...this.rows].find((row) => isWaiting(row) && !row.fault);
    for (let row = next(); row && !this.isClosed; row = next()) {
      row.isSending = true;
      this.tell();
      const goesOn = await this.#send(row);
      row.isSending = false;
      if (!goesOn) return;
    }
    this.failures = 0;
  }

  /** Send one change of a row. Returns whether the line can carry more. */
  async #send(row) {
    const step = ["restore", "save", "remove", "place"].find((name) => row.wants[name]);
    const revision = row.revision;
    // What goes out is what was written down, whatever is typed meanwhile.
    const sent = row.fields;
    void this.#try(row, step, sent);
    let outcome = await this.#change(row, step, sent);
    if (outcome.kind === "stale" && (await this.#read())) outcome = await this.#change(row, step, sent);
    if (outcome.status === 404 && step !== "save" && (await this.#read())) {
      // The row, or the one it was to stand behind, is gone; what was just read shows how it stands.
      row.wants[step] = false;
    } else if (outcome.kind === "done") {
      await this.#done(row, step, outcome.answer, revision);
    } else if (outcome.kind === "refused") {
      row.fault = { kind: "refused", errors: outcome.errors };
    } else if (outcome.kind === "changed") {
      if (!(await this.#compare(row, step, outcome.sentence))) return false;
    } else {
      this.#note(outcome);
      return false;
    }
    this.#note({ kind: "done" });
    await this.keep(row);
    return true;
  }

  /** Write down what is about to be sent: whether it arrives may never be heard. */
  async #try(row, step, sent) {
    if (step === "remove") row.wasRemoved = true;
    else if (step !== "save" || row.tried.some((fields) => sameFields(fields, sent))) return;
    else row.tried = [...row.tried, sent].slice(-MOST_TRIED);
    await this.keep(row);
  }

  #change(row, step, sent) {
    const entry_key = row.key;
    const version = row.version || "";
    if (step === "restore") return this.line.change("restoration/", { entry_key });
    if (step === "remove") return this.line.change("removal/", { entry_key, version });
    if (step === "place") return this.line.change("place/", { entry_key, after_key: keyBefore(this.rows, row) });
    const { answered_on_spot, ...fields } = sent;
    return this.line.change("", { entry_key, version, ...fields, ...(answered_on_spot && { answered_on_spot: "y" }) });
  }

  async #done(row, step, answer, revision) {
    // Moved on meanwhile: the newer place goes out next.
    row.wants[step] = step === "place" && row.revision !== revision && this.rows.includes(row);
    if (step === "save") row.tried = [];
    if (step === "restore") row.wasRemoved = false;
    if (answer.row) {
      row.version = answer.row.version;
      row.position = answer.row.position;
      // Typed on meanwhile: the newer text goes out next.
      if (row.revision !== revision && step === "save") row.wants.save = !this.removedRows.includes(row);
      else if (step === "save") row.fields = row.own = pickFields(answer.row);
    }
    if (step === "remove") this.removedRows = this.removedRows.filter((each) => each !== row);
    if (step === "place" || step === "restore") await this.#read();
  }

  /** Somebody else was there first: put both texts side by side. */
  async #compare(row, step, sentence) {
    const rows = await this.#read();
    if (!rows) return false;
    const theirs = rows.find((each) => each.key === row.key);
    if (theirs && !theirs.is_used && row.tried.some((fields) => sameFields(theirs, fields))) {
      // Our own text, of which we had not heard that it arrived.
      row.version = theirs.version;
      return true;
    }
    if (this.removedRows.includes(row)) {
      // Changed since it was removed here: it stays, as it reads now.
      this.removedRows = this.removedRows.filter((each) => each !== row);
      row.wants = {};
      await this.vault.drop(row.key);
      this.#merge(rows);
      const back = this.find(row.key);
      if (back) back.fault = { kind: "changed", sentence, theirs };
      return true;
    }
    if (!theirs) {
      row.fault = { kind: "removed", sentence };
    } else if (sameFields(theirs, row.fields)) {
      row.version = theirs.version;
      row.isUsed = theirs.is_used;
      row.wants[step] = false;
    } else {
      row.fault = { kind: "changed", sentence, theirs };
    }
    return true;
  }

  /** Ask how the minutes stand. Returns the server's rows, or null. */
  async #read() {
    const outcome = await this.line.read();
    if (outcome.kind === "done" && this.line.author && outcome.answer.author !== this.line.author) {
      // Somebody else has signed in beside: these rows are not his to send.
      this.#note({ kind: "stranger" });
      return null;
    }
    this.#note(outcome);
    if (outcome.kind !== "done") return null;
    this.line.author = outcome.answer.author;
    this.line.token = outcome.answer.token;
    this.context = outcome.answer;
    this.#merge(outcome.answer.rows);
    return outcome.answer.rows;
  }

  #merge(told) {
    this.rows = mergeRows(this.rows, this.removedRows, told);
    this.tell();
  }

  async keep(row) {
    const { revision } = row;
    try {
      const isGoing = this.removedRows.includes(row);
      const isOurs = isGoing || this.rows.includes(row);
      if (!isOurs || (!isWaiting(row) && !row.fault)) return await this.vault.drop(row.key);
      row.order = isGoing ? -1 : this.rows.indexOf(row);
      await this.vault.keep({ ...row, isGoing, isSending: false }, row.order);
    } catch {
      // No room, or the browser forbids it: sending goes on, and the page says not to close it before.
      this.isKept = false;
    }
    // Only now may the page say that it only waits for the line.
    row.kept = revision;
    this.tell();
  }

  #note(outcome) {
    const isTrouble = ["away", "signedOut", "stranger", "gone"].includes(outcome.kind);
    if (isTrouble) this.state = outcome.kind;
    else if (outcome.kind === "done") this.state = "ready";
    this.facts = outcome;
    this.tell();
  }

  #retryLater() {
    const wait = RETRY[Math.min(this.failures, RETRY.length - 1)];
    this.failures += 1;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), wait);
  }

  tell() {
    if (this.isClosed) return;
    this.dispatchEvent(new Event("change"));
  }
}
