"""`petitions search reindex` makes every case findable again."""

import pytest
import sqlalchemy as sa

from petitions.queries.case_filters import CaseFilters
from petitions.queries.case_list import list_cases
from tests.builders import TODAY, a_world
from tests.cases import a_case

pytestmark = pytest.mark.both


def test_cases_are_found_again_after_the_index_was_written_anew(session, cli):
    world = a_world(session)
    case = a_case(session, world)
    table = "case_fts" if session.get_bind().dialect.name == "sqlite" else "case_search"
    session.execute(sa.delete(sa.table(table)))

    result = cli.invoke("search", "reindex")

    assert result.exit_code == 0
    found = list_cases(session, CaseFilters(query="duong lien thon"), actor=world.office, today=TODAY)
    assert [row.code for row in found.rows] == [case.code]
