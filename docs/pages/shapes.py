"""The shapes that travel: fields of a contact and of a decision, and their JSON Schemas."""

from __future__ import annotations

import json
from collections.abc import Iterator

import msgspec
from docs.pages.markdown import docstring, made_from, page, table
from docs.pages.shape_words import fields

from duegate.model import wire
from duegate.model.contact import Caller, Contact, Debt, Debtor, Provenance, Recipient
from duegate.model.decision import Decision, LocalClock
from duegate.model.judgement import Finding, Unjudged
from duegate.model.outcome import Outcome
from duegate.model.text import Text

Kinds = tuple[type[msgspec.Struct], ...]

CONTACT: Kinds = (Contact, Caller, Recipient, Debtor, Debt, Provenance)
DECISION: Kinds = (Decision, Finding, Unjudged, LocalClock, Text, Outcome)


def pages() -> dict[str, str]:
    """Write the page and the two schemas."""
    return {
        "shapes.md": page(
            "# Contact and decision",
            made_from("src/duegate/model"),
            "The same JSON through every interface. Unknown fields, a field twice, a time without"
            " offset, `NaN` and words outside a list are refused with their place. JSON Schemas"
            " (2020-12): {download}`contact <contact.schema.json>`,"
            " {download}`decision <decision.schema.json>`.",
            *_structs(CONTACT),
            *_structs(DECISION),
        ),
        "contact.schema.json": _json(wire.schema(Contact)),
        "decision.schema.json": _json(wire.schema(Decision)),
    }


def _structs(kinds: Kinds) -> Iterator[str]:
    for kind in kinds:
        yield f"## {kind.__name__}"
        yield docstring(kind)
        yield table(("field", "may hold", "when left out"), fields(kind))


def _json(schema: object) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
