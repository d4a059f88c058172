"""A process that is killed before its so manieth statement, commit or whatever else is told to count."""

import os
import signal
from collections.abc import Callable

import sqlalchemy as sa
from flask import Flask

from petitions.extensions import db


def in_a_child_that_dies_at(
    step: int,
    app: Flask,
    work: Callable[[], object],
    count_also: Callable[[Callable[..., None]], object] = lambda _stumble: None,
) -> bool:
    """Return whether the child survived; ``count_also(stumble)`` lets other moments of it count as steps."""
    child = os.fork()
    if child == 0:
        try:
            with app.app_context():
                db.engine.dispose(close=False)  # the connections are the parent's
            count = 0

            def stumble(*_args: object, **_kwargs: object) -> None:
                nonlocal count
                count += 1
                if count == step:
                    os.kill(os.getpid(), signal.SIGKILL)

            for event in ("before_cursor_execute", "commit"):
                sa.event.listen(sa.Engine, event, stumble)
            count_also(stumble)
            work()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return not os.WIFSIGNALED(status)
