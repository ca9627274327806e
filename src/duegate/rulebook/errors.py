"""What is wrong with a pack or a table, in its writer's words."""

from __future__ import annotations

from collections.abc import Iterable

from duegate.errors import DuegateError


class TableError(DuegateError):
    """A table that cannot be read: the line, what is wrong, what to do."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(f"line {line}: {what}")


class PackError(DuegateError):
    """A pack that is refused; `problems` holds one sentence for each place that is wrong."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))
