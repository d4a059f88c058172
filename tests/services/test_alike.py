"""Already raised? What is found, for whom, why, and what was answered then."""

import pytest

from petitions.domain.likeness import Matter
from petitions.domain.vocabulary import State
from petitions.models import Case
from petitions.services.alike import find_alike
from petitions.services.forwarding import hand_over_case
from petitions.services.letters import LetterDraft
from petitions.services.search_index import index_case, reindex_batch, tidy_index
from tests.builders import TODAY, a_subject_field, a_village
from tests.cases import a_case

ROAD = "Đề nghị sửa đường liên thôn Thượng Đồng bị lún nứt, nhiều ổ gà."
PIGS = "Trang trại lợn xả nước thải ra mương, mùi hôi thối."
CARDS = "Thẻ bảo hiểm y tế của học sinh chưa được cấp dù đã đóng tiền."


def raised(session, world, text, state=State.SUBMITTED, **values):
    case = a_case(session, world, state, summary=text, content=text, **values)
    index_case(session, case.id)
    return case


@pytest.fixture
def known(session, world):
    fields = {code: a_subject_field(session, code, code) for code in ("environment", "health")}
    return {
        "road": raised(session, world, ROAD, State.CLOSED),
        "pigs": raised(session, world, PIGS, subject_field_id=fields["environment"].id),
        "cards": raised(session, world, CARDS, subject_field_id=fields["health"].id),
    }


def found(session, text, actor, **values):
    return [each.case.code for each in find_alike(session, Matter((text,), **values), actor=actor).near]


@pytest.mark.parametrize(
    "typed",
    [
        "Đường thôn Thượng Đồng toàn ổ voi, xin vá lại.",
        "duong lien thon thuong dong lun nut xin sua",
        "De nghi sua duong lien thon Thuong Dong, lún nút nhieu",
        ROAD.upper(),
    ],
)
def test_the_same_matter_is_found_in_other_words_with_and_without_accents(session, world, known, typed):
    assert found(session, typed, world.office) == [known["road"].code]


def test_it_says_why_and_what_was_answered_then(session, world, known):
    [near] = find_alike(session, Matter(("Thượng Đồng xin sửa đường liên thôn lún nứt",)), actor=world.office).near
    assert near.likeness.is_same_place
    assert "đường liên thôn" in near.likeness.words
    assert near.answer.by == world.agency.name
    assert near.answer.content == "Tuyến đường đã được đưa vào kế hoạch sửa chữa."


def test_another_village_or_another_matter_is_not_taken_for_it(session, world, known):
    assert known["road"].code not in found(session, "Đường dây điện thôn Cát Lại võng thấp.", world.office)
    assert known["pigs"].code not in found(session, "Xin vay vốn nuôi lợn ở thôn Thượng Đồng.", world.office)


def test_nobody_finds_what_is_not_his_to_see(session, world, known):
    assert found(session, ROAD, world.clerk2) == []
    assert found(session, ROAD, world.officer2) == []
    assert found(session, ROAD, world.clerk) == [known["road"].code]


def test_the_case_itself_is_not_among_those_like_it(session, world, known):
    road = known["road"]
    near = find_alike(session, Matter((ROAD,)), actor=world.office, but=road.id).near
    assert road.code not in [each.case.code for each in near]


def test_a_voters_name_leads_to_nothing_of_what_others_may_not_read(session, world):
    secret = "Bà Đỗ Thị Khuyên kể rằng chồng bà uống rượu đánh con nhiều lần."
    case = a_case(session, world, State.ASSIGNED, summary="Đề nghị hòa giải.", content=secret, voter=None)
    index_case(session, case.id)
    assert found(session, secret, world.office) == [case.code]
    session.get(Case, case.id).council_id = world.other_council.id
    session.flush()
    assert found(session, secret, world.officer) == []


def test_who_gets_a_case_by_handing_over_finds_it(session, world, now):
    case = raised(session, world, PIGS)
    letter = LetterDraft("9", TODAY)
    hand_over_case(session, case.code, council_id=world.commune_council.id, letter=letter, actor=world.office, now=now)
    assert found(session, PIGS, world.commune_office) == [case.code]


def test_a_word_or_two_find_nothing(session, world, known):
    for typed in ("", "  ", "đường", "\0", "🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂", '" OR 1 AND ( NEAR *'):
        assert found(session, typed, world.office) == []


def test_what_is_common_is_counted_at_night_and_finds_the_same(session, world, known):
    for _ in range(3):
        raised(session, world, "Đề nghị lắp đèn chiếu sáng ở tổ dân phố Đông Hồ.")
    before = found(session, ROAD, world.office)
    tidy_index(session)
    assert found(session, ROAD, world.office) == before
    reindex_batch(session, after_id=0)
    assert found(session, ROAD, world.office) == before


def test_a_village_of_its_own_counts_as_the_place(session, world, known):
    village = a_village(session, world.commune, name="thôn Cát Lại")
    case = raised(session, world, "Đề nghị xây cầu qua kênh vào thôn.", locality_id=village.id)
    [near] = find_alike(session, Matter(("Cát Lại xin xây cầu qua kênh",)), actor=world.office).near
    assert (near.case.code, near.likeness.is_same_place) == (case.code, True)
