"""Every violation as one line of JSON, a `Breach`, in the order of the rows; reviews among them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from duegate.audit.insights import lines

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from duegate.audit.findings import Audit
    from duegate.audit.insights.lines import Progress


def write_ndjson(
    audit: Audit,
    connection: DuckDBPyConnection,
    path: Path,
    *,
    show_numbers: bool = False,
    progress: Progress | None = None,
) -> int:
    """Write the lines and count them; memory does not grow with their number."""
    lines.prepare(audit, connection, show_numbers=show_numbers)
    written = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for line in lines.as_json(connection, progress):
            file.write(line)
            file.write("\n")
            written += 1
    return written
