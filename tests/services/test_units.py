"""Units, places, subject fields and terms: what can stand, what ends, what comes after."""

from datetime import date

import pytest

from petitions.domain.admin_vocabulary import AdminAction, AdminSubject
from petitions.domain.errors import (
    AlreadyTakenError,
    ChangedMeanwhileError,
    CodeError,
    DateAfterError,
    DateBeforeError,
    HierarchyError,
    LastAdministratorError,
    MissingError,
    NotPermittedError,
    RoleDoesNotFitError,
    UnknownChoiceError,
)
from petitions.domain.vocabulary import Level, LocalityKind, OrganisationKind
from petitions.queries.administration import list_admin_events_of, list_all_subject_fields
from petitions.queries.localities import list_kin as list_place_kin
from petitions.queries.localities import list_localities
from petitions.queries.organisations import list_kin, list_organisations, list_units
from petitions.services.council_terms import (
    CouncilSessionDraft,
    CouncilTermDraft,
    add_council_session,
    create_council_term,
)
from petitions.services.localities import LocalityDraft, create_locality, edit_locality, end_locality
from petitions.services.organisations import (
    OrganisationDraft,
    create_organisation,
    edit_organisation,
    end_organisation,
)
from petitions.services.subject_fields import SubjectFieldDraft, create_subject_field, edit_subject_field
from tests.builders import TODAY, an_agency

SINCE = date(2025, 7, 1)


def a_unit(world, **values):
    values = {"kind": OrganisationKind.DEPARTMENT, "level": Level.PROVINCE, "valid_from": SINCE} | values
    return OrganisationDraft(**{"name": "Sở Công Thương", "locality_id": world.province.id} | values)


def a_place(world, **values):
    values = {"kind": LocalityKind.VILLAGE, "parent_id": world.commune.id, "valid_from": SINCE} | values
    return LocalityDraft(**{"name": "thôn Trung Hòa"} | values)


def test_a_new_unit_is_found_without_accents_and_stands_in_the_history(session, world, now):
    unit = create_organisation(session, a_unit(world, code="so-ct"), actor=world.admin, now=now)
    assert [row.name for row in list_organisations(session, query="so cong thuong")[0]] == ["Sở Công Thương"]
    assert [row.id for row in list_organisations(session, query="so-ct")[0]] == [unit.id]
    (event,) = list_admin_events_of(session, AdminSubject.ORGANISATION, unit.id)
    assert (event.action, event.actor_name, event.at) == (AdminAction.CREATE, world.admin.name, now)


@pytest.mark.parametrize(
    ("values", "error", "field"),
    [
        ({"name": " "}, MissingError, "name"),
        ({"locality_id": 999_999}, UnknownChoiceError, "locality_id"),
        ({"parent_id": 999_999}, UnknownChoiceError, "parent_id"),
        ({"code": "mã có dấu"}, CodeError, "code"),
        ({"code": "x" * 41}, CodeError, "code"),
        ({"valid_to": date(2025, 6, 30)}, DateBeforeError, "valid_to"),
    ],
)
def test_a_unit_needs_what_makes_it_one(session, world, now, values, error, field):
    with pytest.raises(error) as refused:
        create_organisation(session, a_unit(world, **values), actor=world.admin, now=now)
    assert refused.value.field == field


def test_a_code_is_given_once(session, world, now):
    create_organisation(session, a_unit(world, code="so-ct"), actor=world.admin, now=now)
    with pytest.raises(AlreadyTakenError):
        create_organisation(session, a_unit(world, code="so-ct", name="Khác"), actor=world.admin, now=now)


def test_a_unit_never_lies_under_itself(session, world, now):
    above = create_organisation(session, a_unit(world), actor=world.admin, now=now)
    below = create_organisation(session, a_unit(world, name="Phòng", parent_id=above.id), actor=world.admin, now=now)
    with pytest.raises(HierarchyError):
        edit_organisation(session, above.id, a_unit(world, parent_id=below.id), actor=world.admin, now=now)


def test_a_unit_does_not_become_of_a_kind_without_the_roles_held_in_it(session, world, now):
    draft = a_unit(world, kind=OrganisationKind.COUNCIL, name=world.agency.name)
    with pytest.raises(RoleDoesNotFitError):
        edit_organisation(session, world.agency.id, draft, actor=world.admin, now=now)


def test_the_second_of_two_who_change_one_unit_is_told(session, world, now):
    seen = world.agency.version
    edit_organisation(session, world.agency.id, a_unit(world), actor=world.admin, now=now, seen_version=seen)
    session.flush()
    with pytest.raises(ChangedMeanwhileError):
        edit_organisation(
            session, world.agency.id, a_unit(world, name="Khác"), actor=world.admin, now=now, seen_version=seen
        )


def test_saving_without_a_change_leaves_no_trace(session, world, now):
    unit = create_organisation(session, a_unit(world), actor=world.admin, now=now)
    assert not edit_organisation(
        session, unit.id, a_unit(world, short_name=unit.short_name), actor=world.admin, now=now
    )
    assert len(list_admin_events_of(session, AdminSubject.ORGANISATION, unit.id)) == 1


def test_a_unit_that_ended_is_offered_no_more_and_names_who_took_over(session, world, now):
    heir = an_agency(session, world.province, name="Sở Mới")
    end_organisation(session, world.agency.id, date(2026, 3, 1), [heir.id], "NQ 12", actor=world.admin, now=now)
    session.flush()
    assert world.agency.id not in [key for key, _name in list_units(session, on=TODAY)]
    assert list_kin(session, world.agency.id) == ([], [(heir.id, "Sở Mới")])
    assert list_kin(session, heir.id)[0] == [(world.agency.id, world.agency.name)]


def test_an_end_entered_by_mistake_can_be_taken_back(session, world, now):
    heir = an_agency(session, world.province)
    end_organisation(session, world.agency.id, date(2026, 3, 1), [heir.id], "NQ 12", actor=world.admin, now=now)
    end_organisation(session, world.agency.id, None, [], "nhầm", actor=world.admin, now=now)
    session.flush()
    assert world.agency.valid_to is None
    assert list_kin(session, world.agency.id) == ([], [])


def test_units_do_not_follow_each_other_in_a_circle(session, world, now):
    one, two = an_agency(session, world.province), an_agency(session, world.province)
    end_organisation(session, one.id, date(2026, 1, 1), [two.id], "NQ", actor=world.admin, now=now)
    session.flush()
    with pytest.raises(HierarchyError):
        end_organisation(session, two.id, date(2026, 1, 1), [one.id], "NQ", actor=world.admin, now=now)
    with pytest.raises(HierarchyError):
        end_organisation(session, one.id, date(2026, 1, 1), [one.id], "NQ", actor=world.admin, now=now)


def test_the_unit_of_the_last_administrator_does_not_end(session, world, now):
    with pytest.raises(LastAdministratorError):
        end_organisation(session, world.province_council.id, date(2026, 3, 1), [], "NQ", actor=world.admin, now=now)


def test_places_lie_where_their_kind_belongs(session, world, now):
    for values, error in (
        ({"kind": LocalityKind.VILLAGE, "parent_id": world.province.id}, HierarchyError),
        ({"kind": LocalityKind.COMMUNE, "parent_id": world.commune.id}, HierarchyError),
        ({"kind": LocalityKind.PROVINCE, "parent_id": world.province.id}, HierarchyError),
        ({"kind": LocalityKind.COMMUNE, "parent_id": None}, MissingError),
    ):
        with pytest.raises(error):
            create_locality(session, a_place(world, **values), actor=world.admin, now=now)


def test_a_commune_with_villages_does_not_become_a_village(session, world, now):
    draft = a_place(world, parent_id=world.other_commune.id)
    with pytest.raises(HierarchyError) as refused:
        edit_locality(session, world.commune.id, draft, actor=world.admin, now=now)
    assert refused.value.field == "kind"


def test_a_former_district_went_into_many_communes(session, world, now):
    district = create_locality(
        session,
        a_place(world, name="huyện Bình Lục", kind=LocalityKind.DISTRICT, parent_id=world.province.id),
        actor=world.admin,
        now=now,
    )
    heirs = [world.commune.id, world.other_commune.id]
    end_locality(session, district.id, date(2025, 12, 31), heirs, "NQ 202", actor=world.admin, now=now)
    session.flush()
    assert {key for key, _name in list_place_kin(session, district.id)[1]} == set(heirs)
    assert [row.valid_to for row in list_localities(session, parent_id=None, query="huyen binh luc")[0]] == [
        date(2025, 12, 31)
    ]


def test_a_field_out_of_use_stays_in_the_list_of_the_administrator(session, world, now):
    field = create_subject_field(session, SubjectFieldDraft("Biển đảo", "Kinh tế", 7), actor=world.admin, now=now)
    assert field.code == "bien-dao"
    edit_subject_field(
        session, field.id, SubjectFieldDraft("Biển đảo", "Kinh tế", 7, is_active=False), actor=world.admin, now=now
    )
    assert [row.is_active for row in list_all_subject_fields(session) if row.id == field.id] == [False]


def test_two_fields_of_one_name_cannot_be_told_apart_so_there_are_none(session, world, now):
    create_subject_field(session, SubjectFieldDraft("Biển đảo", "Kinh tế", 7), actor=world.admin, now=now)
    with pytest.raises(AlreadyTakenError):
        create_subject_field(session, SubjectFieldDraft("Biển đảo", "Khác", 8), actor=world.admin, now=now)
    near = create_subject_field(session, SubjectFieldDraft("Biển  Đảo!", "Khác", 8), actor=world.admin, now=now)
    assert near.code == "bien-dao-2"


def test_a_term_is_a_councils_and_its_sessions_lie_in_it(session, world, now):
    draft = CouncilTermDraft(world.province_council.id, "Nhiệm kỳ 2026 - 2031", date(2026, 4, 1), date(2031, 3, 31))
    term = create_council_term(session, draft, actor=world.admin, now=now)
    add_council_session(session, term.id, CouncilSessionDraft("Kỳ họp thứ nhất"), actor=world.admin, now=now)
    for held_on, error in ((date(2026, 3, 31), DateBeforeError), (date(2031, 4, 1), DateAfterError)):
        with pytest.raises(error):
            add_council_session(
                session, term.id, CouncilSessionDraft("Kỳ họp thứ hai", held_on), actor=world.admin, now=now
            )
    with pytest.raises(AlreadyTakenError):
        add_council_session(session, term.id, CouncilSessionDraft("Kỳ họp thứ nhất"), actor=world.admin, now=now)
    with pytest.raises(AlreadyTakenError):
        create_council_term(session, draft, actor=world.admin, now=now)
    with pytest.raises(UnknownChoiceError):
        create_council_term(session, CouncilTermDraft(world.agency.id, "Nhiệm kỳ", SINCE), actor=world.admin, now=now)


def test_only_administrators_change_any_of_it(session, world, now):
    for attempt in (
        lambda: create_organisation(session, a_unit(world), actor=world.board, now=now),
        lambda: create_locality(session, a_place(world), actor=world.board, now=now),
        lambda: create_subject_field(session, SubjectFieldDraft("A", "B", 1), actor=world.board, now=now),
        lambda: create_council_term(
            session, CouncilTermDraft(world.province_council.id, "A", SINCE), actor=world.board, now=now
        ),
    ):
        with pytest.raises(NotPermittedError):
            attempt()
