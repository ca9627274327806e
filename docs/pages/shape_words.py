"""Types in a reader's words: what a field may hold, and what holds when it is left out."""

from __future__ import annotations

from typing import cast

import msgspec
from docs.pages.markdown import NOTHING, code, codes, said
from msgspec import NODEFAULT
from msgspec import inspect as shape

PLAIN: dict[type[shape.Type], str] = {
    shape.BoolType: "`true` or `false`",
    shape.DateTimeType: "instant, RFC 3339 with offset",
    shape.DateType: "date",
    shape.DecimalType: "number",
    shape.DictType: "object: text by text",
}


def fields(kind: type[msgspec.Struct]) -> list[tuple[str, str, str]]:
    """Give name, type and default of every field of a struct, as it travels."""
    info = cast("shape.StructType", shape.type_info(kind))
    return [
        (code(field.encode_name), may_hold(field.type), _default(field)) for field in info.fields
    ]


def may_hold(kind: shape.Type) -> str:
    """Say what a type may hold."""
    match kind:
        case shape.Metadata():
            return may_hold(kind.type)
        case shape.EnumType():
            return f"one of {codes(member.value for member in kind.cls)}"
        case shape.StructType() | shape.CustomType():
            return code(kind.cls.__name__)
        case shape.UnionType():
            parts = (part for part in kind.types if not isinstance(part, shape.NoneType))
            return " or ".join(map(may_hold, parts))
        case shape.FrozenSetType() | shape.VarTupleType() | shape.ListType():
            return f"list: {may_hold(kind.item_type)}"
        case shape.IntType():
            bounds = (("from", kind.ge), ("to", kind.le))
            said_ = [f"{word} {bound}" for word, bound in bounds if bound is not None]
            return " ".join(["whole number", *said_])
        case shape.StrType():
            return f"text, at most {kind.max_length} characters" if kind.max_length else "text"
        case _:
            return PLAIN[type(kind)]


def _default(field: shape.Field) -> str:
    if field.default is not NODEFAULT:
        return _value(field.default)
    if field.default_factory is not NODEFAULT:
        return _value(field.default_factory())
    return "required"


def _value(default: object) -> str:
    return NOTHING if default in (None, (), "", frozenset(), {}) else said(default)
