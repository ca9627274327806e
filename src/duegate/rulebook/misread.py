"""Why a file is not of its shape: the place in words, what stands there, what to write.

`msgspec` finds the first such place; here it is said so that the writer of a pack can mend it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from msgspec import inspect as shape

from duegate.rulebook.spelling import meant

_MESSAGE = re.compile(r"(?P<what>.*?)(?: - at `\$(?P<path>[^`]*)`)?", re.DOTALL)
_STEP = re.compile(r"\.([^.\[]+)|\[(\d+|\.\.\.)\]")
_QUOTED = re.compile(r"[`'](.*)[`']", re.DOTALL)
_HOW_TO_WRITE = {
    "date": "write a date as 2026-11-23, without quotes",
    "str": "put text in quotes",
    "int": "write a whole number, without quotes",
    "bool": "write true or false, without quotes",
    "array": "write a list in [brackets]",
    "object": 'write a table, such as { zh = "...", en = "..." }',
}

Step = str | int


def misread(error: msgspec.ValidationError, value: object, kind: Any) -> str:  # noqa: ANN401
    """Say why `value` could not be read as a `kind`."""
    shaped = _MESSAGE.fullmatch(str(error))
    what, path = (shaped["what"], shaped["path"] or "") if shaped else (str(error), "")
    steps = [name or _index(index) for name, index in _STEP.findall(path)]
    place = "".join(_said(steps))
    return (
        f"{place}: {_reason(what, steps, value, kind)}"
        if place
        else _reason(what, steps, value, kind)
    )


def _index(written: str) -> Step:
    return int(written) if written.isdecimal() else 0


def _said(steps: list[Step]) -> Iterable[str]:
    """Say a path as a reader counts: `version 1, rule, hours 2`."""
    for place, step in enumerate(steps):
        if isinstance(step, int):
            yield f" {step + 1}"
        else:
            yield f", {step}" if place else step


def _reason(what: str, steps: list[Step], value: object, kind: Any) -> str:  # noqa: ANN401
    quoted = _QUOTED.search(what)
    word = quoted[1] if quoted else ""
    if what.startswith("Object contains unknown field"):
        return f"unknown field `{word}`{meant(word, _fields(_type_at(steps, value, kind)))}"
    if what.startswith("Object missing required field"):
        return f"`{word}` is missing; add it"
    if what.startswith("Invalid enum value"):
        return f"`{word}` is not known{meant(word, _members(_type_at(steps, value, kind)))}"
    if what.startswith("Invalid value") and steps:  # the tag of a rule
        return f"`{word}` is not known{meant(word, _tags(_type_at(steps[:-1], value, kind)))}"
    if what.startswith("Expected `array` of length >= 1"):
        return "the list is empty; name at least one"
    if "matching regex" in what:  # of what stands in a pack only places are shaped so
        return "is no place; write an ISO 3166 code such as CN, CN-GD or US-CA"
    for name, remedy in _HOW_TO_WRITE.items():
        if what.startswith(f"Expected `{name}") and "got" in what:
            return f"{what[0].lower()}{what[1:]}; {remedy}"
    return f"{what[0].lower()}{what[1:]}"


def _type_at(steps: list[Step], value: object, kind: Any) -> shape.Type:  # noqa: ANN401
    """Follow a path through a type, with the value beside it to choose among rule kinds."""
    here = _chosen(shape.type_info(kind), value)
    for step in steps:
        match here:
            case shape.StructType():
                here = next(field.type for field in here.fields if field.encode_name == step)
            case shape.DictType():
                here = here.value_type
            case shape.VarTupleType() | shape.FrozenSetType():
                here = here.item_type
            case _:
                pass  # a plain value: there is no way further in
        value = _inside(value, step)
        here = _chosen(here, value)
    return here


def _inside(value: object, step: Step) -> object:
    if isinstance(value, Mapping):
        return value.get(step)
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return value[step]
    return None


def _chosen(kind: shape.Type, value: object) -> shape.Type:
    """Take off what does not matter, and of several rule kinds take the one that is named."""
    if isinstance(kind, shape.Metadata):
        return _chosen(kind.type, value)
    if not isinstance(kind, shape.UnionType):
        return kind
    members = [member for member in kind.types if not isinstance(member, shape.NoneType)]
    for member in members:
        if isinstance(member, shape.StructType) and _names(value, member):
            return member
    return _chosen(members[0], value) if len(members) == 1 else kind


def _names(value: object, kind: shape.StructType) -> bool:
    return isinstance(value, Mapping) and value.get(kind.tag_field) == kind.tag is not None


def _fields(kind: shape.Type) -> list[str]:
    fields = kind.fields if isinstance(kind, shape.StructType) else ()
    return [field.encode_name for field in fields]


def _members(kind: shape.Type) -> list[str]:
    return [str(member.value) for member in kind.cls] if isinstance(kind, shape.EnumType) else []


def _tags(kind: shape.Type) -> list[str]:
    members = kind.types if isinstance(kind, shape.UnionType) else ()
    return [str(member.tag) for member in members if isinstance(member, shape.StructType)]
