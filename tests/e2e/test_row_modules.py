"""The script behind the rows, module by module: what typed text means, and a book of rows on the worst of lines."""

import pytest

TEXT = "/static/js/rows/text.js"

WORST_OF_LINES = """
async (seed) => {
  const { Book } = await import("/static/js/rows/book.js")
  const { emptyFields, newKey, pickFields } = await import("/static/js/rows/text.js")
  let state = seed
  const chance = () => {
    state = (state * 1664525 + 1013904223) % 4294967296
    return state / 4294967296
  }

  // The server, by the rules of services/statement_rows.py.
  const table = []
  const removed = new Map()
  const copy = (row) => structuredClone(row)
  const serve = (part, fields) => {
    const at = table.findIndex((row) => row.key === fields.entry_key)
    if (part === "removal/") {
      if (at >= 0) removed.set(fields.entry_key, table.splice(at, 1)[0])
      else if (!removed.has(fields.entry_key)) return { kind: "gone", status: 404 }
      return { kind: "done", answer: {} }
    }
    if (part === "restoration/") {
      const row = removed.get(fields.entry_key)
      if (at < 0 && !row) return { kind: "gone", status: 404 }
      if (at < 0) {
        row.version += 1
        row.position = Math.max(0, ...table.map((each) => each.position)) + 1
        table.push(row)
        removed.delete(fields.entry_key)
      }
      return { kind: "done", answer: { row: copy(table.find((each) => each.key === fields.entry_key)) } }
    }
    if (part === "place/") {
      const behind = fields.after_key ? table.findIndex((row) => row.key === fields.after_key) : -1
      if (at < 0 || (fields.after_key && behind < 0)) return { kind: "gone", status: 404 }
      const positions = table.map((row) => row.position)
      const [row] = table.splice(at, 1)
      const place = fields.after_key ? table.findIndex((each) => each.key === fields.after_key) + 1 : 0
      table.splice(place, 0, row)
      table.forEach((each, n) => { each.position = positions[n] })
      return { kind: "done", answer: {} }
    }
    const ticked = fields.answered_on_spot === "y"
    const values = { ...pickFields({ ...emptyFields(), ...fields }), answered_on_spot: ticked }
    if (at < 0) {
      if (removed.has(fields.entry_key)) return { kind: "changed", sentence: "" }
      const position = Math.max(0, ...table.map((each) => each.position)) + 1
      table.push({ key: fields.entry_key, version: 1, position, is_used: false, ...values })
    } else if (JSON.stringify(pickFields(table[at])) !== JSON.stringify(values)) {
      if (Number(fields.version) !== table[at].version) return { kind: "changed", sentence: "" }
      Object.assign(table[at], values, { version: table[at].version + 1 })
    }
    return { kind: "done", answer: { row: copy(table.find((row) => row.key === fields.entry_key)) } }
  }

  // The line: breaks before or after the server has done it.
  let broken = 0.4
  const line = () => ({
    token: "",
    read: async () => chance() < broken
      ? { kind: "away" }
      : { kind: "done", answer: { token: "t", author: "a", rows: copy(table) } },
    change: async (part, fields) => {
      if (chance() < broken) return { kind: "away" }
      const answer = serve(part, fields)
      return chance() < broken ? { kind: "away" } : answer
    },
  })

  // The browser: what is kept survives when it is killed, nothing else does.
  const kept = new Map()
  const fresh = async () => {
    const vault = {
      keep: async (row, order) => { if (!made.isClosed) kept.set(row.key, copy({ ...row, order })) },
      drop: async (key) => { if (!made.isClosed) kept.delete(key) },
    }
    const made = new Book(line(), vault)
    await made.open([...kept.values()].map(copy).sort((one, other) => one.order - other.order))
    return made
  }
  let book = await fresh()
  const wanted = new Map()
  for (let step = 0; step < 60; step += 1) {
    const rows = book.rows
    const any = rows[Math.floor(chance() * rows.length)]
    const what = chance()
    if (what < 0.45 || !any) {
      const fields = { ...emptyFields(), content: `row ${step}` }
      const key = newKey()
      wanted.set(key, fields.content)
      await book.save({ key, fields })
    } else if (what < 0.6) {
      const content = `${any.fields.content}, changed ${step}`
      wanted.set(any.key, content)
      await book.save({ key: any.key, fields: { ...any.fields, content } })
    } else if (what < 0.7) {
      wanted.delete(any.key)
      await book.remove(any.key)
    } else if (what < 0.85) {
      await book.move(any.key, chance() < 0.5 ? -1 : 1)
    } else if (what < 0.9) {
      const back = await book.undo()
      if (back?.kind === "removal") wanted.set(back.row.key, back.row.fields.content)
      if (back?.kind === "change" && book.find(back.key)) wanted.set(back.key, back.before.content)
    } else {
      book.close() // killed
      book = await fresh()
    }
    if (chance() < 0.5) await new Promise((resolve) => setTimeout(resolve))
  }
  const order = book.line.token ? book.rows.map((row) => row.key) : null
  broken = 0
  for (let n = 0; n < 20 && (book.unsent.length || book.flushing || !book.line.token); n += 1) {
    await book.flush()
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  const faults = book.faulty.map((row) => row.fault.kind)
  book.close()
  const sorted = (pairs) => JSON.stringify(pairs.sort())
  return {
    faults,
    server: sorted(table.map((row) => [row.key, row.content])),
    wanted: sorted([...wanted]),
    kept: kept.size,
    isInOrder: order === null || JSON.stringify(order) === JSON.stringify(table.map((row) => row.key)),
  }
}
"""


@pytest.fixture(scope="module")
def page(browser, site):
    """A page of the product, whose modules may be asked one by one."""
    page = browser.new_page(base_url=site.url)
    page.goto("/sign-in/")
    yield page
    page.close()


@pytest.mark.parametrize("seed", range(40))
def test_on_the_worst_of_lines_in_a_browser_killed_again_and_again_no_row_is_lost_or_doubled(page, seed):
    told = page.evaluate(WORST_OF_LINES, seed)
    assert told["faults"] == []
    assert told["server"] == told["wanted"]
    assert told["kept"] == 0
    assert told["isInOrder"]


PLACES = {
    "places": ["thôn", "xóm", "bản", "tổ", "tổ dân phố", "khu phố", "khu", "xã"],
    "posts": ["trưởng", "phó", "công tác"],
}


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Bà Hoa", ["Bà Hoa", None]),
        ("Bà Hoa, thôn Đông", ["Bà Hoa", "thôn Đông"]),
        (" Bà Hoa ,thôn Đông, xã Tây ", ["Bà Hoa", "thôn Đông, xã Tây"]),
        ("Ông Nguyễn Văn A, Bí thư chi bộ, thôn Đông", ["Ông Nguyễn Văn A, Bí thư chi bộ", "thôn Đông"]),
        ("Ông Lê A, Bí thư chi bộ", ["Ông Lê A, Bí thư chi bộ", None]),
        ("Ông Lê A, Tổ trưởng tổ dân phố 3", ["Ông Lê A, Tổ trưởng tổ dân phố 3", None]),
        ("Ông Lê A, Tổ trưởng, Tổ dân phố 3", ["Ông Lê A, Tổ trưởng", "Tổ dân phố 3"]),
        ("Ông Lê A, Ban công tác Mặt trận", ["Ông Lê A, Ban công tác Mặt trận", None]),
        ("ong le a, ban mong", ["ong le a", "ban mong"]),
        ("ong le a, ban cong tac mat tran", ["ong le a, ban cong tac mat tran", None]),
        ("Bà Hoa, khu phố 2", ["Bà Hoa", "khu phố 2"]),
        ("Bà Hoa, Bến Đò", ["Bà Hoa", "Bến Đò"]),
        ("Bà Hoa, thôn", ["Bà Hoa, thôn", None]),
        ("Bà Hoa,", ["Bà Hoa", ""]),
        (",", ["", ""]),
    ],
)
def test_a_comma_parts_the_speaker_from_the_village_but_not_from_his_post(page, typed, read):
    split = f"""async ([typed, words]) => {{
      const {{ placeReader, splitSpeaker }} = await import('{TEXT}')
      return splitSpeaker(typed, placeReader(words, () => ["Thôn Bến Đò"]))
    }}"""
    assert page.evaluate(split, [typed, PLACES]) == read


@pytest.mark.parametrize(
    ("typed", "found"),
    [("dien", "Điện, viễn thông"), ("nuoc s", "Nước sạch"), ("gia", "Giao thông"), ("giáo", "Giáo dục"), ("xyz", None)],
)
def test_a_field_is_found_by_the_beginning_of_its_words_without_accents(page, typed, found):
    words = ["", "Đất đai", "Giao thông", "Giáo dục", "Nước sạch", "Điện, viễn thông"]
    place = page.evaluate(f"async ([w, t]) => (await import('{TEXT}')).bestMatch(w, t)", [words, typed])
    assert (words[place] if place >= 0 else None) == found


def test_keys_are_what_the_server_takes(page):
    made = page.evaluate(f"async () => {{ const m = await import('{TEXT}'); return [m.newKey(), m.newKey()] }}")
    assert made[0] != made[1]
    assert all(len(key) == 36 and key[14] == "4" for key in made)
