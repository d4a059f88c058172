"""What is measured: nine things that people do all day, each as the person who does it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import cycle
from urllib.parse import quote

import sqlalchemy as sa

from petitions import clock, create_app
from petitions.config import settings_from_environment
from petitions.domain.vocabulary import State
from petitions.extensions import db, transaction
from petitions.models import Case, Locality, Organisation, Person, PersonGrant
from petitions.queries.identity import get_actor
from petitions.services.intake import CaseDraft, record_case
from tests.bench.browser import Browser, Reply
from tests.bench.places import Place
from tests.budget import WRITES

COMMON_WORD = "sớm"
BARE = "/bare/"
SENDS = WRITES + 1
"""What a step may ask, and one more when the session notes that somebody is there."""


@dataclass(frozen=True)
class Scene:
    """One thing to do; ``limit`` is how many bare pages it may cost at the largest size."""

    name: str
    person: str
    act: Callable[[Browser], Reply]
    expected: int = 200
    limit: float | None = None
    statements: int = 12
    writes: bool = False


@dataclass(frozen=True)
class Props:
    """Rows that scenes need: which agency is the busiest, which cases wait for whom."""

    agency: int
    codes: list[str]
    rare_word: str
    drafts: list[str]
    working: list[str]


def gather(place: Place, writes: int) -> Props:
    """Look for rows, and record drafts enough for every submission that will be measured."""
    app = create_app(settings_from_environment(place.environment))
    with app.app_context():
        session = db.session()
        agency = session.scalar(
            sa.select(PersonGrant.organisation_id)
            .join(Person, Person.id == PersonGrant.person_id)
            .where(Person.username == "seed-officer")
        )
        answered = sa.select(Case.code).where(Case.state.in_((State.CLOSED, State.FOLLOWING, State.ANSWERED)))
        working = sa.select(Case.code).where(Case.state == State.IN_PROGRESS, Case.lead_id == agency)
        content = session.scalars(sa.select(Case.content).where(Case.content.like("%Biên bản số%")).limit(1)).one()
        number = re.search(r"Biên bản số (\d+)", content)
        props = Props(
            agency=agency or 0,
            codes=list(session.scalars(answered.order_by(Case.id.desc()).limit(50))),
            rare_word=number[1] if number else "",
            drafts=_drafts(session, writes),
            working=list(session.scalars(working.order_by(Case.id).limit(writes))),
        )
        db.session.remove()
        db.engine.dispose()
    return props


def _drafts(session: sa.orm.Session, wanted: int) -> list[str]:
    person = session.scalars(sa.select(Person).where(Person.username == "seed-clerk")).one()
    actor = get_actor(session, person.id, today=clock.today())
    field = session.scalar(sa.select(Case.subject_field_id).limit(1))
    place = session.scalar(
        sa.select(Locality.id)
        .join(Organisation, Organisation.locality_id == Locality.id)
        .where(Organisation.id == actor.organisation_id)
    )
    codes = []
    for number in range(wanted):
        with transaction() as writing:
            draft = CaseDraft(
                summary=f"Đề nghị sửa đường thôn, lần {number}",
                content="Đường lún, mưa xuống là ngập. " * 8,
                subject_field_id=field or 0,
                locality_id=place or 0,
                received_on=clock.today(),
            )
            codes.append(record_case(writing, draft, actor=actor, now=clock.now()).code)
    return codes


def scenes(props: Props) -> list[Scene]:
    """Return everything that is measured, the bare page first."""
    codes, drafts, working = cycle(props.codes), iter(props.drafts), iter(props.working)
    today = f"{date.today():%d/%m/%Y}"  # noqa: DTZ011, TID251 - what a person types
    return [
        Scene("bare page", "", lambda b: b.get(BARE), statements=1),
        Scene("list", "seed-office", lambda b: b.get("/cases/"), limit=8, statements=8),
        Scene(
            "overdue of one agency",
            "seed-office",
            lambda b: b.get(f"/cases/?agency={props.agency}&overdue=1"),
            limit=8,
            statements=8,
        ),
        Scene("case page", "seed-office", lambda b: b.get(f"/cases/{next(codes)}/"), limit=8),
        Scene("home", "seed-office", lambda b: b.get("/")),
        Scene("search, rare word", "seed-office", lambda b: b.get(f"/cases/?q={props.rare_word}"), limit=15),
        Scene("search, common word", "seed-office", lambda b: b.get(f"/cases/?q={quote(COMMON_WORD)}"), limit=15),
        Scene("list, agency", "seed-officer", lambda b: b.get("/cases/"), limit=8, statements=8),
        Scene(
            "search, common word, agency",
            "seed-officer",
            lambda b: b.get(f"/cases/?q={quote(COMMON_WORD)}"),
            limit=15,
        ),
        Scene("submit", "seed-clerk", lambda b: _submit(b, drafts), 303, statements=SENDS, writes=True),
        Scene(
            "respond",
            "seed-officer",
            lambda b: _respond(b, working, today),
            303,
            statements=SENDS,
            writes=True,
        ),
    ]


def _submit(browser: Browser, drafts: Iterator[str]) -> Reply:
    return browser.post(f"/cases/{next(drafts)}/submission/")


def _respond(browser: Browser, working: Iterator[str], today: str) -> Reply:
    return browser.post(
        f"/cases/{next(working)}/response/",
        document_number="12/CV",
        signed_on=today,
        signer="Nguyễn Văn An",
        content="Đơn vị đã kiểm tra và sửa xong đoạn đường. " * 6,
        result_class="resolved",
        resolution_kind="carried_out",
    )
