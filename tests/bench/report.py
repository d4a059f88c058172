"""The page docs/benchmarks.md, written from what was measured."""

from dataclasses import dataclass

from tests.bench.figures import Figures, OpenLoop
from tests.bench.places import machine
from tests.bench.scenes import Scene
from tests.product import CHECKOUT

PAGE = CHECKOUT / "docs" / "benchmarks.md"
HEAD = """# How long pages take

Written by `./manage bench`; each section comes from one run of it. Times are in milliseconds as a client on the same
machine sees them, one request after another on an open connection, after a warm-up: {runs} runs of {count} requests
({writes} for steps that write), the median run. *Bare* is the same server process with a Flask view, one Core select by
an index and a plain Jinja table of 25 rows, without sign-in; "x bare" compares with bare pages asked for in between.
"Growth" is how much slower it is at the larger size, in bare pages of each; the aim there is 1.3.

The cases are synthetic (`petitions seed --cases N --seed 1`): six events a case, 60 communes, one agency with 15 % of
the cases, one word in 40 % of the texts, 12 % overdue.

How *good* the finder of similar cases and the suggestions are stands in [quality.md](quality.md).

Measured on {machine}, {server}.
"""


@dataclass
class Result:
    """Everything measured at one place."""

    database: str
    cases: int
    seeded_per_second: float
    figures: dict[str, Figures]
    open_loop: OpenLoop


def write_page(results: list[Result], scenes: list[Scene], *, runs: int, count: int, writes: int, server: str) -> str:
    """Write the page and return it."""
    head = HEAD.format(runs=runs, count=count, writes=writes, machine=machine(), server=server)
    for database in dict.fromkeys(result.database for result in results):
        at = [result for result in results if result.database == database]
        write_section(database, _table(at, scenes), head=head)
    return PAGE.read_text("utf-8")


def write_section(title: str, text: str, *, head: str | None = None) -> None:
    """Put what one measurement found in the place of what it found before; the others' sections stay."""
    old = PAGE.read_text("utf-8") if PAGE.exists() else HEAD
    first, *sections = old.split("\n## ")
    known = {section.partition("\n")[0]: section.partition("\n")[2].strip() for section in sections}
    known[title] = text.strip()
    parts = [(head or first).strip(), *(f"## {name}\n\n{said}" for name, said in known.items())]
    PAGE.write_text("\n\n".join(parts) + "\n", "utf-8")


def _table(results: list[Result], scenes: list[Scene]) -> str:
    sizes = [f"{result.cases:,} cases" for result in results]
    lines = []
    heads = [f"{size}: p50 | p95 | x bare" for size in sizes]
    lines.append("| what | " + " | ".join(heads) + " | growth | aim | statements | bytes |")
    lines.append("|---" * (1 + 3 * len(results) + 4) + "|")
    lines += [_row(scene, results) for scene in scenes]
    for result in results:
        loop = result.open_loop
        lines.append("")
        lines.append(
            f"{result.cases:,} cases: seeded at {result.seeded_per_second:,.0f} a second, start of the program and "
            f"ANALYZE included; the list at {loop.rate} arrivals a second whoever waits: p50 {loop.p50:.0f}, "
            f"p95 {loop.p95:.0f}, {loop.failed} failed."
        )
    return "\n".join([*lines, ""])


def _row(scene: Scene, results: list[Result]) -> str:
    cells = [scene.name]
    for result in results:
        figures = result.figures[scene.name]
        cells += [f"{figures.p50:.1f}", f"{figures.p95:.1f}", f"{figures.in_bare_pages:.1f}"]
    last = results[-1].figures[scene.name]
    cells.append(f"{growth(scene, results):.2f}")
    cells.append(f"{scene.limit:g} x" if scene.limit else "")
    cells += [str(last.statements), f"{last.size:,}"]
    return "| " + " | ".join(cells) + " |"


def growth(scene: Scene, results: list[Result]) -> float:
    """Return how much slower the scene is at the largest size than at the smallest, in bare pages of each."""
    first, last = (result.figures[scene.name].in_bare_pages for result in (results[0], results[-1]))
    return last / first
