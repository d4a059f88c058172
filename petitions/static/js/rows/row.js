/* One row of a meeting's minutes, and how rows told by the server and rows kept here come together. No page, no line. */

import { pickFields } from "./text.js";

/**
 * A row: {key, version (0: the server does not know it), position, fields, isUsed, wants: {save, remove, restore, place},
 * after (the key of the row it is to be moved behind, null: none; only while it wants to be placed),
 * tried (texts sent whose answer was not heard; the server may hold any of them), wasRemoved (so with its removal),
 * own (the text that was last saved from this page, if any),
 * fault: null | {kind: "refused", errors} | {kind: "changed", sentence, theirs} | {kind: "removed"}, revision,
 * kept (the revision that is on this machine's disk)}.
 */
export const newRow = (key, fields) => ({
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
  kept: null,
});

export const fromServer = (values) => ({
  ...newRow(values.key, pickFields(values)),
  version: values.version,
  position: values.position,
  isUsed: values.is_used,
});

export const isWaiting = (row) => Object.values(row.wants).some(Boolean);

/** Bring the server's rows in line with ours: what waits here stays as typed and where it stands. */
export const mergeRows = (rows, removedRows, told) => {
  const going = new Set(removedRows.map((row) => row.key));
  const known = new Set(told.map((values) => values.key));
  const stays = (row) => isWaiting(row) || row.fault || row.isSending;
  const merged = [];
  for (const values of told) {
    if (going.has(values.key)) continue;
    const own = rows.find((row) => row.key === values.key);
    if (!own) merged.push(fromServer(values));
    else if (stays(own)) merged.push(Object.assign(own, { position: values.position, version: own.version || 0 }));
    else merged.push(Object.assign(own, fromServer(values), { revision: own.revision }));
  }
  merged.push(...rows.filter((row) => !known.has(row.key) && stays(row)));
  return placeRows(merged);
};

/** Rows that still have to be moved stand where the person put them: behind the row that was before them. */
const placeRows = (rows) => {
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
};

/** The key of the row that one goes behind, or of the nearest one before it that the server knows. */
export const keyBefore = (rows, row) => {
  if (row.after === null) return "";
  if (rows.find((each) => each.key === row.after)?.version) return row.after;
  const known = rows.slice(0, rows.indexOf(row)).filter((each) => each.version);
  return known.at(-1)?.key ?? "";
};
