"""One word, one thing: the glossary and the code hold each other."""

from __future__ import annotations

import ast
import enum
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator

import msgspec
import pytest
from tests.docs.manual import DOCS, ROOT, named, prose, rows

import duegate.model
from duegate.model.words import WORDS

GLOSSARY = DOCS / "glossary.md"
INTERNAL = {
    "Bare",  # how a reader holds what is no JSON until it is named
    "Repeated",
    "ZonedParts",
}


def _public() -> Iterator[type]:
    """Give every public value type of the model."""
    for module in pkgutil.iter_modules(duegate.model.__path__, "duegate.model."):
        for name, kind in vars(importlib.import_module(module.name)).items():
            if not inspect.isclass(kind) or kind.__module__ != module.name:
                continue
            value = issubclass(kind, (msgspec.Struct, enum.Enum, Exception))
            if value and not name.startswith("_") and name not in INTERNAL:
                yield kind


def _name(kind: type) -> str:
    return kind.__name__


def _in_code() -> dict[str, list[str]]:
    """Give the names each row of the glossary claims, and all code spans of that row."""
    found = {}
    for row in rows(GLOSSARY):
        for name in re.findall(r"`([\w.]+)`", row[1]):
            found[name] = re.findall(r"`([\w-]+)`", row[2])
    return found


PUBLIC = sorted(_public(), key=_name)
CLAIMED = _in_code()


@pytest.mark.parametrize("name", CLAIMED)
def test_what_the_glossary_names_is_there(name: str) -> None:
    """A word that claims a name in the code has it."""
    assert named(f"duegate.{name}")


@pytest.mark.parametrize("kind", PUBLIC)
def test_every_value_of_the_model_has_its_word(kind: type) -> None:
    """A public type of the model stands in the glossary."""
    short = kind.__module__.removeprefix("duegate.")
    assert f"{short}.{kind.__name__}" in CLAIMED


@pytest.mark.parametrize("kind", [kind for kind in PUBLIC if issubclass(kind, enum.StrEnum)])
def test_every_member_of_a_closed_set_has_its_word(kind: type[enum.StrEnum]) -> None:
    """The members of a closed set stand in its row, all of them and no other, in order."""
    short = kind.__module__.removeprefix("duegate.")
    spans = CLAIMED[f"{short}.{kind.__name__}"]
    assert [span for span in spans if span in set(kind)] == [member.value for member in kind]


@pytest.mark.parametrize("kind", WORDS, ids=_name)
def test_the_chinese_words_agree(kind: type[enum.StrEnum]) -> None:
    """Where a decision says a member in Chinese, the glossary uses the same characters."""
    text = prose(GLOSSARY)
    for member, word in WORDS[kind].items():
        after = re.search(rf"`{member}` ([^\x00-\x7f]+)", text[text.index(kind.__name__) :])
        assert after, f"{kind.__name__}: {member}"
        assert set(after[1]) <= set(word.zh), f"{member}: {word.zh}"


def test_no_class_has_a_word_that_is_not_used() -> None:
    """A banned synonym names no class; a word of two parts counts part by part."""
    banned = {word for row in rows(GLOSSARY) if len(row) == 2 for word in row[0].split(", ")}
    assert {"customer", "counter", "manager"} <= banned
    sinners = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in (ROOT / "src").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ClassDef)
        for part in re.findall(r"[A-Z][a-z]*", node.name)
        if part.lower() in banned
    ]
    assert sinners == []
