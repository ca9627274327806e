"""The words in the cells of closed sets, in both languages, folded whatever the spelling.

Which words there are is data: `dialects/generic.toml`, and the words the product prints.
"""

from __future__ import annotations

import unicodedata
from functools import cache

from duegate.audit.reading.mapping import generic
from duegate.audit.record import MEMBERS
from duegate.model.words import WORDS

MESSAGE_STATE = "message_state"
"""The words for the state of a message: what failed on the way may have been shown."""
DROPPED = " \t\r\n\u3000_-./:：*＊#'\"()[]（）【】"
"""What makes no difference in a word."""
_DROPPED = str.maketrans("", "", DROPPED)


def folded(word: str) -> str:
    """Fold a word so that width, case, spaces, brackets and strokes make no difference."""
    return unicodedata.normalize("NFKC", word).casefold().translate(_DROPPED)


@cache
def word_tables() -> dict[str, dict[str, str]]:
    """Give for each worded column the folded words and the members they stand for."""
    tables = {
        place: {folded(word): member for member, words in members.items() for word in words}
        for place, members in generic().words.items()
    }
    for place, members in MEMBERS.items():
        own = {folded(member): str(member) for member in members}
        printed = {folded(text.zh): str(member) for member, text in WORDS.get(members, {}).items()}
        tables[place] = printed | tables.get(place, {}) | own
    return tables
