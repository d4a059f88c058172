"""The history of the tables: it goes forward and back on both databases, and leaves what the models say."""

import ast
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade

from petitions.extensions import db, migrate
from petitions.resources import directory

REVISIONS = sorted((Path(directory("migrations")) / "versions").glob("*.py"))


def test_it_is_one_line_without_branches(app):
    with app.app_context():
        history = ScriptDirectory.from_config(migrate.get_config())
    assert len(history.get_heads()) == 1
    assert all(not revision.is_branch_point for revision in history.walk_revisions())


def test_it_ends_where_the_models_are(cli):
    result = cli.invoke("db", "check")
    assert result.exit_code == 0, result.output


def test_it_goes_all_the_way_back_and_forward_again(app):
    with app.app_context():
        before = columns()
        downgrade(revision="base")
        assert set(columns()) <= {"alembic_version"}
        upgrade()
        assert columns() == before


@pytest.mark.parametrize("path", REVISIONS, ids=lambda path: path.stem)
def test_a_revision_does_not_depend_on_todays_code(path):
    imports = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, (ast.Import, ast.ImportFrom))]
    modules = {name.name for node in imports for name in node.names} | {
        getattr(node, "module", None) for node in imports
    }
    assert not [name for name in modules if name and name.split(".")[0] == "petitions"]


@pytest.mark.parametrize("path", REVISIONS, ids=lambda path: path.stem)
def test_a_revision_is_named_by_number_verb_and_noun(path):
    number, *words = path.stem.split("_")
    assert number.isdigit()
    assert len(number) == 4
    assert len(words) >= 2


def columns() -> dict[str, set[str]]:
    """Return the columns of each table as the database tells them."""
    inspector = sa.inspect(db.engine)
    return {table: {column["name"] for column in inspector.get_columns(table)} for table in inspector.get_table_names()}
