"""Times of many requests, and what they come to."""

import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.bench.browser import Browser, Reply
from tests.bench.scenes import BARE, Scene


@dataclass
class Figures:
    """The runs of one scene: every run's times in milliseconds, those of bare pages in between, what replies told."""

    runs: list[list[float]] = field(default_factory=list)
    bare_runs: list[list[float]] = field(default_factory=list)
    statements: int = 0
    size: int = 0

    @property
    def p50(self) -> float:
        """The median of the runs' medians."""
        return statistics.median(statistics.median(run) for run in self.runs)

    @property
    def p95(self) -> float:
        """The median of what five requests of a hundred exceed in each run."""
        return statistics.median(percentile(run, 95) for run in self.runs)

    @property
    def in_bare_pages(self) -> float:
        """How many bare pages it costs; the median of the runs."""
        pairs = zip(self.runs, self.bare_runs, strict=True)
        return statistics.median(statistics.median(own) / statistics.median(bare) for own, bare in pairs)


def percentile(times: list[float], share: int) -> float:
    """Return the time that so many requests of a hundred do not exceed."""
    return sorted(times)[min(len(times) * share // 100, len(times) - 1)]


def closed_loop(scene: Scene, browser: Browser, bare: Browser, figures: Figures, *, warm_up: int, count: int) -> None:
    """One person doing the same again as soon as it is done; adds a run.

    Before each request comes a bare page on another connection, so that both meet the same machine.
    """
    for _ in range(warm_up):
        _judge(scene, scene.act(browser))
    times, bare_times = [], []
    for _ in range(count):
        bare_times.append(bare.get(BARE).milliseconds)
        reply = scene.act(browser)
        _judge(scene, reply)
        times.append(reply.milliseconds)
        figures.statements = max(figures.statements, reply.statements)
        figures.size = max(figures.size, reply.size)
    figures.runs.append(times)
    figures.bare_runs.append(bare_times)


def _judge(scene: Scene, reply: Reply) -> None:
    if reply.status != scene.expected:
        raise RuntimeError(f"{scene.name}: {reply.status}\n{reply.body.decode(errors='replace')[-1500:]}")


@dataclass(frozen=True)
class OpenLoop:
    """Arrivals at a fixed rate whoever is still being served: times count from the arrival."""

    rate: int
    p50: float
    p95: float
    failed: int


def open_loop(act: Callable[[Browser], Reply], browsers: list[Browser], *, rate: int, seconds: int) -> OpenLoop:
    """Let people arrive at a fixed rate; each connection takes every n-th of them."""
    times: list[float] = []
    failures: list[object] = []
    began = time.perf_counter() + 0.2

    def serve(first: int, browser: Browser) -> None:
        for number in range(first, rate * seconds, len(browsers)):
            arrival = began + number / rate
            time.sleep(max(arrival - time.perf_counter(), 0))
            try:
                if act(browser).status != 200:
                    failures.append(number)
            except OSError as error:
                failures.append(error)
            times.append((time.perf_counter() - arrival) * 1000)

    threads = [threading.Thread(target=serve, args=pair) for pair in enumerate(browsers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return OpenLoop(rate, percentile(times, 50), percentile(times, 95), len(failures))
