"""The schema for editors takes what the loader takes, and refuses what it refuses for its shape."""

from __future__ import annotations

import tomllib
from datetime import date
from typing import Any

import jsonschema_rs
import pytest
from tests.rulebook.mistakes import FILES

from duegate.packs import read_shipped
from duegate.rulebook.pack_schema import PackFile, pack_schema

VALIDATORS = {file: jsonschema_rs.validator_for(pack_schema(file)) for file in PackFile}


def parsed(data: bytes) -> Any:  # noqa: ANN401 - whatever stands in a file
    """Read TOML as editors hand it to a schema: dates are strings."""
    return _plain(tomllib.loads(data.decode()))


def _plain(value: Any) -> Any:  # noqa: ANN401 - as above
    match value:
        case dict():
            return {name: _plain(inner) for name, inner in value.items()}
        case list():
            return [_plain(inner) for inner in value]
        case date():
            return value.isoformat()
        case _:
            return value


def kind_of(file: str) -> PackFile:
    """Tell which file of a pack it is."""
    return {"pack.toml": PackFile.PACK, "scenarios.toml": PackFile.SCENARIOS}.get(
        file, PackFile.CLAUSE
    )


@pytest.mark.parametrize("pack", sorted(read_shipped()))
def test_every_shipped_file_is_of_the_schema(pack: str) -> None:
    """Clauses, heads and scenarios."""
    for file, data in read_shipped()[pack].items():
        assert VALIDATORS[kind_of(file)].is_valid(parsed(data)), file


@pytest.mark.parametrize(
    ("file", "right", "wrong"),
    [
        ("hours.toml", "close =", "clsoe ="),
        ("hours.toml", '"time_window"', '"hours"'),
        ("hours.toml", '"08:00"', '"8 o\'clock"'),
        ("cap.toml", '"answered"', '"anwsered"'),
        ("cap.toml", "limit    = 2", "limit    = true"),
        ("pack.toml", '"official"', '"certain"'),
        ("pack.toml", 'territory = "CN"', 'territory = "CN"\nplaces = ["china"]'),
    ],
)
def test_a_mistake_of_shape_is_seen_while_it_is_written(file: str, right: str, wrong: str) -> None:
    """What the loader would refuse for its shape."""
    text = FILES[file]
    assert VALIDATORS[kind_of(file)].is_valid(parsed(text.encode()))
    assert right in text
    spoilt = text.replace(right, wrong, 1)
    assert not VALIDATORS[kind_of(file)].is_valid(parsed(spoilt.encode()))
