"""The rule packs: one page a pack, with text, dates, parameters and worked cases of every clause.

The cases are run here; a page with a wrong result is not written.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from docs.pages.markdown import (
    NOTHING,
    both,
    code,
    made_from,
    page,
    quote,
    said,
    table,
)

from duegate import packs
from duegate.errors import DuegateError
from duegate.rulebook.cases import (
    CaseResult,
    run_cases,
    run_scenarios,
)
from duegate.rulebook.clause import Clause, Pack, Version
from duegate.rulebook.load import load_packs

FIELDS = ("field", "value")
NOT_KNOWN = date(1970, 1, 1)
UNDATED = (
    f"`{NOT_KNOWN}` stands for a day that is"
    " [not known](../../decisions/0006-the-entry-into-force-is-not-known.md)."
)


class WrongCase(DuegateError):
    """A worked case has another result than its table says."""


def pages() -> dict[str, str]:
    """Write a page for each pack that ships."""
    loaded = load_packs(packs.read_shipped(), packs.read_calendars())
    return {f"packs/{name}.md": _pack(pack, loaded) for name, pack in sorted(loaded.items())}


def _pack(pack: Pack, loaded: dict[str, Pack]) -> str:
    head = pack.head
    return page(
        f"# {head.id}",
        made_from(f"src/duegate/packs/{head.id}"),
        f"**{head.title.zh}**<br>**{head.title.en}**",
        f"{head.note.zh}<br>{head.note.en}" if head.note else "",
        table(
            FIELDS,
            [
                ("issuer", both(head.issuer)),
                ("territory", code(head.territory)),
                ("places", ", ".join(map(code, head.places)) or "everywhere"),
                ("by the place of", ", ".join(sorted(head.by))),
                ("zone", code(head.zone)),
                ("status", code(head.status)),
                ("checked", code(head.checked)),
                ("SHA-256 over all files", code(pack.hash)),
            ],
        ),
        "## Sources",
        *(_source(name, pack) for name in head.sources),
        "## Changes" if head.changes else "",
        *(f"- {each.on}: {both(each.text)}" for each in head.changes),
        "## Clauses",
        table(
            ("clause", "title", "kind", "status", "in force from"),
            [
                (
                    f"[{_short(clause)}](#{_short(clause).lower()})",
                    both(clause.title),
                    _kinds(clause),
                    code(_newest(clause).status or head.status),
                    code(clause.version[0].since),
                )
                for clause in pack.clauses
            ],
        ),
        UNDATED if any(_newest(clause).since == NOT_KNOWN for clause in pack.clauses) else "",
        *(block for clause in pack.clauses for block in _clause(pack, clause)),
        *_scenarios(pack, loaded),
    )


def _source(name: str, pack: Pack) -> str:
    source = pack.head.sources[name]
    where = f", {source.where}" if source.where else ""
    digest = f", SHA-256 `{source.sha256}`" if source.sha256 else ""
    return f"- `{name}`: {both(source.title)} (read {source.retrieved}{where}{digest})"


def _clause(pack: Pack, clause: Clause) -> Iterator[str]:
    yield f"## {_short(clause)}"
    yield f"**{both(clause.title)}**"
    for version in clause.version:
        yield from _version(pack, version, several=len(clause.version) > 1)
    if clause.note:
        yield f"{clause.note.zh}<br>{clause.note.en}"
    yield _results(run_cases(pack, clause))


def _version(pack: Pack, version: Version, *, several: bool) -> Iterator[str]:
    if several:
        yield f"### In force from {version.since}"
    yield quote(f"{version.text.zh}\n\n{version.text.en}")
    yield table(
        FIELDS,
        [
            ("cite", both(version.cite)),
            ("reason", both(version.reason)),
            ("from, until", f"{code(version.since)}, {said(version.until)}"),
            ("force, status", f"{code(version.force)}, {code(version.status or pack.head.status)}"),
            ("source, checked", f"{code(version.source)}, {code(version.checked)}"),
            ("applies", said(version.applies)),
            ("rule.kind", _kind(version)),
            *_parameters(version),
        ],
    )


def _parameters(version: Version) -> Iterator[tuple[str, str]]:
    for name in version.rule.__struct_fields__:
        value = getattr(version.rule, name)
        if value is not None and value != frozenset():
            yield f"rule.{name}", said(value)


def _scenarios(pack: Pack, loaded: dict[str, Pack]) -> Iterator[str]:
    if not pack.scenarios:
        return
    yield "## Scenarios"
    yield "The packs named are in force together; what is allowed counts in the rows below it."
    results = run_scenarios(pack, loaded)
    for scenario in pack.scenarios:
        beside = ", ".join(code(name) for name in (pack.head.id, *scenario.beside))
        yield f"### {scenario.name}"
        yield f"{both(scenario.title)} ({beside})"
        mine = [result for result in results if result.name == scenario.name]
        yield _results(mine)


def _results(results: list[CaseResult]) -> str:
    """Write rows beside what the judge said of them; refuse to print what is not so."""
    for result in results:
        if not result.passed:
            raise WrongCase(
                f"{result.name}, line {result.line}: wanted {result.wanted}, got {result.got};"
                " mend the clause or its table"
            )
    given, wanted = results[0].given, results[0].wanted
    return table(
        (*given, *(f"→ {column}" for column in wanted), "why"),
        [
            (
                *map(_cell, result.given.values()),
                *map(_cell, result.got.values()),
                result.comment or NOTHING,
            )
            for result in results
        ],
    )


def _cell(written: str) -> str:
    return NOTHING if written == "-" else written


def _newest(clause: Clause) -> Version:
    return clause.version[-1]


def _kinds(clause: Clause) -> str:
    return ", ".join(dict.fromkeys(_kind(version) for version in clause.version))


def _kind(version: Version) -> str:
    tag = str(type(version.rule).__struct_config__.tag)
    return f"[{tag}](../kinds.md#{tag})"


def _short(clause: Clause) -> str:
    return clause.id.rpartition("/")[2]
