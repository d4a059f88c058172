"""House rules about the source itself: size, layers, words, the one place that commits."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "petitions"
SOURCES = sorted(path for path in PACKAGE.rglob("*.py") if "data" not in path.relative_to(PACKAGE).parts)
OURS_IN_THE_BROWSER = [path for path in (PACKAGE / "static").rglob("*.[cj]s*") if "vendor" not in path.parts]
BESIDE = sorted([*OURS_IN_THE_BROWSER, *(ROOT / "scripts").glob("*.*"), *(ROOT / "templates").rglob("*.html")])
VIETNAMESE = re.compile(r"[\u0102\u0103\u0110\u0111\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]")


def name_of(path):
    return str(path.relative_to(ROOT))


def functions_of(path):
    tree = ast.parse(path.read_text("utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


@pytest.mark.parametrize("path", [*SOURCES, *BESIDE], ids=name_of)
def test_a_file_stays_small_enough_to_read(path):
    assert len(path.read_text("utf-8").splitlines()) <= 300


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_a_function_fits_on_a_screen(path):
    long = {f.name: f.end_lineno - f.lineno + 1 for f in functions_of(path) if f.end_lineno - f.lineno + 1 > 40}
    assert not long


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_a_module_opens_with_one_sentence(path):
    docstring = ast.get_docstring(ast.parse(path.read_text("utf-8")))
    assert docstring, "say what a newcomer finds here"


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_source_speaks_english(path):
    found = [line for line in path.read_text("utf-8").splitlines() if VIETNAMESE.search(line)]
    assert not found, "Vietnamese lives in the catalogue, the data and the papers"


@pytest.mark.parametrize("path", [p for p in SOURCES if p.name != "extensions.py"], ids=name_of)
def test_only_transaction_commits(path):
    calls = [
        node.lineno
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    ]
    assert not calls or path.parent.name == "cli", f"commit() in line {calls}"


@pytest.mark.parametrize("path", [p for p in SOURCES if p.name != "workflow.py"], ids=name_of)
def test_only_advance_writes_a_state(path):
    written = [
        node.lineno
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Attribute) and target.attr == "state" and ast.unparse(target.value) != "self"
    ]
    assert not written


def test_the_domain_loads_without_flask_and_sqlalchemy():
    program = (
        "import pkgutil, importlib, sys, petitions.domain as d\n"
        "for m in pkgutil.iter_modules(d.__path__): importlib.import_module(f'petitions.domain.{m.name}')\n"
        "sys.exit(bool({'flask', 'sqlalchemy', 'werkzeug'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0


def test_a_checkout_holds_no_copy_of_templates_or_migrations():
    assert not (PACKAGE / "templates").exists()
    assert not (PACKAGE / "migrations").exists()


@pytest.mark.parametrize("path", sorted((ROOT / "migrations" / "versions").glob("*.py")), ids=name_of)
def test_history_does_not_import_todays_code(path):
    assert "import petitions" not in path.read_text("utf-8")
    assert "from petitions" not in path.read_text("utf-8")
    assert re.match(r"\d{4}_[a-z]+_[a-z_]+\.py$", path.name)
