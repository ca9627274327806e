"""The rule kinds: what a clause file may ask for, kind by kind."""

from __future__ import annotations

import importlib
from types import ModuleType

import msgspec
from docs.pages.markdown import codes, docstring, made_from, page, table
from docs.pages.shape_words import fields

from duegate.rulebook.clause import Applies
from duegate.rulebook.kinds import KINDS
from duegate.rulebook.kinds.rule import BaseRule
from duegate.rulebook.schedule import Hours
from duegate.rulebook.window import Window

PARTS: tuple[type[msgspec.Struct], ...] = (Applies, Hours, Window)


def pages() -> dict[str, str]:
    """Write the page."""
    shared = {name for name, _, _ in fields(BaseRule)}
    return {
        "kinds.md": page(
            "# Rule kinds",
            made_from("src/duegate/rulebook/kinds"),
            'A clause names its kind in `[version.rule]`: `kind = "time_window"`. The set is'
            " closed; there is no expression language. Every kind also takes:",
            table(("parameter", "may hold", "default"), fields(BaseRule)),
            "`otherwise` is the verdict of a clause that is not clear, `when_unknown` the one when"
            " a fact it needs is missing. A kind may have its own default for them.",
            *(
                block
                for rule in sorted(KINDS, key=_tag)
                for block in _kind(rule, importlib.import_module(rule.__module__), shared)
            ),
            "## Parts",
            *(block for part in PARTS for block in _part(part)),
        )
    }


def _part(part: type[msgspec.Struct]) -> list[str]:
    return [
        f"### {part.__name__}",
        docstring(part),
        table(("field", "may hold", "default"), fields(part)),
    ]


def _kind(rule: type[BaseRule], module: ModuleType, shared: set[str]) -> list[str]:
    own = {name: default for name, _, default in fields(BaseRule)}
    rows = [row for row in fields(rule) if row[0] not in shared or row[2] != own[row[0]]]
    blanks = sorted(module.BLANKS)
    return [
        f"## {_tag(rule)}",
        docstring(module),
        docstring(rule),
        table(("parameter", "may hold", "default"), rows),
        f"The reason may use the blanks {codes('{' + blank + '}' for blank in blanks)}."
        if blanks
        else "",
    ]


def _tag(rule: type[BaseRule]) -> str:
    return str(rule.__struct_config__.tag)
