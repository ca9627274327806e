"""The statements an audit is made of, the same text for every engine but for its idioms.

`flagged` holds the records some clause has something to say of; what each says is unfolded from it,
with the earlier records that prove it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from duegate.audit.compile import Compiled, Plan
from duegate.audit.findings import EVIDENCE_MAX
from duegate.audit.idioms import AuditIdioms

KEPT = ("rid", "at_us", "day_first")
"""Columns that naming the evidence needs besides the keys."""
NO_COUNT = "CAST(NULL AS INTEGER)"
ROWS = "BIGINT[]"


def flagged(
    plan: Plan, engine: AuditIdioms, columns: Iterable[str], source: str = "prepared"
) -> str:
    """Select the records some clause has something to say of: `sure_`, `unknown_`, `candidate_`.

    `columns` are those of the prepared table; only what the clauses mention is read.
    """
    counting = [each for each in plan.clauses if each.counted is not None and _says(each)]
    windows: dict[tuple[str, ...], str] = {}
    for each in counting:
        windows.setdefault(each.keys, f"w{len(windows)}")
    nths: dict[tuple[str, str], str] = {}
    shared: dict[str, str] = {}
    for each in counting:
        value = engine.earlier(_measured(each), _nth(each), windows[each.keys])
        shared[each.nth] = nths.setdefault((value, windows[each.keys]), each.nth)
    answers = [
        (f"{kind}_{each.number}", _renamed(answer, shared))
        for each in plan.clauses
        for kind, answer in _answers(each)
        if answer != "FALSE"
    ]
    keys = {key for each in counting for key in each.keys}
    known = sorted(
        (_mentioned([text for _, text in answers], columns) | {*KEPT, *keys}) & set(columns)
    )
    inner = known + [f"{value} AS {name}" for (value, _), name in nths.items()]
    read = known + list(nths.values())
    spec = ", ".join(
        f"{name} AS (PARTITION BY {', '.join(by)} ORDER BY at_us, rid)"
        for by, name in windows.items()
    )
    mentioned = _mentioned([*(text for _, text in answers), *inner], columns)
    source = f"(SELECT {', '.join(sorted(mentioned | set(known)))} FROM {source})"
    seen = f"SELECT {', '.join(inner)} FROM {source}" + (f" WINDOW {spec}" if spec else "")
    kept = sorted({*KEPT, *keys} & set(read))
    shown = ", ".join([*kept, *(f"coalesce({text}, FALSE) AS {name}" for name, text in answers)])
    wanted = " OR ".join(f"({text})" for _, text in answers) or "FALSE"
    return f"SELECT {shown} FROM ({seen}) WHERE {wanted}"


def violations(each: Compiled, engine: AuditIdioms, source: str = "prepared") -> str:
    """Select what a clause is sure of: rid, clause, verdict, used, evidence."""
    head = f"{each.number} AS clause, '{each.verdict}' AS verdict"
    if each.counted is None:
        rows = f"CAST(NULL AS {engine.typed(ROWS)})"
        return (
            f"SELECT rid, {head}, {NO_COUNT} AS used, {rows} AS evidence"
            f" FROM flagged WHERE sure_{each.number}"
        )
    since = re.sub(r"\b(at_us|day_first)\b", r"f.\1", each.counted.since)
    alike = " AND ".join(
        f"e.{key} = f.{key}" if key != "tenant" else "e.tenant IS NOT DISTINCT FROM f.tenant"
        for key in each.keys
    )
    gathered = engine.gathered("e.rid", "e.at_us, e.rid", EVIDENCE_MAX)
    counts = f"(SELECT * FROM {source} WHERE {each.counted.counts})"
    return (
        f"SELECT f.rid, {head}, CAST(count(*) AS INTEGER) AS used, {gathered} AS evidence"
        f" FROM flagged f JOIN {counts} e ON {alike} AND e.{each.counted.measure} >= {since}"
        " AND (e.at_us < f.at_us OR (e.at_us = f.at_us AND e.rid < f.rid))"
        f" WHERE f.sure_{each.number} GROUP BY f.rid"
    )


def marked(each: Compiled, kind: str) -> str:
    """Select what a clause leaves `unknown`, or its `candidate`s: rid, clause."""
    return f"SELECT rid, {each.number} AS clause FROM flagged WHERE {kind}_{each.number}"


def concerned(plan: Plan, source: str = "prepared") -> str:
    """Count the records each clause was judged of, a column for each different condition."""
    texts = list(dict.fromkeys(each.concerned for each in plan.clauses))
    counts = ", ".join(f"count(CASE WHEN {text} THEN 1 END)" for text in texts)
    return f"SELECT {counts} FROM {source}"


def has(each: Compiled, kind: str) -> bool:
    """Tell whether `flagged` has a column of a kind for a clause."""
    return dict(_answers(each))[kind] != "FALSE"


def _answers(each: Compiled) -> list[tuple[str, str]]:
    return [("sure", each.sure), ("unknown", each.unknown), ("candidate", each.candidates)]


def _says(each: Compiled) -> bool:
    return any(answer != "FALSE" for _, answer in _answers(each))


def _measured(each: Compiled) -> str:
    """Give the measure of a record that counts, else null."""
    if each.counted is None:
        raise TypeError(each.provision.id)
    if each.counted.counts == "TRUE":
        return each.counted.measure
    return f"CASE WHEN {each.counted.counts} THEN {each.counted.measure} END"


def _nth(each: Compiled) -> int:
    return 0 if each.counted is None else each.counted.nth


def _renamed(answer: str, shared: dict[str, str]) -> str:
    """Let clauses that compare with the same record read one column."""
    return re.sub(r"\bnth_\d+\b", lambda found: shared.get(found[0], found[0]), answer)


def _mentioned(texts: Iterable[str], columns: Iterable[str]) -> set[str]:
    """Find the columns that pieces of SQL mention."""
    words = {word for text in texts for word in re.findall(r"\w+", text)}
    return words & set(columns)
