"""Mappings: which of a file's columns mean what, as data.

A dialect is a mapping with the signs it is recognised by; both are TOML of one shape. What a
mapping says of a file may not be guessed otherwise; an unknown field is refused.
"""

from __future__ import annotations

import codecs
import json
import re
import tomllib
from collections.abc import Container
from collections.abc import Mapping as AnyMapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Literal

import msgspec

from duegate.audit.reading.errors import MappingRefused
from duegate.model.moment import zone_of
from duegate.model.outcome import OutcomeState
from duegate.rulebook.misread import misread
from duegate.rulebook.records import Column
from duegate.rulebook.spelling import meant

MAPPING_BYTES_MAX = 1_000_000
_FOLDER = resources.files(__package__).joinpath("dialects")
AT, CALLEE, DIRECTION, TALK, ANSWERED = "at", "callee", "direction", "talk", "answered"
PLACES = (AT, CALLEE, DIRECTION, TALK, ANSWERED, *Column)
"""What a column can be: a `Column`, or one of five that only help to fill those.

`at` is when the contact began; `callee` whom it was made to, who is our side when the `direction`
is inbound; `talk` how long was spoken and `answered` when it was answered.
"""
WHO = (Column.NUMBER, CALLEE, Column.ADDRESS)
"""What tells whom a contact reached."""
INBOUND, OUTBOUND, INTERNAL = "inbound", "outbound", "internal"
WORDED = frozenset(
    {
        Column.CHANNEL,
        Column.ROLE,
        Column.PURPOSE,
        Column.STATE,
        Column.DEBT_KIND,
        Column.PLACE,
        Column.AUDIENCE,
        Column.SOURCE,
        Column.ZONE,
    }
)

Theirs = str | tuple[str, ...]
"""A column of the file by its name or as `#3`; two joined by ` + ` make one cell; of several the
first that is not empty counts."""


class StateTest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One question about what became of a contact; the first that has an answer decides.

    `filled` is the state when the cell holds anything but nought, `words` give it by the word, and
    what they leave out `codes` give by the numbers of a signalling family.
    """

    column: str
    words: dict[str, str] = {}
    filled: OutcomeState | None = None
    codes: Literal["sip", "q850", "dlr"] | None = None


class Pairs(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Rows that belong together: one begins a contact, another ends it by a word of `end`.

    The word stands in `column`. They share what stands in `by`, and the two `tags` in either order.
    """

    column: str
    end: tuple[str, ...]
    by: str
    tags: tuple[str, str]


class Mapping(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """How a file is to be read.

    `fields` name the columns of a file without a header, of which rows hold at least `fewest`.
    `signs` are columns and what their cells look like, by which a dialect is known. `swap` says
    that of an inbound contact the person reached is the caller; `extensions` that a number of few
    digits is a telephone in the house, and a call from one to another no contact. A word that ends
    in `*` stands for all that begin so. Numbers lose a prefix in `strip` and gain the country code
    in the column `country`. Rows with one of the words in `passes` are no contacts; nor is one that
    another row names its second leg: `legs` are the columns of a row's own name and of that leg's.
    `values` hold for every row. `advice` is said when a column is missing.
    """

    name: str = "mapping"
    base: str | None = None
    cite: str = ""
    note: str = ""
    advice: str = ""
    fields: tuple[str, ...] = ()
    fewest: int = 0
    signs: dict[str, str] = {}
    delimiter: str | None = None
    quote: bool = True
    charset: str | None = None
    zone: str | None = None
    time: str | tuple[str, ...] | None = None
    swap: bool = False
    extensions: bool = False
    country: str | None = None
    strip: tuple[str, ...] = ()
    columns: dict[str, Theirs] = {}
    values: dict[str, str] = {}
    words: dict[str, dict[str, str]] = {}
    state: tuple[StateTest, ...] = ()
    passes: dict[str, tuple[str, ...]] = {}
    legs: tuple[str, str] | None = None
    pairs: Pairs | None = None


class Generic(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words people write at the head of a column and in its cells, in both languages.

    `hints` are words in a header that show the channel; `days` and `clocks` name the two columns
    that make one time; `containers` are objects that only hold what is told.
    """

    days: tuple[str, ...]
    clocks: tuple[str, ...]
    containers: tuple[str, ...]
    columns: dict[str, tuple[str, ...]]
    words: dict[str, dict[str, tuple[str, ...]]]
    hints: dict[str, tuple[str, ...]]


def lacking(told: Container[str]) -> str:
    """Say what no record can do without that is not among the places told; empty if nothing."""
    lacks = [] if AT in told else ["no column tells when a contact began"]
    if not any(who in told for who in WHO):
        lacks.append("no column tells whom it reached")
    return " and ".join(lacks)


def read_mapping(text: str, place: str) -> Mapping:
    """Read a mapping; raises `MappingRefused` in its writer's words."""
    try:
        value = tomllib.loads(text)
        mapping = msgspec.convert(value, Mapping)
    except tomllib.TOMLDecodeError as error:
        raise MappingRefused(f"{place} is not TOML: {error}") from None
    except msgspec.ValidationError as error:
        raise MappingRefused(f"{place}: {misread(error, value, Mapping)}") from None
    for problem in _problems(mapping):
        raise MappingRefused(f"{place}: {problem}")
    return mapping if mapping.base is None else based(mapping, place)


def based(mapping: Mapping, place: str) -> Mapping:
    """Lay a mapping over the dialect it is based on."""
    under = dialect_named(mapping.base or "", place)
    told = {
        field: _over(getattr(under, field), getattr(mapping, field))
        for field in msgspec.to_builtins(mapping)  # which leaves out what was not written
    }
    if "fields" in told and "fewest" not in told:
        told["fewest"] = len(mapping.fields)
    return msgspec.structs.replace(under, **{**told, "base": None})


def _over(under: object, above: object) -> object:
    return {**under, **above} if isinstance(under, dict) and isinstance(above, dict) else above


def load_mapping(path: Path) -> Mapping:
    """Read a mapping file."""
    try:
        with path.open("rb") as file:
            data = file.read(MAPPING_BYTES_MAX + 1)
    except OSError as error:
        raise MappingRefused(f"{path.name}: cannot be read: {error.strerror}") from None
    if len(data) > MAPPING_BYTES_MAX:
        raise MappingRefused(f"{path.name}: is larger than {MAPPING_BYTES_MAX} bytes")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise MappingRefused(f"{path.name}: is not UTF-8; save it as UTF-8") from None
    return read_mapping(text, path.name)


def save_mapping(path: Path, mapping: Mapping) -> None:
    """Write a mapping file that `load_mapping` reads back as it is."""
    path.write_text(written(mapping), encoding="utf-8")


def written(mapping: Mapping) -> str:
    """Write a mapping as TOML."""
    plain, tables = [], []
    for name, value in msgspec.to_builtins(mapping).items():
        if isinstance(value, dict):
            tables.append(_table(name, value))
        elif value and isinstance(value, (list, tuple)) and isinstance(value[0], dict):
            tables += [_table(f"[{name}]", each) for each in value]
        else:
            plain.append(f"{name} = {_toml(value)}\n")
    return "".join([*plain, *tables])


def _table(name: str, value: dict[str, object]) -> str:
    inner = [f"{_key(key)} = {_toml(each)}" for key, each in value.items()]
    return f"\n[{name}]\n" + "".join(f"{line}\n" for line in inner)


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return (
            "{ " + ", ".join(f"{_key(key)} = {_toml(each)}" for key, each in value.items()) + " }"
        )
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_toml(each) for each in value) + "]"
    return _string(value) if isinstance(value, str) else json.dumps(value)


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _string(key)


def _string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


@cache
def dialect_names() -> tuple[str, ...]:
    """Name every dialect that is shipped, the most particular first."""
    return tuple(_FOLDER.joinpath("order.txt").read_text("utf-8").split())


@cache
def shipped(name: str) -> Mapping:
    """Give a dialect that is shipped."""
    return read_mapping(_FOLDER.joinpath(f"{name}.toml").read_text("utf-8"), f"{name}.toml")


@cache
def generic() -> Generic:
    """Give the words of columns and cells that people use anywhere."""
    text = _FOLDER.joinpath("generic.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), Generic)


def dialect_named(name: str, place: str) -> Mapping:
    """Find a dialect by its name; raises `MappingRefused`."""
    if name not in dialect_names():
        hint = meant(name, dialect_names())
        raise MappingRefused(f'{place}: "{name}" is no dialect{hint}')
    return shipped(name)


def _problems(mapping: Mapping) -> list[str]:
    """Say what in a mapping means nothing."""
    tables: dict[str, AnyMapping[str, object]] = {
        "columns": mapping.columns,
        "values": mapping.values,
        "words": mapping.words,
    }
    problems = [
        f"{table}: unknown column `{name}`{meant(name, PLACES)}"
        for table, told in tables.items()
        for name in told
        if name not in PLACES
    ]
    if mapping.zone is not None:
        problems += _zone_problem(mapping.zone)
    if mapping.charset is not None:
        problems += charset_problem(mapping.charset)
    if mapping.delimiter is not None and len(mapping.delimiter) != 1:
        problems.append("delimiter: write the one character that parts the cells")
    return problems + [
        f"state: {problem}" for test in mapping.state for problem in _state_problems(test)
    ]


def _state_problems(test: StateTest) -> list[str]:
    return [
        f'"{state}" is no state{meant(state, OutcomeState)}'
        for state in test.words.values()
        if state not in list(OutcomeState)
    ]


def _zone_problem(zone: str) -> list[str]:
    try:
        zone_of(zone)
    except ValueError as error:
        return [f"zone: {error}"]
    return []


def charset_problem(charset: str) -> list[str]:
    """Say so when a name is no charset of text."""
    try:
        "a".encode(charset).decode(charset)
        codecs.getincrementaldecoder(charset)
    except (LookupError, UnicodeError):
        return [f'charset: "{charset}" is not known; write utf-8, gb18030, utf-16 or latin-1']
    return []
