"""The JSON Schema of the files of a pack, so that an editor knows them while they are written.

It tells shapes; dates, languages, blanks and tables are told by `duegate packs lint`.
"""

from __future__ import annotations

import enum
from typing import Any

import msgspec

from duegate.rulebook.clause import Clause, PackHead
from duegate.rulebook.load import ScenarioFile
from duegate.rulebook.time_of_day import TimeOfDay


class PackFile(enum.StrEnum):
    """A file of a pack."""

    CLAUSE = "clause"
    PACK = "pack"
    SCENARIOS = "scenarios"


_KINDS: dict[PackFile, type[msgspec.Struct]] = {
    PackFile.CLAUSE: Clause,
    PackFile.PACK: PackHead,
    PackFile.SCENARIOS: ScenarioFile,
}


def pack_schema(file: PackFile) -> dict[str, Any]:
    """Give the JSON Schema (2020-12) of a file."""
    schema = msgspec.json.schema(_KINDS[file], schema_hook=_written)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_with_amounts(schema)}


def _with_amounts(part: Any) -> Any:  # noqa: ANN401 - any part of a schema
    """Let an amount be a number, as it is written in a file."""
    match part:
        case {"format": "decimal"}:
            return {"type": "number"}
        case dict():
            return {name: _with_amounts(inner) for name, inner in part.items()}
        case list():
            return [_with_amounts(inner) for inner in part]
        case _:
            return part


def _written(kind: type) -> dict[str, Any]:
    """Give the shape of a value that JSON has no type for."""
    if kind is TimeOfDay:
        return {"type": "string", "pattern": "^([01][0-9]|2[0-4]):[0-5][0-9](:[0-5][0-9])?$"}
    raise NotImplementedError(kind)
