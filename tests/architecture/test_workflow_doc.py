"""docs/workflow.md says what the table says."""

import runpy
from pathlib import Path

import pytest

from petitions.domain.policy import Permission
from petitions.domain.vocabulary import Role, State
from petitions.domain.workflow import TRANSITIONS
from petitions.web.labels import label

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "workflow.md"


@pytest.fixture(scope="module")
def written():
    return PAGE.read_text("utf-8")


def section(page, heading):
    return page.split(f"## {heading}\n")[1].split("\n## ")[0]


def rows(text):
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_the_page_equals_the_table(migrated_app, written):
    script = runpy.run_path(str(ROOT / "scripts" / "workflow_doc.py"))
    assert script["document"](migrated_app) == written, "run scripts/workflow_doc.py"


def test_every_state_and_every_step_stands_in_it(written):
    assert len(rows(section(written, "States"))) == len(State)
    steps = section(written, "Steps")
    assert all(f"(`{row.action.value}`)" in steps for row in TRANSITIONS)


def test_a_role_that_takes_no_step_is_named_and_none_is_left_out(migrated_app, written):
    part = section(written, "Role × step")
    with migrated_app.test_request_context():
        for role in Role:
            assert label(role) in part


def test_every_permission_stands_in_it(written):
    part = section(written, "Role × permission")
    assert all(f"`{permission.value}`" in part for permission in Permission)
