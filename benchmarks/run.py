"""Measures our lists beside stock ones over the same rows, in the same run, and writes results.md.

make bench            10,000 and 100,000 records, built on the first run (README.md)
make bench ARGS=1000  other sizes, smallest first
"""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.databases import REPOSITORY, environment, prepare

SIZES = [10_000, 100_000]
SLICES = 5
RESULTS = Path(__file__).parent / "results.md"
GOAL_STOCK, GOAL_GROWTH = 40, 1.3


class Worker:
    """A process that serves the database of one size."""

    def __init__(self, records: int) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.worker"],
            cwd=REPOSITORY,
            env=environment(records),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.facts = self._read()

    def ask(self, **question: Any) -> Any:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        return self._read()

    def _read(self) -> Any:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            sys.exit("The process that serves the database has stopped; its lines above say why.")
        return json.loads(line)

    def stop(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()


def main() -> None:
    sizes = sorted(int(argument) for argument in sys.argv[1:]) or SIZES
    for records in sizes:
        prepare(records)
    workers = {records: Worker(records) for records in sizes}
    try:
        _compare(workers)
        report = _report(workers, _measure(workers))
    finally:
        for worker in workers.values():
            worker.stop()
    print(report)
    if sizes == SIZES:
        RESULTS.write_text(report, encoding="utf-8")


def _compare(workers: dict[int, Worker]) -> None:
    """Both sides have to list the same records, or their times mean nothing."""
    for records, worker in workers.items():
        for case in ("api_list", "api_filtered", "api_deep"):
            found = worker.ask(do="compare", case=case)
            if not found["same"]:
                sys.exit(f"{case} at {records}: the two sides list different records at {found['address']}")


def _measure(workers: dict[int, Worker]) -> dict[tuple[str, int, str], float]:
    """CPU milliseconds a request: {(case, records, side): median of slices}. Sizes and sides take turns."""
    slices: dict[tuple[str, int, str], list[float]] = {}
    cases = next(iter(workers.values())).facts["cases"]
    for case in cases:
        for _slice in range(SLICES):
            for records, worker in workers.items():
                for side in ("ours", "stock"):
                    found = worker.ask(do="time", case=case, side=side)
                    slices.setdefault((case, records, side), []).append(found["ms"])
        print(f"{case}: measured", file=sys.stderr)
    return {key: median(values) for key, values in slices.items()}


def _report(workers: dict[int, Worker], measured: dict[tuple[str, int, str], float]) -> str:
    sizes = list(workers)
    largest = sizes[-1]
    head = ["case", *(f"stock / ours at {n:,}" for n in sizes)]
    if len(sizes) > 1:
        head += [f"ours, {sizes[0]:,} → {largest:,}", "stock, the same growth"]
    lines = [
        "# Results",
        "",
        "Written by `make bench`; [README.md](README.md) says what is measured. Figures are ratios of CPU time in one "
        "run: they hold roughly on any machine, milliseconds do not.",
        "",
        f"{datetime.now(UTC):%Y-%m-%d} · Python {sys.version.split()[0]} · SQLite · published incidents: "
        + ", ".join(f"{worker.facts['sizes']['incident']:,}" for worker in workers.values()),
        "",
        "| " + " | ".join(head) + " |",
        "| --- |" + " --- |" * (len(head) - 1),
    ]
    for case, title in workers[largest].facts["cases"].items():
        row = [title, *(f"{measured[case, n, 'stock'] / measured[case, n, 'ours']:.1f}" for n in sizes)]
        if len(sizes) > 1:
            row += [
                f"{measured[case, largest, s] / measured[case, sizes[0], s]:.2f}" for s in ("ours", "stock")
            ]
        lines.append("| " + " | ".join(row) + " |")
    against = measured["api_list", largest, "stock"] / measured["api_list", largest, "ours"]
    lines += [
        "",
        f"Goal: the API list at least {GOAL_STOCK} × stock at {largest:,}: {_met(against >= GOAL_STOCK)}.",
    ]
    if len(sizes) > 1:
        calls = [case for case in workers[largest].facts["cases"] if case.startswith("api_")]
        growth = max(measured[case, largest, "ours"] / measured[case, sizes[0], "ours"] for case in calls)
        lines += [
            "",
            f"Goal: growth of the API calls at most {GOAL_GROWTH} ×: {_met(growth <= GOAL_GROWTH)}.",
        ]
    ours = " · ".join(
        f"{case} {measured[case, largest, 'ours']:.2f}" for case in workers[largest].facts["cases"]
    )
    lines += ["", f"To read the ratios, ours at {largest:,} in milliseconds of CPU: {ours}.", ""]
    return "\n".join(lines)


def _met(goal: bool) -> str:
    return "met" if goal else "**not met**"


if __name__ == "__main__":
    main()
