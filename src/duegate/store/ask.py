"""Asking the database: rows come back untyped, and whoever asked knows what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import apsw
    from apsw import Bindings


def one(connection: apsw.Connection, sql: str, bindings: Bindings | None = None) -> Any:  # noqa: ANN401
    """Give the first row as a tuple, or `None` when there is none."""
    return connection.execute(sql, bindings).fetchone()


def every(connection: apsw.Connection, sql: str, bindings: Bindings | None = None) -> list[Any]:
    """Give all rows as tuples."""
    return connection.execute(sql, bindings).fetchall()
