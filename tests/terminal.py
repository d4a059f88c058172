"""The command line as a test types it."""

from typing import Any

from click.testing import Result
from flask.testing import FlaskCliRunner


class Terminal(FlaskCliRunner):
    """Sees what the test wrote so far; keeps what a command says on each stream apart."""

    def invoke(self, *arguments: str, **kwargs: Any) -> Result:  # type: ignore[override]
        """Run `petitions ARGUMENTS…` and return its exit code, `stdout` and `stderr`."""
        hand_over = self.app.extensions.get("tests.hand_over")
        if hand_over:
            hand_over()
        return super().invoke(args=list(arguments), **kwargs)
