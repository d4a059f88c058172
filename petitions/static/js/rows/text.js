/* What typed text means: folded for comparing, a speaker with his village, a field by a few of its letters. */

export const NAMES = ["speaker_name", "village", "content", "subject_field_id", "answered_on_spot", "answered_by"];

/** Lower case without accents, đ as d, other signs as blanks: "Điện, viễn thông" -> "dien vien thong". */
export const fold = (text) =>
  text
    .replace(/[Đđ]/g, "d")
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, " ")
    .trim();

/**
 * A function that tells whether words name a village: by the kind they begin with, unless a post is meant by it, or
 * because it is a village that is known. Typed without any accents they are compared without.
 */
export const placeReader = ({ places, posts }, listKnown = () => []) => {
  const begins = (text, phrases) => phrases.filter((phrase) => `${text} `.startsWith(`${phrase} `));
  return (part) => {
    const plain = /^[\x20-\x7e]*$/.test(part) ? fold : (text) => text.normalize("NFC").toLowerCase();
    const text = plain(part);
    const kind = begins(text, places.map(plain)).sort((one, other) => other.length - one.length)[0];
    const name = kind === undefined ? "" : text.slice(kind.length).trim();
    if (name) return !begins(name, posts.map(plain)).length;
    const folded = fold(part);
    return Boolean(folded) && listKnown().some((known) => ` ${fold(known)}`.endsWith(` ${folded}`));
  };
};

/**
 * "Bà Hoa, thôn Đông" -> ["Bà Hoa", "thôn Đông"]: from the first place on it is the village, what stands before is the
 * speaker with his post. The village is null when none is named, and "" behind a mere comma.
 */
export const splitSpeaker = (text, isPlace) => {
  const [speaker, ...parts] = text.split(",").map((part) => part.trim());
  if (parts.length && !parts.some(Boolean)) return [speaker, ""];
  const at = parts.findIndex(isPlace);
  if (at < 0) return [text.trim(), null];
  return [[speaker, ...parts.slice(0, at)].join(", "), parts.slice(at).join(", ")];
};

/** The index of the best of these words for the typed letters, with their accents or else without; or -1. */
export const bestMatch = (words, typed) => {
  const exact = (text) => text.normalize("NFC").toLowerCase().trim();
  for (const plain of /^[\x20-\x7e]*$/.test(typed) ? [fold] : [exact, fold]) {
    const wanted = plain(typed);
    if (!wanted) return -1;
    const all = words.map(plain);
    // Its beginning, the beginning of a later word, or anywhere.
    const fitting = [
      (word) => word.startsWith(wanted),
      (word) => ` ${word}`.includes(` ${wanted}`),
      (word) => word.includes(wanted),
    ];
    for (const fits of fitting) {
      const found = all.findIndex(fits);
      if (found >= 0) return found;
    }
  }
  return -1;
};

export const emptyFields = () => ({
  speaker_name: "",
  village: "",
  content: "",
  subject_field_id: "",
  answered_on_spot: false,
  answered_by: "",
});

export const pickFields = (values) => Object.fromEntries(NAMES.map((name) => [name, values[name]]));

export const sameFields = (one, other) => NAMES.every((name) => one[name] === other[name]);

/** A key that no other row has; also where the browser knows randomUUID only on https. */
export const newKey = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
};

/** Fill {names} in a sentence. */
export const say = (sentence, facts = {}) =>
  sentence.replace(/\{(\w+)\}/g, (whole, name) => (name in facts ? String(facts[name]) : whole));
