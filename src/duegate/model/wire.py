"""How values travel: strict JSON in, the same JSON out, and the schema of both.

It decides what can be read, never what is allowed. Every interface reads and writes here, so a
contact means the same through all of them. What is not understood is refused with its place: a
field twice or unknown, a word outside its list, a time without offset, NaN, nesting without end.
Whoever hands the bytes in has bounded their number.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Hashable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar, cast

import msgspec
from msgspec import inspect as shape

from duegate.model.problems import (
    Bare,
    Problem,
    Repeated,
    Unreadable,
    amount_problem,
    date_problem,
    is_text,
    problems_of,
    strays,
)

__all__ = ["Problem", "Unreadable", "convert", "read", "schema", "write"]

DEPTH_MAX = 32
DIGITS_MAX = 4_000  # of one number

T = TypeVar("T")
Test = Callable[[Any], bool]

_HALF = re.compile(r"\\u[dD][89a-fA-F]")  # half a character, escaped; whole ones come in pairs
_DEEPER = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?|([\[{])|([\]}])', re.DOTALL)
_AMOUNT_SCHEMA = {"type": ["number", "string"], "minimum": 0, "pattern": r"^\d{1,18}(\.\d{1,6})?$"}


def read(
    data: bytes | str,
    kind: type[T],
    *,
    what: str = "contact",
    absent: Mapping[str, object] | None = None,
) -> T:
    """Read one JSON value as a `kind`; raises `Unreadable`, which names every place.

    `absent` holds what stands in for fields that are not given: the instant, the tenant.
    """
    text = data if isinstance(data, str) else _text(data, what)
    if text.count("{") + text.count("[") > DEPTH_MAX and _depth(text) > DEPTH_MAX:
        raise Unreadable(
            what, [Problem("", f"is nested deeper than {DEPTH_MAX} levels; send a flatter one")]
        )
    try:
        value = _STRICT.decode(text)
        sound = not _HALF.search(text) and is_text(text)
    except (ValueError, ArithmeticError):
        value, sound = _loosely(text, what), False
    if absent and isinstance(value, dict):
        for name, stand_in in absent.items():
            value.setdefault(name, stand_in)  # in place: the object may know what is wrong with it
    return _convert(value, kind, what) if sound else convert(value, kind, what=what)


def convert(value: object, kind: type[T], *, what: str = "contact") -> T:
    """Read a value that was parsed elsewhere (a row of a table) as a `kind`, as `read` would."""
    if any(True for _ in strays(value)):
        raise Unreadable(what, problems_of(value, kind))
    return _convert(value, kind, what)


def write(value: object) -> bytes:
    """Write a value as JSON; an instant keeps the offset it is told in, UTC is written `Z`."""
    return _ENCODER.encode(value)


def schema(*kinds: type) -> dict[str, Any]:
    """Give the JSON Schema (2020-12) of what `read` takes, every kind under `$defs`."""
    refs, parts = msgspec.json.schema_components(kinds, ref_template="#/$defs/{name}")
    whole = refs[0] if len(refs) == 1 else {}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **whole,
        "$defs": _with_amounts(parts),
    }


def _text(data: bytes, what: str) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        detail = f"is not UTF-8 at byte {error.start + 1}; send the text as UTF-8"
        raise Unreadable(what, [Problem("", detail)]) from None


def _depth(text: str) -> int:
    """Count how many objects and lists are open at once, without opening them."""
    depth = deepest = 0
    for found in _DEEPER.finditer(text):
        depth += bool(found[1]) - bool(found[2])
        deepest = max(deepest, depth)
    return deepest


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise ValueError
    return fields


def _perhaps_twice(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields = dict(pairs)
    if len(fields) == len(pairs):
        return fields
    twice, seen = Repeated(fields), set[str]()
    for name, _ in pairs:
        if name in seen:
            twice.again = name
            break
        seen.add(name)
    return twice


def _number(digits: str) -> Decimal | Bare:
    try:
        return Bare(digits) if len(digits) > DIGITS_MAX else Decimal(digits)
    except ArithmeticError:
        return Bare(digits)


def _integer(digits: str) -> int | Bare:
    return Bare(digits) if len(digits) > DIGITS_MAX else int(digits)


def _refuse(word: str) -> object:
    raise ValueError(word)


_ENCODER = msgspec.json.Encoder()
_STRICT = json.JSONDecoder(object_pairs_hook=_once, parse_float=Decimal, parse_constant=_refuse)
_LOOSE = json.JSONDecoder(
    object_pairs_hook=_perhaps_twice,
    parse_float=_number,
    parse_int=_integer,
    parse_constant=Bare,
)


def _loosely(text: str, what: str) -> object:
    """Read what is not strict JSON far enough to name what is wrong with it, and where."""
    try:
        return _LOOSE.decode(text)
    except json.JSONDecodeError as error:
        raise Unreadable(what, [Problem("", _syntax(text, error))]) from None


def _syntax(text: str, error: json.JSONDecodeError) -> str:
    if not text.strip():
        return "is empty; send one JSON object"
    if text.startswith("\ufeff"):
        return "starts with a byte-order mark; send the text as UTF-8 without it"
    said = error.msg.removesuffix(" at").removesuffix(": ")
    return f"is not JSON at line {error.lineno}, column {error.colno}: {said[0].lower()}{said[1:]}"


def _convert(value: object, kind: type[T], what: str) -> T:
    try:
        converted = msgspec.convert(value, kind)
    except (msgspec.ValidationError, OverflowError) as error:
        problems = tuple(problems_of(value, kind)) or (_as_told(error),)
        raise Unreadable(what, problems) from None
    if _inside(cast("Hashable", kind), _is_out_of_reach)(converted):
        raise Unreadable(what, problems_of(value, kind))
    return converted


def _as_told(error: Exception) -> Problem:
    """Turn msgspec's own sentence into ours."""
    said, _, place = str(error).partition(" - at `$")
    steps = re.sub(r"\[([^\]]*)\]", r"/\1", place.rstrip("`")).replace(".", "/")
    return Problem(steps, said[:1].lower() + said[1:])


# ── asking about every leaf of a type that needs it, and about no other ──────────────────────────


def _is_out_of_reach(leaf: object) -> bool:
    if isinstance(leaf, Decimal):
        return bool(amount_problem(leaf))
    return isinstance(leaf, date) and bool(date_problem(leaf))


def _never(_: object) -> bool:
    return False


@cache
def _inside(kind: Hashable, test: Test) -> Test:
    """Compile one question: does any number, date or instant inside a `kind` pass the test."""
    return _compiled(shape.type_info(kind), test) or _never


def _compiled(kind: shape.Type, test: Test) -> Test | None:
    match kind:
        case shape.DecimalType() | shape.DateType() | shape.DateTimeType():
            return test
        case shape.Metadata():
            return _compiled(kind.type, test)
        case shape.StructType():
            return _of_struct(kind, test)
        case shape.UnionType():
            tests = [made for member in kind.types if (made := _compiled(member, test))]
            return tests[0] if len(tests) == 1 else _of_several(tests)
        case shape.ListType() | shape.VarTupleType():
            item = _compiled(kind.item_type, test)
            return item and _of_items(item)
        case _:
            return None


def _of_several(tests: list[Test]) -> Test | None:
    return (lambda value: any(test(value) for test in tests)) if tests else None


def _of_items(test: Test) -> Test:
    return lambda value: isinstance(value, (list, tuple)) and any(map(test, value))


def _of_struct(kind: shape.StructType, test: Test) -> Test | None:
    made = [(field.name, _compiled(field.type, test)) for field in kind.fields]
    parts = [(name, part) for name, part in made if part]
    cls = kind.cls

    def inside(value: object) -> bool:
        if not isinstance(value, cls):
            return False
        for name, part in parts:  # noqa: SIM110 - twice as fast as any()
            if part(getattr(value, name)):
                return True
        return False

    return inside if parts else None


def _with_amounts(part: Any) -> Any:  # noqa: ANN401 - a JSON Schema
    """Say of every amount that a JSON number will do as well as text."""
    if isinstance(part, dict):
        if part.get("format") == "decimal":
            return _AMOUNT_SCHEMA
        return {name: _with_amounts(inner) for name, inner in part.items()}
    return [_with_amounts(inner) for inner in part] if isinstance(part, list) else part
