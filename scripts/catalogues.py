"""Keeps the catalogues whole: `check` finds what is stale or untranslated, `update` brings them up to date."""

import subprocess
import sys
import tempfile
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
TRANSLATIONS = ROOT / "petitions" / "translations"
LOCALE = "vi"


def main(task: str) -> int:
    """Return 0 when every sentence of the source has its translation."""
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "messages.pot"
        keywords = ("-k", "_l", "-k", "_n:1,2", "-k", "_ln:1,2")
        pybabel("extract", "-F", "babel.cfg", *keywords, "--no-location", "--sort-output", "-o", str(template), ".")
        update = ("update", "-D", "messages", "-i", str(template), "-d", str(TRANSLATIONS), "-l", LOCALE)
        flags = ("--no-fuzzy-matching", "--ignore-obsolete", "--ignore-pot-creation-date", "--width=120")
        stale = pybabel(*update, *flags, *(("--check",) if task == "check" else ()))
    if stale:
        say("The source has sentences that the catalogue does not know; './manage fix' adds them.")
    untranslated = [line for source in sorted(TRANSLATIONS.glob("*/LC_MESSAGES/*.po")) for line in gaps(source)]
    for line in untranslated:
        say(line)
    return 1 if stale or untranslated else 0


def gaps(source: Path) -> list[str]:
    """Name each sentence of a catalogue that has no words or only a guess."""
    with source.open("rb") as text:
        catalogue = read_po(text, locale=source.parent.parent.name)
    missing = (message for message in catalogue if message.id and not is_translated(message))
    return [f"{source.relative_to(ROOT)}: no translation of {message.id!r}" for message in missing]


def pybabel(*arguments: str) -> int:
    """Run Babel's own command in the checkout and return its exit code."""
    command = [sys.executable, "-m", "babel.messages.frontend", "--quiet", *arguments]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)  # noqa: S603 - fixed words
    if done.returncode and "out of date" not in done.stderr:
        say(done.stderr)
    return done.returncode


def is_translated(message: Message) -> bool:
    """Tell whether every form of the message has words and none is a guess."""
    forms = message.string if isinstance(message.string, (tuple, list)) else [message.string]
    return bool(forms) and all(forms) and not message.fuzzy


def say(line: str) -> None:
    """Speak to the person at the terminal."""
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
