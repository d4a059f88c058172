/* The rows of one meeting: what stands on the server, what still has to go there, and what became of each. No page. */

import { pickFields, sameFields } from "./text.js";

const RETRY = [1_000, 2_000, 5_000, 10_000, 20_000, 30_000];
const MOST_UNDO = 50;
const MOST_TRIED = 10;

/**
 * A row: {key, version (0: the server does not know it), position, fields, isUsed, wants: {save, remove, restore, place},
 * after (the key of the row it is to be moved behind, null: none; only while it wants to be placed),
 * tried (texts sent whose answer was not heard; the server may hold any of them), wasRemoved (so with its removal),
 * fault: null | {kind: "refused", errors} | {kind: "changed", sentence, theirs} | {kind: "removed"}, revision}.
 */
const newRow = (key, fields) => ({
  key,
  version: 0,
  position: null,
  fields,
  isUsed: false,
  wants: {},
  after: null,
  tried: [],
  wasRemoved: false,
  fault: null,
  isSending: false,
  revision: 0,
});

const fromServer = (values) => ({
  ...newRow(values.key, pickFields(values)),
  version: values.version,
  position: values.position,
  isUsed: values.is_used,
});

export const isWaiting = (row) => Object.values(row.wants).some(Boolean);

export class Book extends EventTarget {
  /** `vault` keeps what was not sent: keep(row, order), drop(key); it may keep nothing. */
  constructor(line, vault) {
    super();
    this.line = line;
    this.vault = vault;
    this.rows = [];
    this.undoable = [];
    this.state = "starting"; // ready, away, signedOut, stranger, gone
    this.facts = {};
    this.context = null; // the server's last answer: heading, fields, villages
    this.removedRows = [];
    this.failures = 0;
    this.isKept = true;
  }

  /** Take over what the vault kept from before, ask the server how it stands there, and send what waits. */
  async open(kept) {
    for (const row of kept) this.#take(row);
    await this.flush();
  }

  get unsent() {
    return [...this.rows, ...this.removedRows].filter((row) => isWaiting(row) || row.fault);
  }

  get faulty() {
    return this.rows.filter((row) => row.fault);
  }

  find(key) {
    return this.rows.find((row) => row.key === key);
  }

  /** Add a row, or change one; the text is kept here and sent in the same moment. */
  async save({ key, fields, version = 0, position = null }) {
    let row = this.find(key);
    if (!row) {
      row = { ...newRow(key, fields), version, position };
      this.rows.push(row);
    } else if (!sameFields(row.fields, fields) || row.fault) {
      this.#remember({ kind: "change", key, number: row.position, before: row.fields });
      row.fields = fields;
    } else {
      return row;
    }
    row.fault = null;
    await this.#wants(row, "save");
    return row;
  }

  async remove(key) {
    const row = this.find(key);
    if (!row || row.isUsed) return;
    const place = this.rows.indexOf(row);
    this.rows.splice(place, 1);
    this.#remember({ kind: "removal", row, place, number: row.position });
    row.fault = null;
    row.revision += 1;
    // Whoever may have it has to be told; all of this before the first pause, in which an answer may come.
    const isKnown = row.version > 0 || row.tried.length > 0;
    row.wants = { remove: isKnown };
    if (isKnown) this.removedRows.push(row);
    await this.#anchor();
    if (isKnown) return this.#wants(row, "remove");
    await this.vault.drop(row.key);
    this.#tell();
  }

  /** Move one place up (-1) or down (1). */
  async move(key, step) {
    const from = this.rows.findIndex((row) => row.key === key);
    const to = from + step;
    if (from < 0 || to < 0 || to >= this.rows.length) return false;
    this.#remember({ kind: "move", key, step: -step, number: this.rows[from].position });
    await this.#swap(from, to);
    return true;
  }

  async undo() {
    const last = this.undoable.pop();
    if (!last) return null;
    if (last.kind === "change") {
      const row = this.find(last.key);
      if (row) {
        row.fields = last.before;
        row.fault = null;
        await this.#wants(row, "save");
      }
    } else if (last.kind === "removal") {
      await this.#putBack(last);
    } else {
      const from = this.rows.findIndex((row) => row.key === last.key);
      const to = from + last.step;
      if (from >= 0 && to >= 0 && to < this.rows.length) await this.#swap(from, to);
    }
    this.#tell();
    return last;
  }

  /** Decide between two texts: mine once more over theirs, or theirs. */
  async settle(key, isMine) {
    const row = this.find(key);
    if (!row?.fault) return;
    const { kind, theirs } = row.fault;
    row.fault = null;
    if (kind === "changed" && theirs) {
      row.version = theirs.version;
      row.isUsed = theirs.is_used;
      row.tried = [];
      if (isMine && !row.isUsed) return this.#wants(row, "save");
      row.fields = pickFields(theirs);
    } else if (kind === "removed" && isMine) {
      row.wants = { restore: true, save: true };
      return this.#wants(row, "save");
    } else {
      this.rows = this.rows.filter((each) => each !== row);
    }
    row.wants = {};
    await this.vault.drop(key);
    this.#tell();
  }

  /** Forget every row: they are not for whoever sits here now. What was kept stays kept. */
  close() {
    this.rows = [];
    this.removedRows = [];
    this.undoable = [];
    this.isClosed = true;
    clearTimeout(this.timer);
  }

  /** Give up what was not sent. */
  async discardAll() {
    for (const row of this.unsent) await this.vault.drop(row.key);
    this.rows = this.rows.filter((row) => row.version && !isWaiting(row) && !row.fault);
    this.removedRows = [];
    this.#tell();
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
    this.#tell();
    if (this.state === "away" && (this.unsent.length || !this.line.token)) this.#retryLater();
  }

  async #sendAll() {
    if (!this.line.token && !(await this.#read())) return;
    // Looked for anew each time, since rows are moved and changed meanwhile; the first goes first.
    const next = () => [...this.removedRows, ...this.rows].find((row) => isWaiting(row) && !row.fault);
    for (let row = next(); row && !this.isClosed; row = next()) {
      row.isSending = true;
      this.#tell();
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
    await this.#keep(row);
    return true;
  }

  /** Write down what is about to be sent: whether it arrives may never be heard. */
  async #try(row, step, sent) {
    if (step === "remove") row.wasRemoved = true;
    else if (step !== "save" || row.tried.some((fields) => sameFields(fields, sent))) return;
    else row.tried = [...row.tried, sent].slice(-MOST_TRIED);
    await this.#keep(row);
  }

  #change(row, step, sent) {
    const entry_key = row.key;
    const version = row.version || "";
    if (step === "restore") return this.line.change("restoration/", { entry_key });
    if (step === "remove") return this.line.change("removal/", { entry_key, version });
    if (step === "place") return this.line.change("place/", { entry_key, after_key: this.#before(row) });
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
      else if (step === "save") row.fields = pickFields(answer.row);
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

  /** Bring the server's rows in line with ours: what waits here stays as typed and where it stands. */
  #merge(told) {
    const going = new Set(this.removedRows.map((row) => row.key));
    const known = new Map(told.map((values) => [values.key, values]));
    const stays = (row) => isWaiting(row) || row.fault || row.isSending;
    const merged = [];
    for (const values of told) {
      if (going.has(values.key)) continue;
      const own = this.find(values.key);
      if (!own) merged.push(fromServer(values));
      else if (stays(own)) merged.push(Object.assign(own, { position: values.position, version: own.version || 0 }));
      else merged.push(Object.assign(own, fromServer(values), { revision: own.revision }));
    }
    for (const row of this.rows) {
      if (!known.has(row.key) && stays(row)) merged.push(row);
    }
    this.rows = this.#placed(merged);
    this.#tell();
  }

  /** Rows that still have to be moved stand where the person put them: behind the row that was before them. */
  #placed(merged) {
    const rows = [...merged];
    const moving = rows.filter((row) => row.wants.place);
    const stands = (row) => row.after === (rows[rows.indexOf(row) - 1]?.key ?? null);
    // One that was moved may stand behind another that was moved: as often as there are such.
    for (let n = 0; n < moving.length && !moving.every(stands); n += 1) {
      for (const row of moving.filter((each) => !stands(each))) {
        const isThere = row.after === null || rows.some((each) => each.key === row.after);
        if (!isThere) continue;
        rows.splice(rows.indexOf(row), 1);
        rows.splice(row.after === null ? 0 : rows.findIndex((each) => each.key === row.after) + 1, 0, row);
      }
    }
    return rows;
  }

  /** Note, for each row that is kept here, where it stands now, and for each that has to be moved, behind which one. */
  async #anchor() {
    const changed = [];
    for (const [place, row] of this.rows.entries()) {
      const after = this.rows[place - 1]?.key ?? null;
      const isMoved = row.wants.place && row.after !== after;
      if (isMoved) {
        row.after = after;
        row.revision += 1;
      }
      if (isMoved || (row.order !== place && (isWaiting(row) || row.fault))) changed.push(row);
    }
    for (const row of changed) await this.#keep(row);
  }

  #take(row) {
    const own = { ...newRow(row.key, row.fields), ...row, isSending: false, revision: 0 };
    if (own.isGoing) this.removedRows.push(own);
    else this.rows.push(own);
  }

  async #putBack({ row, place }) {
    this.removedRows = this.removedRows.filter((each) => each !== row);
    this.rows.splice(Math.min(place, this.rows.length), 0, row);
    row.wants = { restore: row.wasRemoved, place: true };
    await this.#anchor();
    await this.#wants(row, "save");
  }

  async #swap(from, to) {
    const [row] = this.rows.splice(from, 1);
    this.rows.splice(to, 0, row);
    row.wants.place = true;
    row.after = undefined; // whatever it was, it is sent anew
    await this.#anchor();
    await this.#wants(row, "place");
  }

  async #wants(row, step) {
    row.wants[step] = true;
    row.revision += 1;
    // At once, so that it is on its way even if the page is left in the next moment.
    const kept = this.#keep(row);
    void this.flush();
    this.#tell();
    await kept;
  }

  async #keep(row) {
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
  }

  /** The key of the row it goes behind, or of the nearest one before it that the server knows. */
  #before(row) {
    if (row.after === null) return "";
    if (this.find(row.after)?.version) return row.after;
    const known = this.rows.slice(0, this.rows.indexOf(row)).filter((each) => each.version);
    return known.at(-1)?.key ?? "";
  }

  #remember(step) {
    this.undoable.push(step);
    if (this.undoable.length > MOST_UNDO) this.undoable.shift();
  }

  #note(outcome) {
    const isTrouble = ["away", "signedOut", "stranger", "gone"].includes(outcome.kind);
    if (isTrouble) this.state = outcome.kind;
    else if (outcome.kind === "done") this.state = "ready";
    this.facts = outcome;
    this.#tell();
  }

  #retryLater() {
    const wait = RETRY[Math.min(this.failures, RETRY.length - 1)];
    this.failures += 1;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), wait);
  }

  #tell() {
    if (this.isClosed) return;
    this.dispatchEvent(new Event("change"));
  }
}
