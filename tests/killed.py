"""A process that is killed before its so manieth writing, commit or whatever else is told to count.

Reading is no step: who dies before it leaves the same as who died after the last writing.
"""

import os
import re
import signal
from collections.abc import Callable

import sqlalchemy as sa
from flask import Flask

from petitions.extensions import db

WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE|WITH)\b", re.IGNORECASE)


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

            def stumble_over(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
                if WRITES.match(statement):
                    stumble()

            sa.event.listen(sa.Engine, "before_cursor_execute", stumble_over)
            sa.event.listen(sa.Engine, "commit", stumble)
            count_also(stumble)
            work()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return not os.WIFSIGNALED(status)
