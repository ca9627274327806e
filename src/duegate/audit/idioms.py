"""The idioms of the two engines that run an audit: DuckDB on one machine, Spark on many.

The SQL of a clause is written once; only what is here differs.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Protocol

from duegate.rulebook.records import Idioms

LAST_DIGITS = "[0-9]{1,4}([0-9]{0,4})$"


class AuditIdioms(Idioms, Protocol):
    """What running an audit needs besides what the clauses ask of an engine."""

    def earlier(self, value: str, n: int, window: str) -> str:
        """Give the N-th last value of a window that is not null."""

    def gathered(self, value: str, order: str, most: int) -> str:
        """Gather the first values of a group into an array."""

    def matches(self, value: str, pattern: str) -> str:
        """Tell whether a pattern matches the whole of a value."""

    def masked(self, value: str) -> str:
        """Hide up to four digits before the last four a text ends with."""

    def typed(self, declared: str) -> str:
        """Give the engine's own name of DuckDB's types."""


class DuckDB:
    """DuckDB's SQL."""

    def every(self, array: str, test: Callable[[str], str]) -> str:
        """Test every element of an array."""
        return f"list_bool_and(list_transform({array}, lambda o: {test('o')}))"

    def holds(self, array: str, element: str) -> str:
        """Tell whether an array holds an element."""
        return f"list_contains({array}, '{element}')"

    def divided(self, dividend: str, divisor: int) -> str:
        """Divide whole numbers, rounding down; nothing here is before 1970."""
        return f"({dividend} // {divisor})"

    def earlier(self, value: str, n: int, window: str) -> str:
        """Give the N-th last value of a window that is not null."""
        return f"lag({value}, {n} IGNORE NULLS) OVER {window}"

    def gathered(self, value: str, order: str, most: int) -> str:
        """Gather the first values of a group into an array."""
        return f"list_slice(list({value} ORDER BY {order}), 1, {most})"

    def matches(self, value: str, pattern: str) -> str:
        """Tell whether a pattern matches the whole of a value."""
        return f"regexp_full_match({value}, '{pattern}')"

    def masked(self, value: str) -> str:
        """Hide up to four digits before the last four a text ends with."""
        return f"regexp_replace({value}, '{LAST_DIGITS}', '****\\1')"

    def typed(self, declared: str) -> str:
        """Give the engine's own name of DuckDB's types."""
        return declared


class Spark:
    """Spark's SQL."""

    def every(self, array: str, test: Callable[[str], str]) -> str:
        """Test every element of an array."""
        return f"forall({array}, o -> {test('o')})"

    def holds(self, array: str, element: str) -> str:
        """Tell whether an array holds an element."""
        return f"exists({array}, each -> each <=> '{element}')"

    def divided(self, dividend: str, divisor: int) -> str:
        """Divide whole numbers, rounding down; nothing here is before 1970."""
        return f"({dividend} div {divisor})"

    def earlier(self, value: str, n: int, window: str) -> str:
        """Give the N-th last value of a window that is not null."""
        return f"lag({value}, {n}) IGNORE NULLS OVER {window}"

    def gathered(self, value: str, order: str, most: int) -> str:
        """Gather the first values of a group into an array."""
        pairs = f"array_sort(collect_list(struct({order}, {value} AS kept)))"
        return f"transform(slice({pairs}, 1, {most}), pair -> pair.kept)"

    def matches(self, value: str, pattern: str) -> str:
        """Tell whether a pattern matches the whole of a value."""
        return f"{value} RLIKE '\\A(?:{pattern})\\z'"

    def masked(self, value: str) -> str:
        """Hide up to four digits before the last four a text ends with."""
        return f"regexp_replace({value}, '{LAST_DIGITS}', '****$1')"

    def typed(self, declared: str) -> str:
        """Give the engine's own name of DuckDB's types."""
        arrays = re.sub(r"\b(\w+)\[\]", r"ARRAY<\1>", declared)
        return arrays.replace("VARCHAR", "STRING")
