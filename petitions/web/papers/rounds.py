"""The papers of a round on the screen and as files: its schedule, and the register of all its meetings."""

from __future__ import annotations

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from petitions import clock
from petitions.domain.policy import Permission
from petitions.extensions import db
from petitions.queries.issuers import get_issuer
from petitions.queries.registers import get_register
from petitions.queries.rounds import get_round
from petitions.queries.schedule import get_schedule
from petitions.services.meeting_papers import compose_round_register
from petitions.services.round_papers import RoundFacts, compose_schedule
from petitions.web.access import current_actor, requires
from petitions.web.papers.facts import part_address, part_after
from petitions.web.printing import as_file, printer_of, texts_of


@requires(Permission.READ_MEETINGS)
def schedule(round_id: int) -> ResponseReturnValue:
    """Show when and where the meetings of the round are held, and who comes."""
    subject = get_round(db.session(), round_id, actor=current_actor())
    found = get_schedule(db.session(), current_actor(), round_id)
    return render_template("papers/schedule.html", subject=subject, found=found)


@requires(Permission.READ_MEETINGS)
def print_schedule(round_id: int) -> Response:
    """Give the schedule as a Word or PDF file."""
    session, printer = db.session(), printer_of(request.args.get("form", "word"))
    subject = get_round(session, round_id, actor=current_actor())
    facts = RoundFacts(
        name=subject.name,
        council=get_issuer(session, subject.council_id),
        plan_number=subject.plan_number,
        plan_on=subject.plan_on,
        form=subject.form,
        joined_levels=subject.joined_levels,
    )
    found = get_schedule(session, current_actor(), round_id)
    paper = compose_schedule(found, facts, texts_of("meeting_papers"), today=clock.today())
    return as_file(printer.print_paper(paper), printer, _("Schedule - %(name)s", name=subject.name))


@requires(Permission.READ_MEETINGS)
def round_register(round_id: int) -> ResponseReturnValue:
    """Show what was said at the meetings of the round, without the speakers, part by part."""
    subject = get_round(db.session(), round_id, actor=current_actor())
    after = part_after(request.args.get("after"))
    part = get_register(db.session(), current_actor(), round_id=round_id, after=after)
    here = url_for("papers.round_register", round_id=round_id)
    return render_template(
        "papers/round_register.html",
        subject=subject,
        part=part,
        after=part_address(after),
        next_url=part.following and f"{here}?after={part_address(part.following)}",
        first_url=here if after else None,
    )


@requires(Permission.READ_MEETINGS)
def print_round_register(round_id: int) -> Response:
    """Give a part of the register as a Word or PDF file."""
    session, printer = db.session(), printer_of(request.args.get("form", "word"))
    subject = get_round(session, round_id, actor=current_actor())
    part = get_register(session, current_actor(), round_id=round_id, after=part_after(request.args.get("after")))
    council, texts = get_issuer(session, subject.council_id), texts_of("meeting_papers")
    paper = compose_round_register(part, subject.name, council, texts, today=clock.today())
    return as_file(printer.print_paper(paper), printer, _("Register - %(place)s", place=subject.name))
