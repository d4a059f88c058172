"""Who is at the door of the pages, in the world of `tests/builders.py`."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.builders import World
    from tests.web_client import Client


@pytest.fixture
def clerk(client: "Client", world: "World") -> "Client":
    """The clerk of the commune, signed in."""
    client.sign_in("clerk")
    return client


@pytest.fixture
def office(client: "Client", world: "World") -> "Client":
    """An official of the council's office, signed in."""
    client.sign_in("office")
    return client


@pytest.fixture
def admin(client: "Client", world: "World") -> "Client":
    """The administrator, signed in."""
    client.sign_in("admin")
    return client
