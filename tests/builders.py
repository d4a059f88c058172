"""The world in few words: places, units, people, meetings. A test names what matters, the rest is invented here.

`a_world(session)` is one province with two communes, its councils, two agencies and somebody in every role, under
the user names of the demo. `tests.cases` brings cases into any state.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from itertools import count
from typing import TYPE_CHECKING, Any

from petitions.domain.deadline_rule import Unit
from petitions.domain.vocabulary import Level, LocalityKind, OrganisationKind, Role, RoundPhase
from petitions.models import (
    Base,
    ContactMeeting,
    ContactRound,
    CouncilSession,
    CouncilTerm,
    DeadlineRule,
    Locality,
    Organisation,
    Person,
    PersonGrant,
    Statement,
    SubjectField,
)
from petitions.queries.identity import get_actor
from petitions.services.authentication import hash_password

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from petitions.domain.identity import Actor

PASSWORD = "cu-tri-2026"
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
SINCE = date(2025, 7, 1)

_numbers = count(1)


@cache
def _hash() -> str:
    return hash_password(PASSWORD)


def saved(session: Session, row: Any) -> Any:
    session.add(row)
    session.flush()
    return row


# --- places and units ---------------------------------------------------------------------------


def a_locality(session: Session, kind: LocalityKind = LocalityKind.COMMUNE, **values: Any) -> Locality:
    parent = values.pop("parent", None)
    values = {"name": f"xã Số {next(_numbers)}", "valid_from": SINCE, "parent_id": parent and parent.id} | values
    return saved(session, Locality(kind=kind, **values))


def a_province(session: Session, **values: Any) -> Locality:
    return a_locality(session, LocalityKind.PROVINCE, **{"name": "tỉnh Ninh Bình"} | values)


def a_commune(session: Session, province: Locality, **values: Any) -> Locality:
    return a_locality(session, parent=province, **values)


def a_village(session: Session, commune: Locality, **values: Any) -> Locality:
    return a_locality(session, LocalityKind.VILLAGE, parent=commune, **{"name": "thôn Đông Thành"} | values)


def an_organisation(session: Session, kind: OrganisationKind, locality: Locality, **values: Any) -> Organisation:
    level = Level.PROVINCE if locality.kind is LocalityKind.PROVINCE else Level.COMMUNE
    name = values.pop("name", f"Đơn vị số {next(_numbers)}")
    values = {"short_name": name, "level": level, "valid_from": SINCE} | values
    return saved(session, Organisation(kind=kind, name=name, locality_id=locality.id, **values))


def a_council(session: Session, locality: Locality, **values: Any) -> Organisation:
    name = f"Hội đồng nhân dân {locality.name}"
    return an_organisation(session, OrganisationKind.COUNCIL, locality, **{"name": name} | values)


def an_agency(session: Session, locality: Locality, **values: Any) -> Organisation:
    return an_organisation(session, OrganisationKind.DEPARTMENT, locality, **values)


# --- people ---------------------------------------------------------------------------------------


def a_person(session: Session, *grants: tuple[Any, ...], **values: Any) -> Person:
    """Grants are (role, unit) or, for a deputy's area, (role, unit, locality)."""
    username = values.pop("username", f"person{next(_numbers)}")
    (person,) = people_with(session, {username: grants}, **values)
    return person


def people_with(session: Session, grants: dict[str, tuple[tuple[Any, ...], ...]], **values: Any) -> list[Person]:
    """Return everybody at once, by user name; each statement for all of them is most of what a test waits for."""
    values = {"password_hash": _hash(), "created_at": NOW} | values
    people = [Person(username=name, **{"full_name": f"Người Thứ {name}"} | values) for name in grants]
    session.add_all(people)
    session.flush()
    session.add_all(
        PersonGrant(
            person_id=person.id,
            organisation_id=unit.id,
            role=role,
            locality_id=area[0].id if area else None,
            granted_at=NOW,
        )
        for person, held in zip(people, grants.values(), strict=True)
        for role, unit, *area in held
    )
    session.flush()
    return people


def the_actor(session: Session, person: Person) -> Actor:
    return get_actor(session, person.id, today=TODAY)


def an_actor(session: Session, *grants: tuple[Any, ...], **values: Any) -> Actor:
    return the_actor(session, a_person(session, *grants, **values))


# --- reference data -------------------------------------------------------------------------------


def a_subject_field(session: Session, code: str = "transport", name: str = "Giao thông, cầu đường") -> SubjectField:
    return saved(
        session, SubjectField(code=code, name=name, report_group="economy_budget", position=next(_numbers) % 1000 + 1)
    )


def a_deadline_rule(session: Session, code: str = "petition.response", length: int = 30, **values: Any) -> DeadlineRule:
    usual = {"unit": Unit.DAY, "rolls_forward": True, "source": "thử", "is_verified": False}
    return saved(session, DeadlineRule(code=code, length=length, **{"valid_from": date(2020, 1, 1)} | usual | values))


# --- meetings with voters -------------------------------------------------------------------------


def a_council_session(session: Session, council: Organisation, **values: Any) -> CouncilSession:
    term = session.query(CouncilTerm).filter_by(council_id=council.id).first() or saved(
        session, CouncilTerm(council_id=council.id, name="Nhiệm kỳ 2021 - 2026", starts_on=date(2021, 5, 23))
    )
    return saved(session, CouncilSession(**{"council_term_id": term.id, "name": "Kỳ họp thứ 31"} | values))


def a_round(session: Session, council: Organisation, **values: Any) -> ContactRound:
    values = {
        "name": "Tiếp xúc cử tri trước Kỳ họp thứ 31",
        "phase": RoundPhase.BEFORE,
        "starts_on": date(2026, 2, 9),
        "ends_on": date(2026, 2, 27),
        "recorded_by_id": council.id,
    } | values
    return saved(session, ContactRound(council_id=council.id, **values))


def a_meeting(session: Session, in_round: ContactRound, locality: Locality, unit: Organisation, **values: Any) -> Any:
    values = {"held_on": date(2026, 2, 24), "place": "Nhà văn hóa thôn", "voter_count": 52} | values
    return saved(
        session,
        ContactMeeting(contact_round_id=in_round.id, locality_id=locality.id, recorded_by_id=unit.id, **values),
    )


def a_statement(
    session: Session, meeting: ContactMeeting, content: str = "Đường liên thôn lầy lội.", **values: Any
) -> Any:
    values = {"position": next(_numbers), "recorded_at": NOW} | values
    return saved(session, Statement(contact_meeting_id=meeting.id, content=content, **values))


# --- everybody at once ------------------------------------------------------------------------------


@dataclass
class World:
    """One province, two communes, everybody who takes part; actors are called as their user names."""

    province: Locality
    commune: Locality
    village: Locality
    other_commune: Locality
    province_council: Organisation
    commune_council: Organisation
    other_council: Organisation
    committee_unit: Organisation
    agency: Organisation
    other_agency: Organisation
    field: SubjectField
    other_field: SubjectField
    actors: dict[str, Actor]

    def __getattr__(self, name: str) -> Actor:
        actors = self.__dict__.get("actors", {})
        if name not in actors:
            raise AttributeError(name)
        return actors[name]


def moved_into(session: Session, built: Any) -> Any:
    """Return what another session built as this one's: a world, or what holds no rows."""
    if not isinstance(built, World):
        return built
    rows = {name: row for name, row in vars(built).items() if isinstance(row, Base)}
    return replace(built, **{name: session.merge(row, load=False) for name, row in rows.items()})


def a_world(session: Session) -> World:
    """`clerk` is of the commune's council, `clerk2` of the other one's, `office` and `board` of the province's."""
    province = a_province(session)
    commune, other = a_commune(session, province, name="xã Bình Lục"), a_commune(session, province, name="xã Bình An")
    council = a_council(session, province, short_name="HĐND tỉnh")
    own, others = (
        a_council(session, place, short_name=f"HĐND {place.name}", delegates_to_office=True)
        for place in (commune, other)
    )
    committee = an_organisation(session, OrganisationKind.PEOPLE_COMMITTEE, province, name="UBND tỉnh Ninh Bình")
    agency = an_agency(session, province, name="Sở Xây dựng tỉnh Ninh Bình", parent_id=committee.id)
    other_agency = an_agency(
        session, province, name="Sở Y tế tỉnh Ninh Bình", parent_id=committee.id, approval_required=True
    )
    a_deadline_rule(session)
    grants: dict[str, tuple[Any, ...]] = {
        "clerk": (Role.CLERK, own),
        "clerk2": (Role.CLERK, others),
        "commune_office": (Role.OFFICE, own),
        "office": (Role.OFFICE, council),
        "board": (Role.BOARD, council),
        "committee": (Role.COMMITTEE, council),
        "deputy": (Role.DEPUTY, council, commune),
        "coordinator": (Role.COORDINATOR, committee),
        "officer": (Role.OFFICER, agency),
        "leader": (Role.LEADER, agency),
        "officer2": (Role.OFFICER, other_agency),
        "leader2": (Role.LEADER, other_agency),
        "letters": (Role.LETTERS, council),
        "auditor": (Role.AUDITOR, council),
        "admin": (Role.ADMINISTRATOR, council),
    }
    people = people_with(session, {name: (grant,) for name, grant in grants.items()})
    actors = {person.username: the_actor(session, person) for person in people}
    return World(
        province=province,
        commune=commune,
        village=a_village(session, commune),
        other_commune=other,
        province_council=council,
        commune_council=own,
        other_council=others,
        committee_unit=committee,
        agency=agency,
        other_agency=other_agency,
        field=a_subject_field(session),
        other_field=a_subject_field(session, "other", "Lĩnh vực khác"),
        actors=actors,
    )
