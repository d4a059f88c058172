"""The door of the checkout: its words, and that what it installs is pinned."""

import re
import subprocess
import tomllib

import pytest

from tests.product import CHECKOUT

PINNED = sorted((CHECKOUT / "requirements").glob("*.txt"))
COMMANDS = ("run", "test", "check", "fix", "bench", "lock", "petitions")


def manage(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(CHECKOUT / "manage"), *words], check=False, capture_output=True, text=True, cwd="/")


def test_help_names_every_command():
    told = manage("help")
    assert told.returncode == 0
    assert all(f"\n  {command}" in told.stdout for command in COMMANDS)


@pytest.mark.parametrize("words", [(), ("serve",), ("--all",)])
def test_anything_else_is_answered_with_the_help(words):
    told = manage(*words)
    assert told.returncode == 2
    assert "./manage COMMAND" in told.stdout + told.stderr


@pytest.mark.parametrize("path", PINNED, ids=lambda path: path.stem)
def test_every_requirement_is_exact_and_has_a_digest(path):
    lines = path.read_text().replace("\\\n", " ").splitlines()
    assert lines
    assert [line for line in lines if "==" not in line or "--hash=sha256:" not in line] == []


@pytest.mark.parametrize(
    "path", [*PINNED, *sorted((CHECKOUT / "requirements").rglob("*.json"))], ids=lambda path: path.name
)
def test_no_pinned_file_says_where_a_package_came_from(path):
    text = path.read_text()
    assert "://" not in text
    assert '"resolved"' not in text


def test_what_the_product_asks_for_is_what_is_pinned():
    asked = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]["dependencies"]
    pinned = (CHECKOUT / "requirements" / "base.txt").read_text()
    names = [re.split(r"[\[<>=!~ ]", requirement)[0] for requirement in asked]
    assert [name for name in names if not re.search(rf"^{re.escape(name)}(\[.*\])?==", pinned, re.MULTILINE)] == []
