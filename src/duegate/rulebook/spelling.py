"""What a writer may have meant by a word nobody knows."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def meant(word: str, known: Iterable[str]) -> str:
    """Continue a sentence about an unknown word: the nearest known one, and all of them."""
    known = [str(one) for one in known]
    near = difflib.get_close_matches(word.casefold(), known, 1, 0.7)
    nearest = f"; did you mean `{near[0]}`?" if near else ""
    return f"{nearest}; there are {', '.join(known)}" if known else nearest
