"""The one way to write a JSON value as bytes, so that it can be hashed and signed.

RFC 8785 without floats: keys sorted by UTF-16 code units, no spaces, shortest escapes, whole
numbers that every JSON reader holds exactly. `parse` accepts only bytes that `encode` would have
written, so a changed byte is either another value or refused: a space, a key twice, another order,
`1.0` for `1` never pass as the same.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from duegate.errors import DuegateError

DEPTH_MAX = 32
INTEGER_MAX = 2**53 - 1

_SORTED = msgspec.json.Encoder(order="sorted")
_AS_GIVEN = msgspec.json.Encoder()


class NotCanonical(DuegateError):
    """A value has no canonical form, or bytes are not in it."""


def encode(value: object) -> bytes:
    """Write a value made of strings, integers, booleans, null, lists and string-keyed objects."""
    ascii_keys = _check(value, 1)
    try:
        # By UTF-16 and by code point, ASCII keys sort alike.
        return _SORTED.encode(value) if ascii_keys else _AS_GIVEN.encode(_ordered(value))
    except UnicodeEncodeError:
        raise NotCanonical("half a character (a lone surrogate); write whole text") from None


def parse(data: bytes) -> object:
    """Read canonical bytes; raises `NotCanonical` for any others."""
    try:
        value: object = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise NotCanonical(f"not JSON: {error}") from None
    except RecursionError:
        raise _too_deep() from None
    written = encode(value)
    if written != data:
        same = next(
            (place for place, (a, b) in enumerate(zip(written, data, strict=False)) if a != b),
            min(len(written), len(data)),
        )
        raise NotCanonical(f"not in canonical form from byte {same} on; give the bytes unchanged")
    return value


def parse_object(data: bytes) -> dict[str, object]:
    """Read canonical bytes that hold an object."""
    value = parse(data)
    if not isinstance(value, dict):
        raise NotCanonical("a JSON object is wanted here")
    return value


def _check(value: object, depth: int) -> bool:
    """Refuse what has no canonical form; tell whether every key is ASCII."""
    match value:
        case dict() | list() | tuple() if depth > DEPTH_MAX:
            raise _too_deep()
        case dict():
            return _check_keys(value) & _check_all(value.values(), depth)
        case list() | tuple():
            return _check_all(value, depth)
        case str() | bool() | None:
            return True
        case int() if abs(value) <= INTEGER_MAX:
            return True
        case int():
            raise NotCanonical("a whole number is beyond 2^53 - 1; write it as text")
        case float():
            raise NotCanonical(f"{value} is not a whole number; write it as text")
        case _:
            raise NotCanonical(f"a {type(value).__name__} is not a JSON value; write it as text")


def _check_all(values: Iterable[object], depth: int) -> bool:
    ascii_keys = True
    for value in values:
        if type(value) is not str:  # most values are text, and text is always right
            ascii_keys &= _check(value, depth + 1)
    return ascii_keys


def _check_keys(names: Iterable[object]) -> bool:
    ascii_keys = True
    for name in names:
        if not isinstance(name, str):
            raise NotCanonical(f"the key {name} is not text; write it as text")
        ascii_keys &= name.isascii()
    return ascii_keys


def _ordered(value: object) -> object:
    """Bring the keys of every object into the order of their UTF-16 code units."""
    match value:
        case dict():
            names = sorted(value, key=lambda name: name.encode("utf-16-be"))
            return {name: _ordered(value[name]) for name in names}
        case list() | tuple():
            return [_ordered(inner) for inner in value]
        case _:
            return value


def _too_deep() -> NotCanonical:
    return NotCanonical(f"nested deeper than {DEPTH_MAX}; flatten it")
