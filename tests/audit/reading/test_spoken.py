"""Spoken: the words of closed sets, of which none stands for two members."""

from __future__ import annotations

import pytest

from duegate.audit.reading.mapping import generic
from duegate.audit.reading.spoken import folded, word_tables


@pytest.mark.parametrize("column", generic().words)
def test_no_word_means_two_things(column: str) -> None:
    """Each means what it is listed under, whatever duegate itself prints for others."""
    for member, words in generic().words[column].items():
        for word in words:
            assert word_tables()[column][folded(word)] == member, word
