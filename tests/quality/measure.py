"""How good the finder of similar cases and the suggestions are, on texts written for this and for nothing else.

`pairs_*.tsv`: commune, village, field, a matter as it stands on file, then what somebody types: the same in other
words, the same without accents or with typing errors, the same words at another village (named first), other words
about the same place. `cases_*.tsv`: field, text; of `cases_spoken.tsv` only the words are counted. The rules were tuned
on the halves called tuning, and measured on the others.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from petitions.domain.case_code import new_case_code
from petitions.domain.likeness import Matter
from petitions.domain.vocabulary import Authority, Channel, Kind, PartyCapacity, State
from petitions.models import Case, CaseParty
from petitions.services.alike import find_alike
from petitions.services.search_index import reindex_batch, tidy_index
from petitions.services.suggestions import LEAST_LIKE, likeliest_field
from tests.builders import NOW, TODAY, World, a_commune, a_subject_field, a_village

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from petitions.models import Locality, SubjectField

HERE = Path(__file__).parent
KINDS = {
    "other words": True,
    "no accents, errors": True,
    "other village": False,
    "same place, other matter": False,
}


def rows_of(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (HERE / f"{name}.tsv").read_text("utf-8").splitlines()]


@dataclass
class Finding:
    """What was found for the texts of each kind."""

    asked: Counter[str] = field(default_factory=Counter)
    shown: Counter[str] = field(default_factory=Counter)
    hit: Counter[str] = field(default_factory=Counter)

    @property
    def recall(self) -> float:
        same = [kind for kind, is_same in KINDS.items() if is_same]
        return sum(self.hit[kind] for kind in same) / sum(self.asked[kind] for kind in same)

    @property
    def precision(self) -> float:
        return sum(self.hit[kind] for kind, is_same in KINDS.items() if is_same) / self.shown.total()


class Register:
    """A register of cases in which to look."""

    def __init__(self, session: Session, world: World) -> None:
        self.session, self.world = session, world
        codes = {row[0] for row in rows_of("cases_tuning")}
        self.fields: dict[str, SubjectField] = {
            code: a_subject_field(session, code, code) for code in sorted(codes - {"transport", "other"})
        } | {"transport": world.field, "other": world.other_field}
        self.communes: dict[str, Locality] = {}
        self.entered: list[Case] = []

    def commune(self, name: str) -> Locality:
        if name not in self.communes:
            self.communes[name] = a_commune(self.session, self.world.province, name=f"xã {name}")
        return self.communes[name]

    def enter(self, code: str, text: str, place: Locality) -> Case:
        """Put a case on file that the council has decided on."""
        case = Case(
            code=new_case_code(),
            kind=Kind.PETITION,
            state=State.CLASSIFIED,
            channel=Channel.LETTER,
            council_id=self.world.province_council.id,
            origin_id=self.world.commune_council.id,
            locality_id=place.id,
            subject_field_id=self.fields[code].id,
            received_on=TODAY,
            summary=text,
            content=text,
            forwarded_text=text,
            authority=Authority.PROVINCE,
            recorded_at=NOW,
            changed_at=NOW,
        )
        self.session.add(case)
        self.entered.append(case)
        return case

    def settle(self) -> None:
        """Let the council see what was entered, and make it findable."""
        self.session.flush()
        council = {"organisation_id": self.world.province_council.id, "capacity": PartyCapacity.COUNCIL}
        self.session.add_all(CaseParty(case_id=case.id, **council) for case in self.entered)
        self.session.flush()
        self.entered.clear()
        last: int | None = 0
        while last is not None:
            last = reindex_batch(self.session, after_id=last)
        tidy_index(self.session)


def measure_fields(register: Register, half: str) -> dict[str, float]:
    """Return the share of each field's texts whose likeliest field is right, after the tuning half was decided here."""
    for number, (code, text) in enumerate(rows_of("cases_tuning")):
        register.enter(code, text, register.commune(f"Mẫu {number % 7}"))
    register.settle()
    right: Counter[str] = Counter()
    texts = rows_of(f"cases_{half}")
    for code, text in texts:
        found = find_alike(register.session, Matter((text,)), actor=register.world.office)
        decided = [(e.case.field, e.likeness.score) for e in found.around if e.likeness.score >= LEAST_LIKE]
        right[code] += likeliest_field(text, decided)[0] == code
    asked = Counter(code for code, _text in texts)
    return {code: right[code] / count for code, count in asked.items()}


def measure_finding(register: Register, half: str) -> Finding:
    """Return what is found among the matters of a half, with the cases of both halves between them."""
    for number, (code, text) in enumerate(rows_of("cases_held_out")):
        register.enter(code, text, register.commune(f"Khác {number % 7}"))
    entered = []
    for commune, village, code, text, *_typed in rows_of(f"pairs_{half}"):
        place = a_village(register.session, register.commune(commune), name=f"thôn {village}")
        entered.append(register.enter(code, text, place))
    register.settle()
    keys = [case.id for case in entered]
    finding = Finding()
    for key, (commune, _village, _code, _text, *typed) in zip(keys, rows_of(f"pairs_{half}"), strict=True):
        texts = (typed[0], typed[1], typed[3], typed[4])
        for kind, text in zip(KINDS, texts, strict=True):
            matter = Matter((text,), commune_id=register.commune(commune).id)
            found = [e.case.id for e in find_alike(register.session, matter, actor=register.world.office).near]
            finding.asked[kind] += 1
            finding.shown[kind] += bool(found)
            finding.hit[kind] += key in found
    return finding
