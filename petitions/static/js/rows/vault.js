/* What could not be sent yet, kept in this browser: sealed under the key of the person signed in, of no use without it. */

const NAME = "petitions-rows";
const COOKIE = "petitions_rows";
const PATH = "/meetings/";
const DRAFT = "draft-";

const fromBase64 = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const asText = (bytes) => new TextDecoder().decode(bytes);
const asBytes = (text) => new TextEncoder().encode(text);

const cookie = () =>
  document.cookie
    .split("; ")
    .find((each) => each.startsWith(`${COOKIE}=`))
    ?.slice(COOKIE.length + 1) ?? "";

/** Whether this browser may keep anything here: only over https, or on this very machine. */
export const canKeep = () => window.isSecureContext && "indexedDB" in window;

/** Forget the key at once, before the server is asked to sign out or even when it cannot be. */
export const forgetKey = () => {
  // A cookie lives exactly as long as the sign-in beside it: gone with the browser, shared by its tabs.
  document.cookie = `${COOKIE}=; Path=${PATH}; Max-Age=0; SameSite=Strict`;
};

/** Whose key is in this browser now; "" when nobody's. */
export const keyOwner = () => cookie().split(".")[0];

const request = (asked) =>
  new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });

const openDatabase = () => {
  const asked = indexedDB.open(NAME, 1);
  asked.onupgradeneeded = () => {
    for (const name of ["rows", "meetings"]) asked.result.createObjectStore(name, { keyPath: "id" });
  };
  return request(asked);
};

/** Keeps nothing, where nothing may be kept. */
export class NoVault {
  owner = "";
  isOpen = false;
  async keep() {}
  async keepDraft() {}
  async drop() {}
  async dropDraft() {}
  async keepMeeting() {}
  async rows() {
    return { rows: [], drafts: [] };
  }
  async meetings() {
    return [];
  }
  async count() {
    return { locked: 0, elsewhere: [] };
  }
}

export class Vault {
  static async open(meeting) {
    const [owner, secret] = cookie().split(".");
    const key = secret
      ? await crypto.subtle.importKey("raw", fromBase64(secret), "AES-GCM", false, ["encrypt", "decrypt"])
      : null;
    return new Vault(await openDatabase(), String(meeting), owner, key);
  }

  constructor(database, meeting, owner, key) {
    this.database = database;
    this.meeting = meeting;
    this.owner = owner;
    this.key = key;
    this.last = Promise.resolve();
  }

  get isOpen() {
    return this.key !== null;
  }

  close() {
    this.key = null;
  }

  /** Keep a row as it is typed; `order` is its place among the others. */
  async keep(row, order) {
    await this.#put("rows", row.key, { ...row, order });
  }

  /** Keep what is being typed, beside the row as it was. */
  async keepDraft(draft) {
    await this.#put("rows", DRAFT + draft.key, { ...draft, isDraft: true, at: Date.now() });
  }

  dropDraft(key) {
    return this.drop(DRAFT + key);
  }

  drop(key) {
    return this.#inTurn(async () => {
      if (this.key) await this.#store("rows", "readwrite", (store) => store.delete(this.#id(key)));
    });
  }

  /** Keep what a meeting's page needs to open without the line. */
  async keepMeeting(facts) {
    await this.#put("meetings", "", facts);
  }

  /** What this person kept of this meeting: rows in the order of the page, and what was being typed, the latest first. */
  async rows() {
    const records = await this.#own("rows", this.meeting);
    const all = (await Promise.all(records.map((record) => this.#unseal(record)))).filter(Boolean);
    const drafts = all.filter((each) => each.isDraft).sort((one, other) => other.at - one.at);
    const rows = all.filter((each) => !each.isDraft).sort((one, other) => one.order - other.order);
    return { rows, drafts };
  }

  /** The meetings this person can open here without the line. */
  async meetings() {
    const records = await this.#own("meetings");
    const facts = await Promise.all(records.map((record) => this.#unseal(record)));
    return records.map((record, n) => ({ meeting: record.meeting, ...facts[n] })).filter((each) => each.heading);
  }

  /** How many rows of others lie here locked, and how many of this person's in other meetings. */
  async count() {
    const rows = await this.#store("rows", "readonly", (store) => store.getAll());
    // A row that is being put right is one with the row it was.
    const counted = [...new Map(rows.map((record) => [record.id.replace(DRAFT, ""), record])).values()];
    const own = counted.filter((record) => this.key && record.owner === this.owner);
    const elsewhere = new Map();
    for (const { meeting } of own.filter((record) => record.meeting !== this.meeting)) {
      elsewhere.set(meeting, (elsewhere.get(meeting) ?? 0) + 1);
    }
    return { locked: counted.length - own.length, elsewhere: [...elsewhere] };
  }

  async #own(name, meeting = null) {
    if (!this.key) return [];
    const all = await this.#store(name, "readonly", (store) => store.getAll());
    return all.filter((record) => record.owner === this.owner && (meeting === null || record.meeting === meeting));
  }

  /** Sealing takes its time: what is asked for later must not be done earlier. */
  #inTurn(act) {
    const done = this.last.then(act);
    this.last = done.catch(() => {});
    return done;
  }

  #put(name, key, value) {
    const told = JSON.stringify(value);
    return this.#inTurn(() => this.#seal(name, key, told));
  }

  async #seal(name, key, value) {
    if (!this.key) return;
    const id = this.#id(key);
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const told = { name: "AES-GCM", iv, additionalData: asBytes(id) };
    const sealed = await crypto.subtle.encrypt(told, this.key, asBytes(value));
    const record = { id, owner: this.owner, meeting: this.meeting, iv, sealed };
    await this.#store(name, "readwrite", (store) => store.put(record));
  }

  async #unseal({ id, iv, sealed }) {
    try {
      const told = { name: "AES-GCM", iv, additionalData: asBytes(id) };
      return JSON.parse(asText(await crypto.subtle.decrypt(told, this.key, sealed)));
    } catch {
      return null;
    }
  }

  #id(key) {
    return [this.owner, this.meeting, key].join(":");
  }

  /** Resolves when it is on the disk, not only when it was asked for. */
  #store(name, mode, act) {
    return new Promise((resolve, reject) => {
      const transaction = this.database.transaction(name, mode, { durability: "strict" });
      const asked = act(transaction.objectStore(name));
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
  }
}
