"""The manual as its tests read it: pages, names in code spans, rows of tables.

It judges nothing; what a name must be is told by `wrong_with`.
"""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"

_FENCED = re.compile(r"^(`{3,}|~{3,}).*?^\1\s*$|<!--.*?-->", re.DOTALL | re.MULTILINE)
_SPAN = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_MODULE = re.compile(r"duegate(?:\.(?!db$)\w+)+")
_PATH = re.compile(r"(?:src|tests|docs|benchmarks|\.ci)/[^\s*{}<>]+")


def pages() -> list[Path]:
    """List every page a reader can open, the generated ones too."""
    here = [*ROOT.glob("*.md"), *DOCS.rglob("*.md")]
    return sorted(path for path in here if "_build" not in path.parts)


def prose(page: Path) -> str:
    """Give a page without its blocks of code and its comments."""
    return _FENCED.sub("", page.read_text("utf-8"))


def spans(page: Path) -> list[str]:
    """Give what stands in code spans, in order."""
    return _SPAN.findall(prose(page))


def links(page: Path) -> Iterator[str]:
    """Give the places on this disk that a page links to."""
    for target in _LINK.findall(prose(page)):
        if not re.match(r"\w+:|#", target):
            yield target.partition("#")[0]


def rows(page: Path, first: str = "") -> list[list[str]]:
    """Give the body rows of tables as cells: those whose first cell matches `first`."""
    lines = (line for line in prose(page).splitlines() if line.startswith("|"))
    cells = ([cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines)
    return [row for row in cells if re.fullmatch(first or r"(?!-*$).+", row[0])]


def wrong_with(span: str) -> str | None:
    """Say what is wrong with a name of code, a path or a test; `None` for any other span."""
    if _MODULE.fullmatch(span):
        return None if named(span) else f"`{span}`: there is no such module or name"
    if _PATH.fullmatch(span):
        return _wrong_with_place(span)
    return None


def named(dotted: str) -> bool:
    """Tell whether a dotted name is a module, or something one holds."""
    parts = dotted.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for part in parts[cut:]:
            if not hasattr(found, part):
                return False
            found = getattr(found, part)
        return True
    return False


def _wrong_with_place(span: str) -> str | None:
    path, *test = span.split("::")
    if not (ROOT / path).exists():
        return f"`{span}`: there is no {path}"
    if test and test[-1] not in _tests_in(ROOT / path):
        return f"`{span}`: {path} has no {test[-1]}"
    return None


@cache
def _tests_in(path: Path) -> frozenset[str]:
    """Name the tests a file defines, those of a state machine too."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
            case ast.Assign(targets=[ast.Name(id=name)]):
                names.add(name)
            case _:
                pass
    return frozenset(name for name in names if name.lower().startswith("test"))
