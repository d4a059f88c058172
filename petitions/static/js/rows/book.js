/* The rows of one meeting as a person changes them: saved, removed, moved, taken back, settled. No page. */

import { isWaiting, newRow } from "./row.js";
import { Sender } from "./sender.js";
import { pickFields, sameFields } from "./text.js";

const MOST_UNDO = 50;

export class Book extends Sender {
  undoable = [];

  /** Take over what the vault kept from before, ask the server how it stands there, and send what waits. */
  async open(kept) {
    for (const row of kept) this.#take(row);
    await this.flush();
  }

  get faulty() {
    return this.rows.filter((row) => row.fault);
  }

  /** Add a row, or change one; the text is kept here and sent in the same moment. */
  async save({ key, fields, read = null, version = 0, position = null }) {
    let row = this.find(key);
    // Somebody else wrote it anew since its change was begun: the server is told which text was read.
    if (row && read && version && this.#isOfOthers(row, read)) row.version = version;
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
    this.tell();
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
    this.tell();
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
    this.tell();
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
    this.tell();
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
    for (const row of changed) await this.keep(row);
  }

  #take(row) {
    const own = { ...newRow(row.key, row.fields), ...row, isSending: false, revision: 0, kept: 0 };
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
    const kept = this.keep(row);
    void this.flush();
    this.tell();
    await kept;
  }

  /** Whether a row reads otherwise than it did, and not because of what was saved from this page. */
  #isOfOthers(row, read) {
    if (isWaiting(row) || row.fault) return false;
    return ![read, row.own].some((fields) => fields && sameFields(row.fields, fields));
  }

  #remember(step) {
    this.undoable.push(step);
    if (this.undoable.length > MOST_UNDO) this.undoable.shift();
  }
}
