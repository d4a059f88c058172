"""What of a case is written into the index, and by which words it is found there."""

import unicodedata

import pytest
import sqlalchemy as sa

from petitions.domain.search_words import asked_words, folded_words, words_of
from petitions.models import CaseStatement
from petitions.services.search_index import index_case, reindex_batch
from tests.builders import a_meeting, a_round, a_statement, a_world
from tests.cases import a_case


def rows_of(session):
    table = "case_fts" if session.get_bind().dialect.name == "sqlite" else "case_search"
    return session.execute(sa.select(sa.text("*")).select_from(sa.table(table))).mappings().all()


def test_a_case_has_one_row_however_often_it_is_indexed(session):
    case = a_case(session, a_world(session))

    index_case(session, case.id)
    index_case(session, case.id)

    assert len(rows_of(session)) == 1


def test_the_voter_is_in_the_internal_words_alone(session):
    voter = {"name": "Đỗ Thị Huệ", "phone": "0912 345 678", "address": "Thôn Gạo"}
    index_case(session, a_case(session, a_world(session), voter=voter).id)

    (row,) = rows_of(session)

    assert "huệ" in str(row["internal_plain"])
    assert "0912345678" in str(row["internal_folded"])
    assert "huệ" not in str(row["shared_plain"])
    assert "0912345678" not in str(row["shared_folded"])
    assert "gao" not in str(row["shared_folded"])


def test_the_number_of_who_spoke_is_an_internal_word_whatever_is_said_after_it(session):
    world = a_world(session)
    case = a_case(session, world)
    meeting = a_meeting(session, a_round(session, world.province_council), world.commune, world.commune_council)
    for content, phone in (("Đường lầy.", "0912 345 678"), ("3 hộ chưa có điện.", "0987 654 321")):
        said = a_statement(session, meeting, content, speaker_phone=phone)
        session.add(CaseStatement(case_id=case.id, statement_id=said.id))

    index_case(session, case.id)
    (row,) = rows_of(session)

    for number in ("0912345678", "0987654321"):
        assert number in str(row["internal_plain"])
        assert number not in str(row["shared_plain"])


def test_everything_can_be_indexed_anew_in_batches(session):
    world = a_world(session)
    cases = [a_case(session, world) for _ in range(5)]

    last, steps = 0, 0
    while (last := reindex_batch(session, after_id=last, size=2)) is not None:
        steps += 1

    assert steps == 3
    assert len(rows_of(session)) == len(cases)


@pytest.mark.parametrize(
    "text",
    [
        "x" * 5_000_000,
        "a\u0301\u0323\u0301 \u0301\u0301 \u0e01\u0e33 \U0001f600 \U0001d7d8 ½ ② \u200b \ufeff",
        "'; DROP TABLE x; -- \" \\ & | ! : * ( ) <->",
        " ".join(str(number) for number in range(200_000)),
    ],
    ids=["one endless word", "marks and signs", "operators", "very many words"],
)
def test_no_text_is_too_odd_to_be_indexed(session, text):
    case = a_case(session, a_world(session))
    case.forwarded_text = text
    index_case(session, case.id)
    assert len(rows_of(session)) == 1


def test_the_stroked_d_is_found_by_a_plain_one_and_composed_like_decomposed():
    assert folded_words(words_of("Đường ĐÊ")) == ("duong", "de")
    assert words_of(unicodedata.normalize("NFD", "Nguyễn")) == words_of("nguyễn")


def test_a_telephone_number_is_one_word_however_it_is_typed():
    assert asked_words("0912 345.678") == asked_words("+84 912 345 678") == ("0912345678",)
    assert asked_words("412/UBND") == ("412", "ubnd")
    assert asked_words("?!…") == ()


def test_tidying_loses_no_word(cli, session):
    index_case(session, a_case(session, a_world(session)).id)
    before = [dict(row) for row in rows_of(session)]

    assert cli.invoke("search", "tidy").exit_code == 0

    assert [dict(row) for row in rows_of(session)] == before
