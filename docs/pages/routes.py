"""The HTTP interface: every route of the OpenAPI document, and the document itself."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from docs.pages.markdown import NOTHING, code, made_from, page, table

from duegate.boot import open_gate
from duegate.interfaces.api.app import SPOKEN
from duegate.interfaces.api.keys import Door
from duegate.interfaces.api.metrics import Meters
from duegate.interfaces.api.openapi import document
from duegate.interfaces.api.site import build_site
from duegate.settings import Settings

HEAD = ("route", "key", "does", "answers")


def pages() -> dict[str, str]:
    """Write the page and the document."""
    described = _described()
    return {
        "http.md": page(
            "# HTTP",
            made_from("src/duegate/interfaces/api"),
            "A running gate shows its interface at `/docs` and describes it at `/openapi.json`"
            " (OpenAPI 3.1, {download}`here too <openapi.json>`). Keys are sent as"
            " `Authorization: Bearer dg_...`. Errors are [problem types](errors.md#problem-types);"
            " a denial is none. Every answer carries a W3C `traceparent`.",
            table(HEAD, _routes(described)),
        ),
        "openapi.json": json.dumps(described, ensure_ascii=False, indent=1) + "\n",
    }


def _described() -> dict[str, Any]:
    with (
        tempfile.TemporaryDirectory() as folder,
        open_gate(Path(folder) / "house", Settings()) as gate,
    ):
        site = build_site(gate, Meters(), Door(gate.keys), Settings())
        return cast("dict[str, Any]", json.loads(json.dumps(document(site, SPOKEN))))


def _routes(described: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    for path, methods in sorted(described["paths"].items()):
        for method, route in sorted(methods.items()):
            keyed = "401" in route["responses"]
            does = f"{route['summary']}.<br>{route.get('description', '')}"
            answers = ", ".join(map(code, sorted(route["responses"])))
            yield code(f"{method.upper()} {path}"), "yes" if keyed else NOTHING, does, answers
