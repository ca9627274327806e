"""The options of commands that read files of records, and what they come to."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from duegate.interfaces.cli.list_options import OptionRefused
from duegate.interfaces.cli.packs.shelf import at_hand, pack_of
from duegate.interfaces.cli.session import Session
from duegate.ledger.places import country_of_zone
from duegate.model.text import Text
from duegate.rulebook.book import Book
from duegate.rulebook.records import Column

if TYPE_CHECKING:
    import duckdb

    from duegate.audit.prepare import Terms
    from duegate.audit.reading import How, Progress
    from duegate.audit.record import Given

Packs = Annotated[
    list[str] | None,
    typer.Option(
        "--packs",
        metavar="PACK",
        help="适用的规则包或其目录，可多个；默认按号码所在地 · "
        "the packs to apply, names or folders; else those of the places reached",
    ),
]
MappingFile = Annotated[
    Path | None,
    typer.Option("--mapping", metavar="FILE", help="各列含义（TOML） · what the columns mean"),
]
Dialect = Annotated[
    str | None,
    typer.Option("--dialect", metavar="NAME", help="何种系统的文件 · whose files they are"),
]
Assume = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="COLUMN=VALUE",
        help="文件未写明而各行相同的内容，如 channel=sms · "
        "what no file tells and holds for every row, as channel=sms",
    ),
]
Notes = Annotated[
    Path | None,
    typer.Option(
        "--notes",
        metavar="FILE",
        help="意愿、同意、状态的附表 · a list of wishes, consents and states",
    ),
]
Callers = Annotated[
    Path | None,
    typer.Option(
        "--callers",
        metavar="FILE",
        help="已登记的主叫号码，每行一个 · the registered caller numbers, one a line",
    ),
]


class Records(msgspec.Struct, frozen=True):
    """Files to be read, and what is said of all of them."""

    paths: tuple[Path, ...]
    zone: str | None = None
    country: str | None = None
    mapping: Path | None = None
    dialect: str | None = None
    assume: tuple[str, ...] = ()
    notes: Path | None = None
    callers: Path | None = None

    def how(self) -> How:
        """Say how they are to be read. Raises `ReadingError`, `OptionRefused`."""
        from duegate.audit.reading import How, load_mapping  # noqa: PLC0415 - not for a house

        if self.country is not None:
            _country(self.country)
        return How(
            zone=self.zone,
            mapping=None if self.mapping is None else load_mapping(self.mapping),
            dialect=self.dialect,
            assume=dict(_assumed(entry) for entry in self.assume),
        )

    def read(
        self,
        session: Session,
        connection: duckdb.DuckDBPyConnection,
        told: Callable[[Progress], None],
        pause: Callable[[], None] = lambda: None,
    ) -> tuple[Given, How]:
        """Read them; where only the zone is missing, a person is asked for it, once.

        `pause` makes room for the question. Raises `ReadingError`.
        """
        from duegate.audit.reading import ZoneNeeded, read  # noqa: PLC0415 - not for a house

        how = self.how()
        try:
            return read(connection, self.paths, how, told), how
        except ZoneNeeded as needed:
            if not (sys.stdin.isatty() and sys.stderr.isatty()):
                raise OptionRefused(f"--zone: {needed}") from None
            pause()
            zone = _asked_for_zone(session, needed.file, needed.example)
            answered = msgspec.structs.replace(how, zone=zone)
            return read(connection, self.paths, answered, told), answered

    def terms(self, session: Session, connection: duckdb.DuckDBPyConnection, how: How) -> Terms:
        """Say what is taken for every recipient, and read the lists that go with the files.

        Whose national numbers they are is said, set for the house, or told by the zone.
        """
        from duegate.audit.prepare import Terms  # noqa: PLC0415 - not for a house
        from duegate.audit.reading import read_callers, read_notes  # noqa: PLC0415 - as above

        zone = how.zone or (None if how.mapping is None else how.mapping.zone)
        country = self.country and _country(self.country)
        country = country or session.settings().default_region
        if country is None and zone is not None:
            country = country_of_zone(zone)
        callers = None if self.callers is None else read_callers(self.callers)
        if self.notes is not None:
            read_notes(connection, self.notes, msgspec.structs.replace(how, zone=zone))
        return Terms(zone=zone, region=country, callers=callers, notes=self.notes is not None)


def book_of(session: Session, names: Sequence[str]) -> Book:
    """Make the book of the packs that are named, which then apply everywhere; else of all."""
    packs, settings = at_hand(session), session.settings()
    wanted = packs_named(names)
    if not wanted:
        adopted, chosen = frozenset(settings.adopt), packs
    else:
        found = [pack_of(session, packs, name) for name in wanted]
        chosen = {pack.head.id: pack for pack in found}
        adopted = frozenset(chosen)
    unverified = frozenset(settings.unverified) & frozenset(chosen)
    return Book(tuple(chosen.values()), adopted=adopted, unverified=unverified)


def packs_named(written: Sequence[str]) -> tuple[str, ...]:
    """Give the names of `--packs`; several may stand in one, with commas between.

    Raises `OptionRefused` where something was written and nothing named.
    """
    names = tuple(name for each in written for name in each.split(",") if name)
    if written and not names:
        raise OptionRefused(
            f'--packs: "{" ".join(written)}" names no pack; without it those of the places apply'
        )
    return names


def _country(written: str) -> str:
    """Give the code of a country that has telephone numbers."""
    from phonenumbers import SUPPORTED_REGIONS  # noqa: PLC0415 - not for a house

    code = written.strip().upper()
    if code not in SUPPORTED_REGIONS:
        raise OptionRefused(f'--country: "{written}" is no country; write its two letters, as CN')
    return code


def _assumed(entry: str) -> tuple[Column, str]:
    name, given, value = entry.partition("=")
    if name not in list(Column):
        raise OptionRefused(f'--set: "{name}" is no column; there are {", ".join(sorted(Column))}')
    if not given or not value.strip():
        raise OptionRefused(f'--set: "{entry}" says nothing; write it as channel=call')
    return Column(name), value.strip()


def _asked_for_zone(session: Session, file: str, example: str) -> str:
    question = Text(
        f"{file} 的时间（如 {example}）没有时差，属哪个时区？如 Asia/Shanghai：",
        f"the times of {file}, such as {example}, have no offset;"
        " in which zone are they, as Asia/Shanghai? ",
    )
    print(session.terminal.pick(question), end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip()
