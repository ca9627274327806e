"""A sentence in both languages; nothing a person reads exists in one of them only."""

from __future__ import annotations

import enum
from collections.abc import Iterable

import msgspec


class Language(enum.StrEnum):
    """The languages a person can read duegate in."""

    ZH = "zh"
    EN = "en"


class Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One sentence in Chinese (`zh`) and English (`en`), in our own words."""

    zh: str
    en: str

    def filled(self, blanks: dict[str, object]) -> Text:
        """Fill the `{blanks}` in both languages; one that is a `Text` gives each its own word.

        A missing blank raises `KeyError`.
        """
        zh, en = blanks, blanks
        for name, value in blanks.items():
            if isinstance(value, Text):
                zh, en = {**zh, name: value.zh}, {**en, name: value.en}
        return Text(self.zh.format_map(zh), self.en.format_map(en))

    def said_in(self, language: Language) -> str:
        """Give the sentence in one language."""
        return self.zh if language is Language.ZH else self.en

    def __str__(self) -> str:
        return f"{self.zh} · {self.en}"


def counted(count: int, one: str, several: str = "") -> str:
    """Say in English how many: 1 contact, 2,000 contacts, 3 people; Chinese counts without it."""
    return f"{count:,} {one if count == 1 else several or f'{one}s'}"


def listed(texts: Iterable[Text]) -> Text:
    """Write several words as one list."""
    texts = list(texts)
    return Text("、".join(each.zh for each in texts), ", ".join(each.en for each in texts))
