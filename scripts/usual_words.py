"""Counts the words of petitions: which are usual (data/likeness/usual.csv), which go with which field (spoken.csv).

.venv/bin/python scripts/usual_words.py

It counts the texts the finder was tuned on and those of the demo; never the ones it is measured with.
"""

from __future__ import annotations

import csv
import tomllib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from petitions.domain.field_words import spoken_terms
from petitions.domain.likeness_words import lexicon_of, read

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "petitions" / "data"
TUNING = ROOT / "tests" / "quality"
LEAST = 3
LEAST_SPOKEN = 2


def main() -> None:
    """Write both files anew."""
    words = tomllib.loads((DATA / "likeness" / "words.toml").read_text("utf-8"))
    lexicon = lexicon_of(words["nothing"], words["same"], {})
    usual: Counter[str] = Counter()
    spoken: Counter[tuple[str, str]] = Counter()
    for field, text in (texts := list(dict.fromkeys(texts_counted()))):
        reading = read(text, lexicon)
        usual.update({*reading.terms, *reading.words})
        spoken.update((term, field) for term in spoken_terms(text))
    heard: Counter[str] = Counter()
    for (term, _field), count in spoken.items():
        heard[term] += count
    rows = ((term, f"{count / len(texts):.4f}") for term, count in sorted(usual.items()) if count >= LEAST)
    write("usual.csv", ("term", "share"), rows)
    write(
        "spoken.csv",
        ("term", "field", "texts"),
        ((*key, n) for key, n in sorted(spoken.items()) if heard[key[0]] >= LEAST_SPOKEN),
    )


def write(name: str, heads: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    """Write one file."""
    with (DATA / "likeness" / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(heads)
        writer.writerows(rows)


def texts_counted() -> Iterable[tuple[str, str]]:
    """Give each text with its field."""
    for name in ("cases_tuning.tsv", "cases_spoken.tsv"):
        for line in (TUNING / name).read_text("utf-8").splitlines():
            field, text = line.split("\t")
            yield field, text
    for line in (TUNING / "pairs_tuning.tsv").read_text("utf-8").splitlines():
        cells = line.split("\t")
        yield cells[2], f"{cells[3]} {cells[4]}"
    for path in sorted((DATA / "demo").glob("cases_*.toml")):
        for case in tomllib.loads(path.read_text("utf-8"))["case"]:
            yield case["field"], f"{case['summary']} {case['content']}"


if __name__ == "__main__":
    main()
