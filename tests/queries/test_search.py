"""Search: accents forgiven but exact hits first, both databases alike, and no voter found by an agency."""

import unicodedata

import pytest

from petitions.domain.vocabulary import PartyCapacity, Role, State
from petitions.models import CaseStatement
from petitions.queries import search
from petitions.queries.case_filters import CaseFilters, Sort
from petitions.queries.case_list import list_cases
from petitions.services.search_index import index_case
from petitions.services.workflow import add_party
from tests.builders import TODAY, a_meeting, a_round, a_statement, an_actor
from tests.cases import a_case


@pytest.fixture(params=["few hits", "many hits"])
def way(request, monkeypatch):
    """Both ways of searching, whatever the number of hits."""
    if request.param == "many hits":
        eager = {
            name: index.__class__(**_fields(index) | {"gather_at_most": 0, "probe_scope_at_most": 9_999})
            for name, index in search._INDEXES.items()
        }
        monkeypatch.setattr(search, "_INDEXES", eager)


def _fields(index):
    return {name: getattr(index, name) for name in index.__dataclass_fields__}


def put(session, world, state=State.SUBMITTED, **values):
    case = a_case(session, world, state, **values)
    index_case(session, case.id)
    return case


def found(session, actor, query, **filters):
    page = list_cases(session, CaseFilters(query=query, **filters), actor=actor, today=TODAY)
    assert page.total == len(page.rows)
    return [row.code for row in page.rows]


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize(
    "query", ["duong day", "ĐƯỜNG DÂY", "đường dây", "Đuong dây", unicodedata.normalize("NFD", "đường dây")]
)
def test_accents_case_and_composition_are_forgiven(session, world, query):
    case = put(session, world, summary="Đường dây điện võng thấp", content="x")
    put(session, world, summary="Kênh mương tắc", content="x")
    assert found(session, world.office, query) == [case.code]


@pytest.mark.usefixtures("way")
def test_a_text_without_accents_is_found_by_words_with_them(session, world):
    case = put(session, world, summary="Duong lang lay loi", content="x")
    assert found(session, world.office, "đường làng") == [case.code]


@pytest.mark.usefixtures("way")
def test_exact_hits_come_first_then_folded_ones_each_newest_first(session, world):
    words = ["chợ", "cho", "chó", "chợ"]
    cases = [put(session, world, summary=f"Về {word}", content="x") for word in words]
    for age, case in enumerate(cases):
        case.received_on = TODAY.replace(day=1 + age) if age < 2 else TODAY
    session.flush()

    assert found(session, world.office, "chợ") == [cases[3].code, cases[0].code, cases[2].code, cases[1].code]


@pytest.mark.usefixtures("way")
def test_pages_walk_through_exact_and_folded_hits_without_loss_or_doubles(session, world):
    cases = [put(session, world, summary=f"Về {'chợ' if n % 2 else 'chó'}", content="x") for n in range(9)]
    seen, after = [], None
    while True:
        page = list_cases(session, CaseFilters(query="chợ"), actor=world.office, today=TODAY, after=after, size=2)
        seen += [row.code for row in page.rows]
        after = page.next
        if after is None:
            break
    assert len(seen) == len(set(seen)) == len(cases)
    assert set(seen[:4]) == {case.code for n, case in enumerate(cases) if n % 2}


@pytest.mark.usefixtures("way")
def test_every_word_has_to_be_there(session, world):
    case = put(session, world, summary="Nước sạch ở thôn Đông", content="x")
    put(session, world, summary="Nước thải ở thôn Đông", content="x")
    assert found(session, world.office, "thôn sạch nước") == [case.code]


def test_a_code_is_found_however_it_is_typed(session, world):
    case = put(session, world)
    bare = case.code.replace("-", "")
    for typed in (case.code, case.code.lower(), bare, bare[2:].lower(), f" {case.code.replace('-', ' ')} "):
        assert found(session, world.office, typed) == [case.code], typed
    assert found(session, world.clerk2, case.code) == []


def test_a_document_number_finds_the_answer(session, world):
    case = put(session, world, State.ANSWERED)
    put(session, world)
    assert found(session, world.officer, "12/SXD-QLHT") == [case.code]


@pytest.mark.parametrize(
    "query",
    [
        "a",
        "412/UBND",
        "'",
        '"',
        "*",
        "a OR b",
        "NEAR(a b)",
        "shared_plain:x",
        "-x",
        "x*",
        "(",
        "đ",
        "½",
        "²",
        "\u0301",
        "😀",
        "x" * 300,
        "' & | ! <->",
        "a:b",
        "\\",
    ],
)
def test_nothing_that_is_typed_is_an_error(session, world, query):
    put(session, world)
    assert isinstance(found(session, world.office, query), list)
    assert isinstance(found(session, world.officer, query), list)


@pytest.mark.parametrize(
    "query", ["Trần Văn Quế", "tran van que", "0912345678", "0912 345 678", "Đông Thành", "xe máy ngã"]
)
def test_agencies_find_nothing_of_the_voter_nor_of_what_he_said(session, world, query):
    case = put(session, world, State.ASSIGNED)
    assert found(session, world.clerk, query) == found(session, world.office, query) == [case.code]
    for agency in (world.officer, world.leader, world.coordinator, world.committee, world.deputy):
        assert found(session, agency, query) == []


def test_what_was_said_at_the_meeting_is_found_by_commune_and_council_alone(session, world):
    meeting = a_meeting(session, a_round(session, world.province_council), world.commune, world.commune_council)
    said = a_statement(session, meeting, "Loa phát thanh hỏng", speaker_name="Lê Thị Nhàn", village="xóm Chùa")
    case = a_case(session, world, State.ASSIGNED)
    session.add(CaseStatement(case_id=case.id, statement_id=said.id))
    index_case(session, case.id)
    for words in ("le thi nhan", "xóm chùa", "loa phát thanh"):
        assert found(session, world.clerk, words) == [case.code]
        assert found(session, world.officer, words) == []


@pytest.mark.usefixtures("way")
def test_a_person_of_agency_and_council_finds_voters_only_where_he_sits_in_the_council(session, world):
    """Officer of the lead agency of both cases, clerk of the unit that recorded the first one only."""
    both = an_actor(session, (Role.OFFICER, world.agency), (Role.CLERK, world.other_council))
    theirs = put(session, world, State.ASSIGNED)
    own = a_case(session, world, State.ASSIGNED)
    add_party(session, own, world.other_council.id, PartyCapacity.RECORDER)
    own.origin_id = world.other_council.id
    session.flush()
    index_case(session, own.id)

    assert set(found(session, both, "đường liên thôn")) == {own.code, theirs.code}
    assert found(session, both, "Trần Văn Quế") == [own.code]
    assert found(session, both, "0912345678") == [own.code]


@pytest.mark.usefixtures("way")
def test_an_exact_hit_in_a_part_one_may_not_read_hides_no_other_hit(session, world):
    both = an_actor(session, (Role.OFFICER, world.agency), (Role.CLERK, world.other_council))
    case = put(session, world, State.ASSIGNED, summary="Loa phat thanh hong", content="Loa phát thanh hỏng")
    assert found(session, both, "loa phát thanh") == [case.code]
    assert found(session, world.officer, "loa phát thanh") == [case.code]


@pytest.mark.usefixtures("way")
def test_filters_narrow_a_search_and_an_order_may_be_chosen(session, world):
    case = put(session, world, State.IN_PROGRESS)
    put(session, world, State.SUBMITTED)
    assert found(session, world.office, "duong", states=(State.IN_PROGRESS,)) == [case.code]
    assert found(session, world.office, "duong", sort=Sort.DUE_ON)[0] == case.code
