/* The page on which rows are entered: brings together the form, the rows, what is kept here and the line to the server. */

import { lookBeside } from "./alike.js";
import { Book } from "./book.js";
import { Editor } from "./editor.js";
import { Line } from "./line.js";
import { Sheet } from "./sheet.js";
import { emptyFields, fold, say } from "./text.js";
import { canKeep, forgetKey, keyOwner, NoVault, Vault } from "./vault.js";

const LOOK_FOR_KEY_EVERY = 2_000;
const LEAVES_AFTER = 3_000;
const LAST_MOMENT = 300;
const IN_ADDRESS = /^\/meetings\/(\d+)\//;

const section = document.getElementById("rows");
const form = document.querySelector("main form[method=post]");
const frame = form.closest(".rows__sheet");
const words = JSON.parse(document.getElementById("rows-words").textContent);
const status = document.getElementById("rows-status");
const signIn = document.getElementById("rows-sign-in");
const discard = document.getElementById("rows-discard");
const note = document.getElementById("rows-note");
const undo = document.getElementById("rows-undo");
const shell = document.getElementById("rows-shell");
const meeting = section.dataset.meeting || IN_ADDRESS.exec(location.pathname)?.[1] || "";
const address = section.dataset.address || `/meetings/${meeting}/rows/`;
const select = form.elements.subject_field_id;
const fieldName = (key) => (key && [...select.options].find((option) => option.value === key)?.text) || "";

const openVault = async () => {
  if (!canKeep()) return new NoVault();
  try {
    return await Vault.open(meeting);
  } catch {
    return new NoVault(); // a private window may forbid it
  }
};

const start = async () => {
  const vault = await openVault();
  if (shell && !(await furnish(vault))) return;
  const book = new Book(new Line(address), vault.isOpen ? vault : new NoVault());
  book.line.author = vault.owner || "";
  const editor = new Editor(form, words);
  const sheet = new Sheet(section, words);
  editor.villageOf = (speaker) => book.rows.findLast((row) => fold(row.fields.speaker_name) === speaker)?.fields.village;
  editor.carried = shell || !editor.fields.content ? editor.fields : emptyFields();

  const draw = () => {
    editor.isReady ||= book.state !== "starting" || Boolean(shell);
    show(book, sheet, editor, vault);
  };
  book.addEventListener("change", draw);
  editor.addEventListener("turn", draw);
  connect(book, sheet, editor, vault);
  guard(book, sheet, editor, vault);
  const beside = document.getElementById("alike");
  if (beside) lookBeside(form, beside, () => book.state === "ready");

  const { rows, drafts } = await vault.rows();
  editor.resume(drafts);
  document.getElementById("entered")?.remove();
  draw();
  await book.open(rows);
  // The rows have pushed the form down; whoever has not gone elsewhere meanwhile goes on in it.
  if ([document.body, form.elements.speaker_name].includes(document.activeElement)) editor.focus();
  editor.settle((key) => book.find(key));
  void tellOfOthers(vault, book);
  if (vault.isOpen) await install();
};

/** Fill the empty page from what this browser keeps. Returns whether there is a meeting to enter rows for. */
const furnish = async (vault) => {
  frame.hidden = true;
  const meetings = await vault.meetings();
  const here = meetings.find((each) => each.meeting === meeting);
  if (vault.isOpen && here) {
    document.querySelector("h1").textContent = here.heading;
    offer(here);
    frame.hidden = false;
    return true;
  }
  const { locked, elsewhere } = await vault.count();
  const said = [];
  if (!canKeep()) said.push(words.keeping.insecure);
  else if (!vault.isOpen) said.push(words.keeping.sign_in);
  else if (meeting) said.push(words.keeping.unknown);
  if (locked) said.push(say(words.keeping.locked, { count: locked }));
  const notice = document.getElementById("rows-locked");
  notice.textContent = said.join(" ");
  notice.hidden = said.length === 0;
  list(meetings, new Map(elsewhere));
  document.getElementById("rows-ways").hidden = false;
  return false;
};

const offer = ({ fields, villages }) => {
  select.replaceChildren(new Option(words.no_field, ""), ...fields.map(([key, name]) => new Option(name, key)));
  document.getElementById("villages").replaceChildren(...villages.map((name) => new Option("", name)));
};

const list = (meetings, waiting) => {
  const place = document.getElementById("rows-meetings");
  for (const each of meetings) {
    const link = document.createElement("a");
    link.href = `/meetings/${each.meeting}/statements/`;
    link.textContent = each.heading;
    const item = document.createElement("li");
    item.append(link);
    const count = waiting.get(each.meeting);
    if (count) item.append(` – ${say(words.keeping.here, { count })}`);
    place.append(item);
  }
  place.hidden = meetings.length === 0;
};

const connect = (book, sheet, editor, vault) => {
  editor.addEventListener("save", async ({ detail }) => {
    await book.save(detail);
    await vault.dropDraft(detail.key);
  });
  editor.addEventListener("draft", async ({ detail }) => {
    try {
      await vault.keepDraft(detail);
      if (vault.isOpen) delete form.dataset.unsaved;
    } catch {
      book.isKept = false;
    }
  });
  editor.addEventListener("drop", ({ detail }) => void vault.dropDraft(detail));

  /** Put the focus where the work goes on once it is kept; who types elsewhere by then is left alone. */
  const goOn = async (work, focus) => {
    const from = document.activeElement;
    const done = await work;
    const here = document.activeElement;
    if (done !== false && (here === from || !form.contains(here))) focus(done);
  };
  const acts = {
    open: (key) => editor.open(book.find(key)),
    up: (key) => goOn(book.move(key, -1), () => sheet.focus(key)),
    down: (key) => goOn(book.move(key, 1), () => sheet.focus(key)),
    remove: (key) => {
      const next = sheet.neighbour(key);
      if (!book.find(key)?.isUsed) editor.forget(key);
      return goOn(book.remove(key), () => (next ? sheet.focus(next) : editor.focus()));
    },
    mine: (key) => book.settle(key, true),
    theirs: (key) => book.settle(key, false),
  };
  sheet.addEventListener("act", ({ detail }) => void acts[detail.action](detail.key));
  sheet.addEventListener("leave", () => editor.focus());

  const takeBack = () =>
    goOn(book.undo(), (last) => {
      const key = last?.key ?? last?.row?.key;
      if (key) sheet.focus(key);
    });
  undo.addEventListener("click", () => void takeBack());
  discard.addEventListener("click", () => {
    if (confirm(say(words.keeping.discard, { count: book.unsent.length }))) void book.discardAll();
  });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.key.toLowerCase() !== "z") return;
    // In a form that was typed in, the browser's own undo is meant.
    if (form.contains(event.target) && editor.isTouched) return;
    event.preventDefault();
    void takeBack();
  });
  // Who has just saved and goes on to another page finds the row there: it is let go first, if it goes at all.
  document.addEventListener("click", async (event) => {
    const link = event.target.closest?.("a[href]");
    const isPlain = !(event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button);
    if (!link || !isPlain || link.target || !book.flushing || book.state !== "ready") return;
    event.preventDefault();
    const late = new Promise((resolve) => setTimeout(resolve, LEAVES_AFTER));
    await Promise.race([late, new Promise((resolve) => book.addEventListener("rest", resolve, { once: true }))]);
    location.assign(link.href);
  });
  // By whatever way the page is left: a row on its way gets a moment's start before the next page is asked for.
  window.addEventListener("beforeunload", () => {
    const until = performance.now() + LAST_MOMENT;
    while (book.flushing && book.state === "ready" && performance.now() < until);
  });
  window.addEventListener("online", () => void book.flush());
  window.addEventListener("pagehide", () => editor.keepNow());
};

/** Close everything as soon as the key is gone: signed out in another window, or somebody else came. */
const guard = (book, sheet, editor, vault) => {
  if (!vault.isOpen) return;
  let isLocked = false;
  const look = async () => {
    if (isLocked && keyOwner() === vault.owner) return location.reload();
    if (isLocked || (keyOwner() === vault.owner && book.state !== "stranger")) return;
    isLocked = true;
    book.close();
    editor.clear();
    sheet.draw([], fieldName);
    vault.close();
    frame.hidden = section.hidden = undo.hidden = true;
    const { locked } = await vault.count();
    status.className = "rows__status rows__status--waiting";
    status.textContent = [words.keeping.closed, locked ? say(words.keeping.locked, { count: locked }) : ""].join(" ");
    signIn.href = location.pathname;
    signIn.hidden = false;
  };
  setInterval(() => void look(), LOOK_FOR_KEY_EVERY);
  document.addEventListener("visibilitychange", () => void look());
  book.addEventListener("change", () => void look());
  document.querySelector(".site-header__leave")?.addEventListener("submit", (event) => {
    const count = book.unsent.length + editor.unsaved;
    editor.keepNow();
    if (count && !confirm(say(words.keeping.leave, { count }))) event.preventDefault();
    else forgetKey();
  });
};

const tellOfOthers = async (vault, book) => {
  const { locked, elsewhere } = await vault.count();
  const said = [];
  if (!canKeep()) said.push(words.keeping.insecure);
  else if (!vault.isOpen) said.push(words.keeping.impossible);
  else said.push(words.keeping.ready);
  if (locked) said.push(say(words.keeping.others, { count: locked }));
  note.textContent = said.join(" ");
  for (const [key, count] of elsewhere) {
    const link = document.createElement("a");
    link.href = `/meetings/${key}/statements/`;
    link.textContent = say(words.keeping.elsewhere, { count });
    note.append(" ", link);
  }
  if (vault.isOpen && book.context) {
    const { heading, fields, villages } = book.context;
    await vault.keepMeeting({ heading, fields, villages });
  }
};

const install = async () => {
  try {
    await navigator.serviceWorker?.register("/meetings/worker/", { scope: "/meetings/" });
  } catch {
    // Without it the page only does not open offline; rows are kept all the same.
  }
};

const show = (book, sheet, editor, vault) => {
  sheet.draw(book.rows, fieldName, editor.begun);
  const last = book.undoable.at(-1);
  undo.hidden = !last;
  if (last) undo.textContent = say(words.undo[last.kind], { number: last.number ?? "–" });
  status.textContent = tell(book);
  status.className = `rows__status rows__status--${book.unsent.length || book.state === "gone" ? "waiting" : "calm"}`;
  signIn.hidden = book.state !== "signedOut";
  discard.hidden = book.state !== "gone" || !book.unsent.length;
  if (book.state === "signedOut") signIn.href = `/sign-in/?next=${encodeURIComponent(location.pathname)}`;
  const isSafe = vault.isOpen && book.isKept;
  if (isSafe || (!book.unsent.length && !editor.unsaved)) delete form.dataset.unsaved;
  else if (book.unsent.length || editor.begun.size) form.dataset.unsaved = "yes";
};

/** What the person has to know of all rows together. */
const tell = (book) => {
  const count = book.unsent.length;
  const faults = book.faulty.length;
  const { states } = words;
  if (book.state === "starting") return "";
  const kept = book.isKept ? "" : ` ${states.not_kept}`;
  if (book.state === "signedOut") return say(states.signed_out, { count }) + kept;
  if (book.state === "stranger") return words.keeping.closed;
  if (book.state === "gone") return say(states.gone, { count }) + kept;
  if (book.state === "away") return (count ? say(states.away, { count }) : states.away_saved) + kept;
  if (faults) return say(states.faults, { count: faults });
  if (count) return say(states.sending, { count });
  return book.rows.length ? say(states.saved, { count: book.rows.length }) : "";
};

void start();
