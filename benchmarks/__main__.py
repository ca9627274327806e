"""Runs the benchmarks and prints one table: `python -m benchmarks [--smoke] [--json] [names...]`.

Leaves with 1 when a benchmark crashed or, without `--smoke`, a goal was missed. A smoke run is
short and proves that everything still runs; its figures mean nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module

import apsw

from benchmarks import NAMES, Goal, Result, Series

HEAD = ("name", "measured", "rounds", "rival or limit", "ratio", "goal", "met")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what was asked for and tell about it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"some of {', '.join(NAMES)}; all by default")
    parser.add_argument("--smoke", action="store_true", help="short; no goal has to be met")
    parser.add_argument("--json", action="store_true", help="print a JSON list instead of a table")
    asked = parser.parse_args(arguments)
    if strange := set(asked.names) - set(NAMES):
        parser.error(f"there is no benchmark {', '.join(strange)}; use {', '.join(NAMES)}")
    results: list[Result] = []
    crashed = []
    for name in asked.names or NAMES:
        print(f"measuring {name} ...", file=sys.stderr, flush=True)
        try:
            results += import_module(f"benchmarks.{name}").measure(smoke=asked.smoke)
        except Exception:  # noqa: BLE001 - the others can still be measured
            traceback.print_exc()
            crashed.append(name)
    print(as_json(results) if asked.json else as_table(results, smoke=asked.smoke))
    if crashed:
        print(f"crashed: {', '.join(crashed)}", file=sys.stderr)
    missed = not asked.smoke and any(result.met is False for result in results)
    return 1 if crashed or missed else 0


def as_table(results: Sequence[Result], *, smoke: bool) -> str:
    """Write the results for a person to read, with the machine above and the notes below."""
    rows = [HEAD, *(_row(result) for result in results)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    lines.insert(1, "  ".join("─" * width for width in widths))
    notes = dict.fromkeys(f"{r.name}: {r.note}" for r in results if r.note)
    warning = ["A smoke run: the figures mean nothing."] if smoke else []
    return "\n".join([set_up(), *warning, "", *lines, "", *notes])


def as_json(results: Sequence[Result]) -> str:
    """Write the results for programs, derived figures included."""
    return json.dumps(
        [
            {
                "name": result.name,
                "measured": _series(result.measured),
                "rival": result.rival and _series(result.rival),
                "ratio": result.ratio,
                "goals": [_said(goal, result) for goal in result.goals],
                "met": result.met,
                "note": result.note,
                "set_up": set_up(),
            }
            for result in results
        ],
        indent=2,
        ensure_ascii=False,
    )


def set_up() -> str:
    """Say on what was measured."""
    return (
        f"In our set-up: {os.cpu_count()} cores {platform.machine()}, {platform.system()}"
        f" {platform.release()}, Python {platform.python_version()},"
        f" SQLite {apsw.sqlite_lib_version()}, load {os.getloadavg()[0]:.1f}."
    )


def _row(result: Result) -> tuple[str, ...]:
    rival, ratio = result.rival, result.ratio
    return (
        result.name,
        _figure(result.measured.median, result.measured.unit),
        f"{len(result.measured.rounds)} ±{result.measured.spread / 2:.0%}",
        "" if rival is None else f"{_figure(rival.median, rival.unit)} {rival.what}",
        "" if ratio is None else _figure(ratio, "x"),
        ", ".join(_said(goal, result) for goal in result.goals),
        {True: "yes", False: "NO", None: ""}[result.met],
    )


def _said(goal: Goal, result: Result) -> str:
    unit = "x" if goal.of == "ratio" else result.measured.unit
    said = [
        f"{sign} {_figure(bound, unit)}"
        for sign, bound in ((">=", goal.least), ("<=", goal.most))
        if bound is not None
    ]
    aim = "" if goal.aim is None else f" (aim {_figure(goal.aim, unit)})"
    return " and ".join(said) + aim


def _series(series: Series) -> dict[str, object]:
    return {
        "what": series.what,
        "unit": series.unit,
        "median": series.median,
        "spread": series.spread,
        "rounds": series.rounds,
    }


def _figure(figure: float, unit: str) -> str:
    digits = f"{figure:,.0f}" if figure >= 100 else f"{figure:.3g}"
    return f"{digits} {unit}"


if __name__ == "__main__":
    sys.exit(main())
