"""A change that an administrator proposed is looked at, then applied."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.web_client import Client, Reply


def applied(admin: Client, reply: Reply) -> Reply:
    """Follow the answer to the page that shows what the change moves, apply it, and return the page it leads to."""
    assert reply.status_code == 303, reply.words
    assert reply.location.startswith("/admin/changes/"), reply.location
    done = admin.send(reply.location)
    assert done.status_code == 303, done.words
    page = admin.get(done.location)
    assert "Đã áp dụng" in page.words
    return page
