"""Why a value from outside cannot be read: every place, what stands there, and what to do.

It decides nothing and is asked only once reading has failed; it may not take more than its share:
at most `PROBLEMS_MAX` places are named and a few characters quoted. It walks the value and its
type side by side, as a reader with a finger on each would.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any, TypeVar

import msgspec
from msgspec import inspect as shape

from duegate.errors import DuegateError

_T = TypeVar("_T")

PROBLEMS_MAX = 8
SHOWN_CHARS_MAX = 48
YEAR_MIN, YEAR_MAX = 1900, 2199  # inside, every zone can show every instant and days can be added
INSTANT_YEAR_MIN = 1971  # no clause is in force before 1970; nobody is to be asked of such a time
AMOUNT_DIGITS_MAX, AMOUNT_PLACES_MAX = 18, 6

_ONE_LINE = "has a line break or control character; write it on one line"
_SAID_OF_PATTERN = {
    r"^[^\x00-\x1f\x7f]+$(?!\n)": _ONE_LINE,
    r"^[^\x00-\x1f\x7f]*$(?!\n)": _ONE_LINE,
    r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$(?!\n)": 'is not an ISO 3166-2 region; write it as "CN-GD"',
    r"^[A-Z]{2}$(?!\n)": 'is not an ISO 3166-1 country; write it as "CN"',
    r"^[^\s+]+$(?!\n)": 'has a space or "+"; leave it out',
    r"^[A-Z]{3}$(?!\n)": 'is not an ISO 4217 currency; write it as "CNY"',
}


class Problem(msgspec.Struct, frozen=True):
    """One place (a JSON Pointer; empty for the whole) and what is wrong there."""

    pointer: str
    detail: str

    def __str__(self) -> str:
        return f"{self.pointer}: {self.detail}" if self.pointer else self.detail


class Unreadable(DuegateError):
    """What came in cannot be read; `problems` says where and why."""

    def __init__(self, what: str, problems: Iterable[Problem]) -> None:
        self.what = what
        self.problems = tuple(islice(problems, PROBLEMS_MAX))
        super().__init__(f"{what}: {'; '.join(map(str, self.problems))}")


class Bare(msgspec.Struct, frozen=True):
    """A word that stood where JSON wants a value (`NaN`), or a number too long to hold."""

    word: str


class Repeated(dict[str, object]):
    """An object that named the field `again` twice."""

    again: str


def problems_of(value: object, kind: Any) -> Iterator[Problem]:  # noqa: ANN401 - any type form
    """Name what keeps `value` from being a `kind`, place by place; nothing when it is one."""
    yield from strays(value)
    yield from _walk(value, shape.type_info(kind), "")


def amount_problem(amount: Decimal) -> str:
    """Say why a number is no amount of money; empty when it is one."""
    if not amount.is_finite():
        return f"{amount} is not an amount; write a number such as 5000.00"
    if amount < 0:
        return f"{shown(amount)} is below zero; an amount is 0 or more"
    places = -int(amount.as_tuple().exponent)
    if places <= AMOUNT_PLACES_MAX and amount.adjusted() < AMOUNT_DIGITS_MAX:
        return ""
    return (
        f"{shown(amount)} is out of reach; an amount has at most {AMOUNT_DIGITS_MAX} digits "
        f"before the point and {AMOUNT_PLACES_MAX} after it"
    )


def date_problem(day: date) -> str:
    """Say why a date or an instant is out of reach; empty when it is not."""
    first = INSTANT_YEAR_MIN if isinstance(day, datetime) else YEAR_MIN
    if first <= day.year <= YEAR_MAX:
        return ""
    return f"the year {day.year:04d} is out of reach; give one from {first} to {YEAR_MAX}"


def shown(value: object) -> str:
    """Quote a value so that its writer knows it again, in a few characters."""
    match value:
        case Mapping():
            return "an object"
        case list() | tuple():
            return "a list"
        case Bare():
            return _cut(value.word)
        case str():
            return json.dumps(_cut(value), ensure_ascii=not value[:SHOWN_CHARS_MAX].isprintable())
        case bool() | None:
            return json.dumps(value)
        case _:
            return _cut(str(value))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Give the known word that was probably meant."""
    near = difflib.get_close_matches(word[:SHOWN_CHARS_MAX].casefold(), list(known), 1, 0.7)
    return near[0] if near else None


def below(pointer: str, name: str) -> str:
    """Extend a JSON Pointer by one step."""
    plain = name[:128] if name[:128].isprintable() else json.dumps(name[:128])[1:-1]
    return f"{pointer}/{plain.replace('~', '~0').replace('/', '~1')}"


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN_CHARS_MAX else f"{text[:SHOWN_CHARS_MAX]}..."


def strays(value: object, pointer: str = "") -> Iterator[Problem]:
    """Name what no JSON value may be, wherever it stands: NaN, half characters, a field twice."""
    match value:
        case Bare():
            number = value.word[-1:].isdecimal()
            what = "is a number too long to hold" if number else "is not a JSON value"
            yield Problem(pointer, f"{shown(value)} {what}; leave it out or use null")
        case str():
            if not is_text(value):
                yield Problem(pointer, "has half a character (a lone surrogate); send whole text")
        case Mapping():
            if isinstance(value, Repeated):
                yield Problem(below(pointer, value.again), "is given twice; give it once")
            for name, inner in value.items():
                yield from strays(name, pointer)
                yield from strays(inner, below(pointer, str(name)))
        case list() | tuple():
            for place, inner in enumerate(value):
                yield from strays(inner, below(pointer, str(place)))
        case _:
            pass


def is_text(text: str) -> bool:
    """Whether a text can be written as UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _walk(value: object, kind: shape.Type, pointer: str) -> Iterator[Problem]:
    if isinstance(value, Bare) or (isinstance(value, str) and not is_text(value)):
        return  # named already
    match kind:
        case shape.Metadata():
            yield from _walk(value, kind.type, pointer)
        case shape.StructType():
            yield from _struct(value, kind, pointer)
        case shape.UnionType():
            yield from _union(value, kind, pointer)
        case shape.DictType() if isinstance(value, Mapping):
            for name, inner in value.items():
                yield from _walk(inner, kind.value_type, below(pointer, str(name)))
        case shape.ListType() | shape.VarTupleType() if isinstance(value, (list, tuple)):
            yield from _items(value, kind, pointer)
        case _:
            if detail := _leaf(value, kind):
                yield Problem(pointer, detail)


def _items(
    value: Sequence[object], kind: shape.ListType | shape.VarTupleType, pointer: str
) -> Iterator[Problem]:
    if len(value) < (kind.min_length or 0):
        yield Problem(pointer, f"has {len(value)} entries; give at least {kind.min_length}")
    for place, inner in enumerate(value):
        yield from _walk(inner, kind.item_type, below(pointer, str(place)))


def _struct(value: object, kind: shape.StructType, pointer: str) -> Iterator[Problem]:
    if isinstance(value, kind.cls):
        return
    if not isinstance(value, Mapping):
        yield Problem(pointer, f"expected an object, got {shown(value)}")
        return
    fields = {field.encode_name: field for field in kind.fields}
    missing = [name for name, field in fields.items() if field.required and name not in value]
    for name, inner in value.items():
        if field := fields.get(name):
            yield from _walk(inner, field.type, below(pointer, name))
        elif kind.forbid_unknown_fields:
            meant = nearest(name, [known for known in fields if known not in value])
            if meant in missing:
                missing.remove(meant)  # said once is enough
            hint = f'did you mean "{meant}"?' if meant else f"there are {', '.join(fields)}"
            yield Problem(below(pointer, name), f"unknown field {shown(name)}; {hint}")
    for name in missing:
        yield Problem(below(pointer, name), "is missing")


def _union(value: object, kind: shape.UnionType, pointer: str) -> Iterator[Problem]:
    """Read as the only member, or as the one that comes furthest."""
    members = [member for member in kind.types if not isinstance(member, shape.NoneType)]
    if value is None and len(members) < len(kind.types):
        return
    tries = [tuple(islice(_walk(value, member, pointer), PROBLEMS_MAX)) for member in members]
    yield from min(tries, key=lambda found: (bool(found), -len(found[0].pointer) if found else 0))


def _leaf(value: object, kind: shape.Type) -> str:
    """Say what is wrong with a value that has no places inside; empty when nothing is."""
    match kind:
        case shape.EnumType():
            return _one_of(value, [str(member.value) for member in kind.cls])
        case shape.LiteralType():
            return _one_of(value, [str(member) for member in kind.values])
        case shape.StrType():
            return _text(value, kind)
        case shape.DateTimeType():
            return _instant(value, kind)
        case shape.DateType():
            day = _read(value, date)
            return date_problem(day) if day else f"expected a date like 2026-11-23, {_got(value)}"
        case shape.DecimalType():
            amount = _read(value, Decimal)
            return f"expected a number, {_got(value)}" if amount is None else amount_problem(amount)
        case shape.IntType() | shape.FloatType():
            return _number(value, kind)
        case _:
            return _plain(value, kind)


def _got(value: object) -> str:
    return f"got {shown(value)}"


def _read(value: object, kind: type[_T]) -> _T | None:
    try:
        return None if isinstance(value, bool) else msgspec.convert(value, kind)
    except msgspec.ValidationError:
        return None


def _meant(word: str, known: Iterable[str]) -> str:
    near = nearest(word, known)
    return f'; did you mean "{near}"?' if near else ""


def _one_of(value: object, allowed: list[str]) -> str:
    if isinstance(value, str) and value in allowed:
        return ""
    hint = _meant(value, allowed) if isinstance(value, str) else ""
    return f"{shown(value)} is not one of {', '.join(allowed)}{hint}"


def _text(value: object, kind: shape.StrType) -> str:
    if not isinstance(value, str):
        return f"expected text, {_got(value)}"
    if len(value) < (kind.min_length or 0):
        return "is empty; give it a value or leave it out"
    if kind.max_length is not None and len(value) > kind.max_length:
        return f"has {len(value)} characters; at most {kind.max_length} are taken"
    if kind.pattern and not re.search(kind.pattern, value):
        return f"{shown(value)} {_SAID_OF_PATTERN.get(kind.pattern, f'is not {kind.pattern}')}"
    return ""


def _instant(value: object, kind: shape.DateTimeType) -> str:
    at = _read(value, datetime)
    if at is None:
        return f"expected a time like 2026-11-23T12:00:00+08:00, {_got(value)}"
    if kind.tz and at.tzinfo is None:
        return f'{shown(value)} has no offset; add the one that holds there, like "+08:00" or "Z"'
    return date_problem(at)


def _number(value: object, kind: shape.IntType | shape.FloatType) -> str:
    whole = isinstance(kind, shape.IntType)
    if isinstance(value, bool) or not isinstance(value, int if whole else (int, float, Decimal)):
        return f"expected {'a whole number' if whole else 'a number'}, {_got(value)}"
    if _is_within(Decimal(value), kind):
        return ""
    bounds = ((">=", kind.ge), (">", kind.gt), ("<=", kind.le), ("<", kind.lt))
    wanted = " and ".join(f"{sign} {bound}" for sign, bound in bounds if bound is not None)
    return f"{shown(value)} is out of bounds; give a number {wanted}"


def _is_within(number: Decimal, kind: shape.IntType | shape.FloatType) -> bool:
    return not (
        (kind.ge is not None and number < Decimal(kind.ge))
        or (kind.gt is not None and number <= Decimal(kind.gt))
        or (kind.le is not None and number > Decimal(kind.le))
        or (kind.lt is not None and number >= Decimal(kind.lt))
    )


def _plain(value: object, kind: shape.Type) -> str:
    match kind:
        case shape.BoolType():
            return "" if isinstance(value, bool) else f"expected true or false, {_got(value)}"
        case shape.DictType():
            return f"expected an object, {_got(value)}"
        case shape.ListType() | shape.VarTupleType():
            return f"expected a list, {_got(value)}"
        case shape.NoneType():
            return "" if value is None else f"expected null, {_got(value)}"
        case _:
            return ""
