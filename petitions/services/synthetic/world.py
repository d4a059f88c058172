"""The units, places and people that synthetic cases pass through: those that exist, or an invented province."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date, datetime
from itertools import product

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.vocabulary import Level, LocalityKind, OrganisationKind, Role
from petitions.models import Case, Locality, Organisation, Person, PersonGrant, SubjectField
from petitions.services.authentication import hash_password
from petitions.services.synthetic.texts import Texts

COMMUNES = 60
"""So many communes make a province whose scopes are as small as in life."""

ENOUGH_COMMUNES = 20
ENOUGH_AGENCIES = 5
_ANSWERING = (OrganisationKind.DEPARTMENT, OrganisationKind.ENTERPRISE, OrganisationKind.AUTHORITY)
ACCOUNTS = {
    Role.CLERK: "seed-clerk",
    Role.OFFICE: "seed-office",
    Role.BOARD: "seed-board",
    Role.COORDINATOR: "seed-coordinator",
    Role.OFFICER: "seed-officer",
    Role.LEADER: "seed-leader",
    Role.AUDITOR: "seed-auditor",
}
PASSWORD = "cu-tri-2026"  # noqa: S105 - the demo's published password; `serve` keeps such accounts on this machine


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as events and lists name it, and whom of its people stands in the history."""

    id: int
    name: str
    locality_id: int
    person_id: int | None = None
    person_name: str = ""
    fields: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Commune:
    """A place where voters speak: who records there, and its own People's Committee, when it has one."""

    recorder: Unit
    committee: Unit | None
    name: str


@dataclass(slots=True)
class SyntheticWorld:
    """Everything a case refers to."""

    council: Unit
    communes: list[Commune]
    agencies: list[Unit]
    busiest: Unit
    field_ids: dict[str, int]
    field_names: dict[str, str]
    others: list[Unit] = dataclass_field(init=False)
    agencies_for: dict[str, list[Unit]] = dataclass_field(init=False)

    def __post_init__(self) -> None:
        self.others = [agency for agency in self.agencies if agency != self.busiest]
        self.agencies_for = {code: [a for a in self.others if code in a.fields] for code in self.field_ids}


def holds_real_cases(session: Session) -> bool:
    """Tell whether there are cases, and nobody of the demo or of a seed among the accounts."""
    has_case = session.scalar(sa.select(Case.id).limit(1)) is not None
    return has_case and session.scalar(sa.select(Person.id).where(Person.is_demo).limit(1)) is None


def prepare_world(session: Session, texts: Texts, *, now: datetime, today: date) -> SyntheticWorld:
    """Return the province to fill; whatever is missing of it is made here, but for the subject fields."""
    builder = _Builder(session, texts, now=now, today=today)
    council = builder.council()
    builder.add_communes(council)
    builder.add_agencies(council)
    busiest = builder.busiest()
    builder.add_accounts(council, busiest)
    return builder.world(council, busiest)


class _Builder:
    """Finds what exists today and adds what does not."""

    def __init__(self, session: Session, texts: Texts, *, now: datetime, today: date) -> None:
        self.session = session
        self.texts = texts
        self.now = now
        self.today = today

    def units(self, kinds: tuple[OrganisationKind, ...], level: Level) -> list[Organisation]:
        """Return the units of these kinds that exist today, oldest first."""
        return list(
            self.session.scalars(
                sa.select(Organisation)
                .where(
                    Organisation.kind.in_(kinds),
                    Organisation.level == level,
                    sa.or_(Organisation.valid_to.is_(None), Organisation.valid_to >= self.today),
                )
                .order_by(Organisation.id)
            )
        )

    def council(self) -> Organisation:
        """Return the province's council."""
        found = self.units((OrganisationKind.COUNCIL,), Level.PROVINCE)
        if found:
            return found[0]
        province = self._locality(self.texts.places["province"], LocalityKind.PROVINCE, None)
        self._unit("committee", province, OrganisationKind.PEOPLE_COMMITTEE, Level.PROVINCE)
        return self._unit("council", province, OrganisationKind.COUNCIL, Level.PROVINCE)

    def add_communes(self, council: Organisation) -> None:
        """Add communes with council and People's Committee until the province looks like one."""
        missing = COMMUNES - len(self._recorders(council))
        if missing <= COMMUNES - ENOUGH_COMMUNES:
            return
        taken = set(self.session.scalars(sa.select(Locality.name)))
        places = self.texts.places
        names = product(places["communes_first"], places["communes_second"])
        free = (n for n in (places["commune"].format(name=" ".join(pair)) for pair in names) if n not in taken)
        for _, name in zip(range(missing), free, strict=False):
            commune = self._locality(name, LocalityKind.COMMUNE, council.locality_id)
            self._unit("council", commune, OrganisationKind.COUNCIL, Level.COMMUNE)
            self._unit("committee", commune, OrganisationKind.PEOPLE_COMMITTEE, Level.COMMUNE)

    def add_agencies(self, council: Organisation) -> None:
        """Add the province's agencies where there are hardly any."""
        if len(self.units(_ANSWERING, Level.PROVINCE)) >= ENOUGH_AGENCIES:
            return
        above = self.units((OrganisationKind.PEOPLE_COMMITTEE,), Level.PROVINCE)
        for given in self.texts.places["agency"]:
            self.session.add(
                Organisation(
                    name=given["name"],
                    short_name=given["short_name"],
                    kind=OrganisationKind(given["kind"]),
                    level=Level.PROVINCE,
                    locality_id=council.locality_id,
                    parent_id=above[0].id if above else None,
                    valid_from=date(self.today.year - 5, 1, 1),
                )
            )
        self.session.flush()

    def busiest(self) -> Organisation:
        """Return the agency that gets the largest share: one with an officer who can sign in, if any."""
        agencies = self.units(_ANSWERING, Level.PROVINCE)
        staffed = self.session.scalar(
            sa.select(PersonGrant.organisation_id)
            .where(
                PersonGrant.role == Role.OFFICER,
                PersonGrant.revoked_at.is_(None),
                PersonGrant.organisation_id.in_([agency.id for agency in agencies]),
            )
            .order_by(PersonGrant.id)
            .limit(1)
        )
        return next((agency for agency in agencies if agency.id == staffed), agencies[0])

    def add_accounts(self, council: Organisation, busiest: Organisation) -> None:
        """Let somebody sign in to a database in which nobody can; marked as demo, never forced to change."""
        if self.session.scalar(sa.select(Person.id).limit(1)) is not None:
            return
        homes = {
            Role.CLERK: self._recorders(council)[0].id,
            Role.OFFICER: busiest.id,
            Role.LEADER: busiest.id,
            Role.COORDINATOR: busiest.parent_id or council.id,
        }
        secret = hash_password(PASSWORD)
        for role, username in ACCOUNTS.items():
            person = Person(
                username=username, full_name=username, password_hash=secret, is_demo=True, created_at=self.now
            )
            self.session.add(person)
            self.session.flush()
            unit = homes.get(role, council.id)
            grant = PersonGrant(person_id=person.id, organisation_id=unit, role=role, granted_at=self.now)
            self.session.add(grant)
        self.session.flush()

    def world(self, council: Organisation, busiest: Organisation) -> SyntheticWorld:
        """Return everything as plain values."""
        people = self._people()
        fields = list(self.session.scalars(sa.select(SubjectField).order_by(SubjectField.id)))
        committees = {
            unit.locality_id: self._plain(unit, people)
            for unit in self.units((OrganisationKind.PEOPLE_COMMITTEE,), Level.COMMUNE)
        }
        names = {key: name for key, name in self.session.execute(sa.select(Locality.id, Locality.name)).tuples()}  # noqa: C416 - dict() takes a result for a mapping
        communes = [
            Commune(self._plain(unit, people), committees.get(unit.locality_id), names[unit.locality_id])
            for unit in self._recorders(council)
        ]
        agencies = [self._plain(unit, people) for unit in self.units(_ANSWERING, Level.PROVINCE)]
        return SyntheticWorld(
            council=self._plain(council, people),
            communes=communes,
            agencies=agencies,
            busiest=next(agency for agency in agencies if agency.id == busiest.id),
            field_ids={field.code: field.id for field in fields},
            field_names={field.code: field.name for field in fields},
        )

    def _recorders(self, council: Organisation) -> list[Organisation]:
        below = set(self.session.scalars(sa.select(Locality.id).where(Locality.parent_id == council.locality_id)))
        return [u for u in self.units((OrganisationKind.COUNCIL,), Level.COMMUNE) if u.locality_id in below]

    def _people(self) -> dict[int, tuple[int, str]]:
        rows = self.session.execute(
            sa.select(PersonGrant.organisation_id, Person.id, Person.full_name)
            .join(Person, Person.id == PersonGrant.person_id)
            .where(PersonGrant.role.in_((Role.CLERK, Role.OFFICE, Role.OFFICER, Role.LEADER)))
            .order_by(PersonGrant.id.desc())
        )
        return {unit: (person, name) for unit, person, name in rows}

    def _plain(self, unit: Organisation, people: dict[int, tuple[int, str]]) -> Unit:
        person_id, person_name = people.get(unit.id, (None, unit.short_name))
        known = [a for a in self.texts.places["agency"] if unit.name.startswith(a["name"])]
        return Unit(
            id=unit.id,
            name=unit.name,
            locality_id=unit.locality_id,
            person_id=person_id,
            person_name=person_name,
            fields=frozenset(code for agency in known for code in agency["fields"]),
        )

    def _locality(self, name: str, kind: LocalityKind, parent_id: int | None) -> Locality:
        place = Locality(name=name, kind=kind, parent_id=parent_id, valid_from=date(self.today.year - 5, 1, 1))
        self.session.add(place)
        self.session.flush()
        return place

    def _unit(self, word: str, place: Locality, kind: OrganisationKind, level: Level) -> Organisation:
        unit = Organisation(
            name=self.texts.places[word].format(place=place.name),
            short_name=self.texts.places[f"{word}_short"].format(place=place.name),
            kind=kind,
            level=level,
            locality_id=place.id,
            valid_from=date(self.today.year - 5, 1, 1),
        )
        self.session.add(unit)
        self.session.flush()
        return unit
