"""Sentences in both languages, and a word for every member of a closed set that is spoken of."""

from __future__ import annotations

import enum

import pytest

from duegate.model.contact import Channel, DebtState, Place, Role, Source
from duegate.model.judgement import Verdict
from duegate.model.tenant import Standing
from duegate.model.text import Language, Text, counted
from duegate.model.words import WORDS, word

SPOKEN_OF = (Verdict, Channel, Role, Place, Source, Standing, DebtState)


def test_blanks_are_filled_in_both_languages() -> None:
    """A blank that is a text gives each language its own word."""
    sentence = Text("{used} 次，{role}", "{used} for {role}")
    filled = sentence.filled({"used": 3, "role": Text("朋友", "a friend")})
    assert filled == Text("3 次，朋友", "3 for a friend")
    assert (filled.said_in(Language.ZH), filled.said_in(Language.EN)) == (filled.zh, filled.en)
    assert str(filled) == "3 次，朋友 · 3 for a friend"


@pytest.mark.parametrize(
    ("count", "words", "said"),
    [
        (0, ("contact",), "0 contacts"),
        (1, ("contact",), "1 contact"),
        (2_000, ("contact",), "2,000 contacts"),
        (1, ("person", "people"), "1 person"),
        (3, ("person", "people"), "3 people"),
    ],
)
def test_one_is_not_many(count: int, words: tuple[str, ...], said: str) -> None:
    """English has a form of its own for one."""
    assert counted(count, *words) == said


def test_a_blank_nobody_fills_is_an_error() -> None:
    """A sentence with a hole is not shown."""
    with pytest.raises(KeyError):
        Text("{used}", "{used}").filled({})


@pytest.mark.parametrize("kind", list(WORDS))
def test_every_member_has_its_own_words(kind: type[enum.StrEnum]) -> None:
    """In both languages, no two alike."""
    said = [word(member) for member in kind]
    assert all(text.zh.strip() and text.en.strip() for text in said)
    assert len({text.zh for text in said}) == len({text.en for text in said}) == len(said)
    assert set(WORDS[kind]) == set(kind)


def test_words_do_not_cross_their_sets() -> None:
    """`other` is somebody as a role and somewhere as a place."""
    assert word(Role.OTHER) != word(Place.OTHER)
    assert set(SPOKEN_OF) <= set(WORDS)
