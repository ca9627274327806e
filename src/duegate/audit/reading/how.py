"""How files are to be read: what whoever reads them says of all of them."""

from __future__ import annotations

import msgspec

from duegate.audit.reading.columns import assumed_value
from duegate.audit.reading.errors import MappingRefused
from duegate.audit.reading.mapping import Mapping, charset_problem, dialect_named
from duegate.model.moment import zone_of
from duegate.rulebook.records import Column


class How(msgspec.Struct, frozen=True):
    """What is said of all files; what is left open is recognised, file by file.

    `zone` is where clocks stand whose times carry no offset; `assume` holds for rows that leave a
    column open.
    """

    zone: str | None = None
    mapping: Mapping | None = None
    dialect: str | None = None
    charset: str | None = None
    assume: dict[Column, str] = {}

    def given(self) -> Mapping | None:
        """Give the mapping that is not to be guessed, if there is one."""
        if self.mapping is not None or self.dialect is None:
            return self.mapping
        return dialect_named(self.dialect, "dialect")

    def check(self) -> None:
        """Refuse what means nothing; raises `MappingRefused`."""
        try:
            zone_of(self.zone or "UTC")
        except ValueError as error:
            raise MappingRefused(f"zone: {error}") from None
        for problem in charset_problem(self.charset or "utf-8"):
            raise MappingRefused(problem)
        for column, value in self.assume.items():
            assumed_value(column, value)
        self.given()
