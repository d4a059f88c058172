"""What tests of services share."""

import pytest

from petitions.domain.deadline_rule import Unit
from petitions.services import moves, proposals
from tests.builders import a_deadline_rule, a_world


@pytest.fixture
def ruled_world(session):
    """A world whose petitions are accepted within three working days and judged within ten."""
    world = a_world(session)
    a_deadline_rule(session, "petition.acceptance", 3, unit=Unit.WORKING_DAY)
    a_deadline_rule(session, "petition.evaluation", 10, unit=Unit.WORKING_DAY)
    return world


@pytest.fixture
def in_batches(monkeypatch):
    """Leave everything to the worker, two clocks at a time."""
    monkeypatch.setattr(moves, "BATCH", 2)
    monkeypatch.setattr(proposals, "AT_ONCE", 0)
