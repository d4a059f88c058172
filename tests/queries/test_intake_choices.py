"""What the selects offer: one's own places, the councils above them, the agencies that can answer."""

from datetime import date, timedelta

from petitions.domain.vocabulary import OrganisationKind, Role
from petitions.queries.choices import (
    find_catch_all_field,
    list_council_sessions,
    list_councils,
    list_councils_for,
    list_localities_for,
    list_subject_fields,
)
from petitions.queries.meetings import list_recent_meetings
from petitions.queries.places import list_villages
from petitions.queries.rounds import list_rounds_for
from petitions.queries.statements import count_statements
from tests.builders import (
    TODAY,
    a_commune,
    a_council_session,
    a_locality,
    a_meeting,
    a_round,
    a_statement,
    a_village,
    an_actor,
    an_organisation,
)


def names(options):
    return [name for _key, name in options]


def test_a_commune_offers_itself_and_then_its_villages(session, world):
    a_village(session, world.commune, name="thôn An Bài")
    a_village(session, world.commune, name="thôn Cũ", valid_to=TODAY - timedelta(days=1))
    assert names(list_localities_for(session, world.clerk, today=TODAY)) == [
        "xã Bình Lục",
        "thôn An Bài",
        "thôn Đông Thành",
    ]


def test_a_province_offers_itself_and_its_communes_but_no_villages(session, world):
    offered = names(list_localities_for(session, world.office, today=TODAY))
    assert offered == ["tỉnh Ninh Bình", "xã Bình An", "xã Bình Lục"]


def test_what_a_row_holds_already_stays_on_offer(session, world):
    gone = a_locality(session, name="xã Cũ", valid_to=TODAY - timedelta(days=1))
    assert "xã Cũ" in names(list_localities_for(session, world.clerk, today=TODAY, also=gone.id))
    world.field.is_active = False
    assert world.field.name not in names(list_subject_fields(session))
    assert world.field.name in names(list_subject_fields(session, also=world.field.id))


def test_a_clerk_records_for_his_own_council_and_those_above(session, world):
    expected = ["Hội đồng nhân dân tỉnh Ninh Bình", "Hội đồng nhân dân xã Bình Lục"]
    assert names(list_councils_for(session, world.clerk, today=TODAY)) == expected


def test_a_clerk_of_the_peoples_committee_records_for_the_council_beside_it(session, world):
    committee = an_organisation(session, OrganisationKind.PEOPLE_COMMITTEE, world.commune, name="UBND xã Bình Lục")
    clerk = an_actor(session, (Role.CLERK, committee))
    assert "Hội đồng nhân dân xã Bình Lục" in names(list_councils_for(session, clerk, today=TODAY))


def test_handing_over_offers_every_other_council_that_still_exists(session, world):
    world.other_council.valid_to = TODAY - timedelta(days=1)
    session.flush()
    offered = names(list_councils(session, today=TODAY, but=world.province_council.id))
    assert offered == ["Hội đồng nhân dân xã Bình Lục"]


def test_council_sessions_are_told_apart_by_their_council(session, world):
    a_council_session(session, world.province_council, name="Kỳ họp thứ 3", held_on=date(2026, 7, 1))
    a_council_session(session, world.province_council, name="Kỳ họp thứ 2", held_on=date(2025, 12, 1))
    a_council_session(session, world.other_council, name="Kỳ họp thứ 9")
    offered = names(list_council_sessions(session, [world.province_council.id]))
    assert [name.split(", ")[0] for name in offered] == ["HĐND tỉnh: Kỳ họp thứ 3", "HĐND tỉnh: Kỳ họp thứ 2"]


def test_the_preset_field_claims_nothing(session, world):
    assert find_catch_all_field(session) == world.other_field.id


def test_rounds_and_meetings_offered_are_those_one_may_use(session, world):
    mine = a_meeting(session, a_round(session, world.province_council), world.commune, world.commune_council)
    a_meeting(
        session, a_round(session, world.other_council, name="Của xã khác"), world.other_commune, world.other_council
    )
    assert len(list_rounds_for(session, world.clerk, today=TODAY)) == 1
    assert [key for key, _name in list_recent_meetings(session, world.clerk, today=TODAY)] == [mine.id]
    assert [key for key, _name in list_recent_meetings(session, world.office, today=TODAY)] == [mine.id]


def test_a_round_that_has_begun_is_offered_before_those_only_planned(session, world):
    days = {"planned": TODAY + timedelta(days=5), "begun": TODAY, "long ago": TODAY - timedelta(days=200)}
    keys = {name: a_round(session, world.province_council, starts_on=on, ends_on=None).id for name, on in days.items()}
    offered = [key for key, _name in list_rounds_for(session, world.clerk, today=TODAY)]
    assert offered == [keys["begun"], keys["long ago"], keys["planned"]]


def test_villages_offered_while_typing_are_those_around_the_meeting(session, world):
    a_village(session, a_commune(session, world.province), name="thôn Khác")
    for place in (world.commune, world.village):
        assert list_villages(session, place.id, today=TODAY) == ["thôn Đông Thành"]


def test_statements_are_counted_by_what_became_of_them(session, world):
    meeting = a_meeting(session, a_round(session, world.province_council), world.commune, world.commune_council)
    assert count_statements(session, meeting.id).total == 0
    a_statement(session, meeting)
    a_statement(session, meeting, answered_on_spot=True)
    counts = count_statements(session, meeting.id)
    assert (counts.total, counts.answered_on_spot, counts.in_cases, counts.waiting) == (2, 1, 0, 1)
