"""The OpenAPI document and a page that shows it, both whole: no script, nothing from elsewhere."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator
from functools import cached_property
from html import escape
from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.params import FromPath
from litestar.response import Redirect

from duegate.interfaces.api.problems import Kind, Refused

STYLE = """
:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{max-width:60rem;margin:2rem auto;padding:0 1rem}
section{border-top:1px solid color-mix(in srgb,currentColor 25%,transparent);padding:.5rem 0}
h1{font-size:1.5rem}h2{font-size:1.25rem;margin-top:2.5rem}
h3{font-size:1rem;font-weight:600;margin:.5rem 0}
code,pre{font-family:ui-monospace,monospace;font-size:.9em}
pre{overflow:auto;padding:.75rem;background:color-mix(in srgb,currentColor 7%,transparent)}
table{border-collapse:collapse}
td,th{padding:.15rem .75rem .15rem 0;text-align:left;vertical-align:top}
summary{cursor:pointer}
"""
_DIGEST = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = (
    f"default-src 'none'; style-src 'sha256-{_DIGEST}'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'"
)
CURL = """curl -s http://127.0.0.1:8780/v1/decisions \\
  -H 'Authorization: Bearer dg_...' -H 'Content-Type: application/json' \\
  -d '{"id":"c1","tenant":"acme","channel":"call","caller":{"number":"+862154320000"},
       "recipient":{"number":"+8613800138000","role":"debtor","zone":"Asia/Shanghai"},
       "debtor":{"ref":"d-1","region":"CN-GD"},"debt":{"ref":"L-1"},"purpose":"collect",
       "provenance":{"source":"creditor_file"}}'"""


class Shown:
    """The document of a site and its page; written when they are first asked for."""

    def __init__(self, described: Callable[[], dict[str, Any]]) -> None:
        self._described = described

    @cached_property
    def document(self) -> bytes:
        """The document as JSON."""
        return msgspec.json.encode(self._described())

    @cached_property
    def page(self) -> bytes:
        """The page as HTML."""
        return render(self._described())


@get("/openapi.json", include_in_schema=False, sync_to_thread=True)
def described(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Give the OpenAPI 3.1 document."""
    return Response(request.app.state.shown.document, media_type="application/json")


@get("/docs", include_in_schema=False, sync_to_thread=True)
def shown(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Give the page."""
    return Response(
        request.app.state.shown.page,
        media_type="text/html",
        headers={"content-security-policy": POLICY},
    )


@get("/problems/{slug:str}", include_in_schema=False)
async def problem(slug: FromPath[str]) -> Redirect:
    """Lead from the type of a problem to where it is explained."""
    if slug not in {kind.slug for kind in Kind}:
        raise Refused(Kind.NOT_FOUND, "there is no such problem; `/docs` lists all")
    return Redirect(f"/docs#{slug}")


def render(document: dict[str, Any]) -> bytes:
    """Write the document as a page."""
    info = document["info"]
    parts = [
        "<!doctype html><html lang=en><meta charset=utf-8>",
        "<meta name=viewport content='width=device-width'>",
        f"<title>{escape(info['title'])}</title><style>{STYLE}</style>",
        f"<h1>{escape(info['title'])} {escape(info['version'])}</h1>",
        f"<p>{escape(info['description'])} <a href=/openapi.json>OpenAPI document</a></p>",
        f"<pre>{escape(CURL)}</pre><h2>Routes</h2>",
        *_operations(document["paths"]),
        "<h2 id=problems>Problems</h2>",
        *_problems(),
        "<h2 id=values>Values</h2>",
        *_schemas(document["components"]["schemas"]),
        "</html>",
    ]
    return "\n".join(parts).encode()


def _operations(paths: dict[str, Any]) -> Iterator[str]:
    for path, methods in paths.items():
        for method, operation in methods.items():
            yield (
                f"<section id='{escape(operation['operationId'])}'>"
                f"<h3><code>{method.upper()} {escape(path)}</code> {escape(operation['summary'])}"
                f"</h3><p>{_marked(operation.get('description', ''))}</p><table>"
            )
            for parameter in operation.get("parameters", ()):
                where = f"{parameter['in']} <code>{escape(parameter['name'])}</code>"
                yield _row(where, _marked(parameter.get("description", "")))
            for media, content in operation.get("requestBody", {}).get("content", {}).items():
                yield _row("body", _content(media, content))
            for status, answer in operation["responses"].items():
                contents = answer.get("content", {}).items()
                yield _row(status, " or ".join(_content(*content) for content in contents))
            yield "</table></section>"


def _problems() -> Iterator[str]:
    yield "<table><tr><th>type<th>status<th>title"
    for kind in Kind:
        yield (
            f"<tr id='{kind.slug}'><td><code>/problems/{kind.slug}</code>"
            f"<td>{kind.status}<td>{escape(kind.title)}"
        )
    yield "</table>"


def _schemas(schemas: dict[str, Any]) -> Iterator[str]:
    for name, schema in sorted(schemas.items()):
        written = msgspec.json.format(msgspec.json.encode(schema), indent=2).decode()
        yield (
            f"<section id='{escape(name)}'><details><summary><code>{escape(name)}</code> "
            f"{_marked(schema.get('description', ''))}</summary>"
            f"<pre>{escape(written)}</pre></details></section>"
        )


def _row(head: str, text: str) -> str:
    return f"<tr><td>{head}<td>{text}"


def _content(media: str, content: dict[str, Any]) -> str:
    schema = content.get("schema", {})
    choices = schema.get("oneOf", [schema])
    names = [choice["$ref"].rpartition("/")[2] for choice in choices if "$ref" in choice]
    links = " or ".join(f"<a href='#{escape(name)}'>{escape(name)}</a>" for name in names)
    return f"<code>{escape(media)}</code> {links}"


def _marked(text: str) -> str:
    """Escape a sentence and set what stands between backticks as code."""
    parts = escape(text).split("`")
    return "".join(f"<code>{p}</code>" if i % 2 else p for i, p in enumerate(parts))
