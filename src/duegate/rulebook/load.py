"""Packs read: bytes in, a `Pack` out, or every reason why not.

It touches no file and no clock. What it does not understand it refuses: an unknown field, a text in
one language, versions that overlap, a table without its boundary rows. `checks` says what must hold
beyond the shape.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, TypeVar

import msgspec

from duegate.rulebook.calendar import Calendars, load_calendar
from duegate.rulebook.checks import check_clause, check_head, check_scenario
from duegate.rulebook.clause import Clause, Pack, PackHead, Scenario
from duegate.rulebook.errors import PackError
from duegate.rulebook.kinds.time_window import calendar_of
from duegate.rulebook.misread import misread
from duegate.rulebook.time_of_day import TimeOfDay

NONE: Calendars = {}
HEAD = "pack.toml"
SCENARIOS = "scenarios.toml"
FILE_BYTES_MAX = 1_000_000

_T = TypeVar("_T")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*\.toml")


class ScenarioFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The scenarios of a pack, `scenarios.toml`."""

    scenario: tuple[Scenario, ...] = ()


class _Refused(Exception):
    """Why one file cannot be read."""


def load_pack(
    name: str, files: Mapping[str, bytes], calendars: Calendars = NONE, *, draft: bool = False
) -> Pack:
    """Read the pack in the folder `name`; raises `PackError` with every problem in every file.

    `calendars` are those at hand; the pack keeps the ones its rules name. The tables of a `draft`
    need not show every edge of its rules; only a trial may judge by one.
    """
    problems = [f"{name}/{file}: {what}" for file, what in _strangers(files)]
    head = _read(name, HEAD, files, PackHead, problems)
    scenarios = _read(name, SCENARIOS, files, ScenarioFile, problems)
    clauses = {
        file: clause
        for file in sorted(files, key=_stem)
        if _NAME.fullmatch(file) and file not in (HEAD, SCENARIOS)
        if (clause := _read(name, file, files, Clause, problems)) is not None
    }
    if head is None:
        raise PackError(problems)
    pack = Pack(
        head=head,
        clauses=tuple(clauses.values()),
        hash=hash_of(files),
        scenarios=scenarios.scenario if scenarios else (),
        tables=_tables(clauses, scenarios, files),
        calendars=calendars,
    )
    problems += _checked(name, pack, clauses, draft=draft)
    if problems:
        raise PackError(problems)
    named = {calendar_of(version.rule) for clause in clauses.values() for version in clause.version}
    used = {name: calendar for name, calendar in calendars.items() if name in named}
    return msgspec.structs.replace(pack, calendars=used)


def load_packs(
    packs: Mapping[str, Mapping[str, bytes]], calendars: Mapping[str, bytes], *, draft: bool = False
) -> dict[str, Pack]:
    """Read packs and the calendars they name; raises `PackError`."""
    read = {name: load_calendar(name, data) for name, data in calendars.items()}
    return {name: load_pack(name, files, read, draft=draft) for name, files in packs.items()}


def hash_of(files: Mapping[str, bytes]) -> str:
    """Give the SHA-256 over all files: sorted names and bytes, each with its length before it."""
    digest = hashlib.sha256()
    for file in sorted(files):
        for part in (file.encode(), files[file]):
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
    return digest.hexdigest()


def _stem(file: str) -> str:
    return file.removesuffix(".toml")


def _strangers(files: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    for file in sorted(files):
        if not _NAME.fullmatch(file):
            yield file, "not a file of a pack; a clause is one file such as SZ-01.toml"
    if HEAD not in files:
        yield HEAD, "is missing; a pack says there which regulation it is"
    if not set(files) - {HEAD, SCENARIOS}:
        yield HEAD, "the pack has no clause; add one TOML file a clause"


def _read(
    name: str, file: str, files: Mapping[str, bytes], kind: type[_T], problems: list[str]
) -> _T | None:
    if file not in files:
        return None
    try:
        return _shaped(_toml(files[file]), kind)
    except _Refused as refusal:
        problems.append(f"{name}/{file}: {refusal}")
        return None


def _toml(data: bytes) -> dict[str, Any]:
    if len(data) > FILE_BYTES_MAX:
        raise _Refused(f"{len(data)} bytes, the most is {FILE_BYTES_MAX}; split the pack")
    try:
        return tomllib.loads(data.decode())
    except UnicodeDecodeError as error:
        raise _Refused(f"byte {error.start + 1} is not UTF-8; save the file as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise _Refused(f"not TOML: {str(error)[:1].lower()}{str(error)[1:]}; mend it") from error
    except RecursionError as error:
        raise _Refused("lists or tables lie too deep; a clause is flat") from error


def _shaped(value: dict[str, Any], kind: type[_T]) -> _T:
    try:
        return msgspec.convert(value, kind, dec_hook=_written, builtin_types=(date,))
    except msgspec.ValidationError as error:
        raise _Refused(misread(error, value, kind)) from error


def _written(kind: type, value: object) -> object:
    """Read a value that TOML has no type for."""
    if kind is TimeOfDay:
        return TimeOfDay.parse(value)
    raise NotImplementedError(kind)


def _tables(
    clauses: Mapping[str, Clause], scenarios: ScenarioFile | None, files: Mapping[str, bytes]
) -> dict[str, int]:
    """Find the line of its file on which each table begins."""
    lines = {
        clause.id: _line_of(clause.cases.table, files[file]) for file, clause in clauses.items()
    }
    for scenario in scenarios.scenario if scenarios else ():
        lines[scenario.name] = _line_of(scenario.table, files[SCENARIOS])
    return lines


def _line_of(table: str, data: bytes) -> int:
    text = data.decode().replace("\r\n", "\n")
    return text.count("\n", 0, max(text.find(table), 0)) + 1


def _checked(name: str, pack: Pack, clauses: Mapping[str, Clause], *, draft: bool) -> Iterator[str]:
    for what in check_head(name, pack.head):
        yield f"{name}/{HEAD}: {what}"
    for file, clause in clauses.items():
        for what in check_clause(pack, clause, f"{name}/{_stem(file)}", draft=draft):
            yield f"{name}/{file}: {what}"
    for scenario in pack.scenarios:
        for what in check_scenario(pack, scenario):
            yield f"{name}/{SCENARIOS}: {what}"
