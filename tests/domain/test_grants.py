"""Which role is held in which kind of unit."""

import pytest

from petitions.domain.grants import UNITS_OF_ROLE, fits, has_area
from petitions.domain.vocabulary import OrganisationKind, Role


def test_every_role_is_held_somewhere():
    assert set(UNITS_OF_ROLE) == set(Role)
    assert all(UNITS_OF_ROLE.values())


@pytest.mark.parametrize("role", [Role.OFFICE, Role.BOARD, Role.COMMITTEE, Role.DEPUTY])
def test_the_councils_own_roles_are_held_in_councils_only(role):
    assert [kind for kind in OrganisationKind if fits(role, kind)] == [OrganisationKind.COUNCIL]


@pytest.mark.parametrize("role", [Role.OFFICER, Role.LEADER])
def test_a_council_answers_nobody(role):
    assert not fits(role, OrganisationKind.COUNCIL)
    assert fits(role, OrganisationKind.DEPARTMENT)
    assert fits(role, OrganisationKind.ENTERPRISE)


def test_only_a_deputy_has_an_area():
    assert [role for role in Role if has_area(role)] == [Role.DEPUTY]
