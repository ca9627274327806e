"""A candidate is loaded, put beside the rules in force, and tried on a house or on files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime
from itertools import count
from pathlib import Path

from duegate.audit.replay.figures import FILES, HOUSE, Replay
from duegate.audit.replay.house import steps_in
from duegate.audit.replay.steps import Period
from duegate.audit.replay.trial import Trial, trial_of
from duegate.audit.replay.worlds import Difference, Lived
from duegate.errors import DuegateError
from duegate.interfaces.cli.command import instant
from duegate.interfaces.cli.exits import NotWritten
from duegate.interfaces.cli.moving import moving
from duegate.interfaces.cli.packs.shelf import at_hand, in_folder, pack_of
from duegate.interfaces.cli.record_options import Records, book_of, packs_named
from duegate.interfaces.cli.session import Session
from duegate.ledger.course import decided_count
from duegate.model import wire
from duegate.model.moment import next_showing, zone_of
from duegate.model.text import Text
from duegate.rulebook.book import BEGINNING, Book
from duegate.rulebook.cases import run_cases, run_scenarios
from duegate.rulebook.clause import Pack
from duegate.rulebook.errors import PackError

DIFFERENCES = "differences.ndjson"
STEPS_A_TICK = 1_000
REPLAYING = Text("重放中", "replaying")

Keep = Callable[[Difference], None]
Told = tuple[Replay, dict[str, Text]]


class CandidateRefused(DuegateError):
    """The candidate has no place among the others."""


class PeriodUnclear(DuegateError):
    """The period is no period."""


class Trying:
    """One candidate of one call."""

    def __init__(
        self, session: Session, name: str, instead_of: str | None, *, as_dated: bool
    ) -> None:
        self._session = session
        self._pack = _candidate(session, name)
        self._instead_of = instead_of
        self._as_dated = as_dated
        self._period = Period()

    def over(self, since: str | None, until: str | None, zone: str | None) -> None:
        """Judge only a period; its dates are those of `zone`, or of the candidate's own."""
        zone = zone or self._pack.head.zone
        self._period = Period(_instant("--from", since, zone), _instant("--to", until, zone))
        first, last = self._period.since, self._period.until
        if first is not None and last is not None and first >= last:
            raise PeriodUnclear("--from: the period ends before it begins; turn the two around")

    def house(self, data: Path | None, packs: Sequence[str] | None, keep: Keep) -> Told:
        """Try it on everything a house has decided, read as of one instant."""
        named = packs_named(packs or ()) or None
        with self._session.gate(data, packs=named) as gate, gate.store.read() as connection:
            trial = self._trial(gate.book)
            steps = steps_in(connection, gate.desk.keys)
            with self._moving(decided_count(connection)) as moved:
                found = trial.run(steps, HOUSE, _watching(keep, moved))
        return found, trial.titles

    def files(self, asked: Records, packs: Sequence[str] | None, keep: Keep) -> Told:
        """Try it on what files tell, under packs that are named or all at hand."""
        from duegate.audit.replay.files import FileSteps  # noqa: PLC0415 - a house needs no engine
        from duegate.audit.tables import DuckTables  # noqa: PLC0415 - as above
        from duegate.audit.workplace import workplace  # noqa: PLC0415 - as above

        trial = self._trial(book_of(self._session, packs or ()))
        with workplace() as connection:
            given, how = asked.read(self._session, connection, lambda _progress: None)
            terms = asked.terms(self._session, connection, how)
            found = FileSteps(DuckTables(connection), given, terms)
            trial = found.told_by(trial)
            with self._moving(found.records) as moved:
                result = trial.run(found.steps(), FILES, _watching(keep, moved))
        return result, trial.titles

    def _moving(self, contacts: int) -> AbstractContextManager[Callable[[int], None]]:
        return moving(self._session.terminal, REPLAYING, contacts, STEPS_A_TICK)

    def _trial(self, book: Book) -> Trial:
        known = {pack.head.id for pack in book.packs}
        if self._instead_of is not None and self._instead_of not in known:
            raise CandidateRefused(
                f'--instead-of: "{self._instead_of}" is not among the packs in force; there are'
                f" {', '.join(sorted(known))}"
            )
        return trial_of(
            book,
            self._pack,
            self._period,
            instead_of=self._instead_of,
            as_dated=self._as_dated,
        )


def _candidate(session: Session, name: str) -> Pack:
    """Load the candidate; of a draft, tell that it could not take force yet.

    Raises `PackError`, `NotThere`.
    """
    packs = at_hand(session)
    pack = pack_of(session, packs, name, draft=True)
    if name in packs:
        return pack
    results = [result for clause in pack.clauses for result in run_cases(pack, clause)]
    results += run_scenarios(pack, {**packs, pack.head.id: pack})
    failed = [result for result in results if not result.passed]
    if failed or not _loads(session, name):
        session.terminal.hint(
            Text(
                f"候选为草稿：其自身用例 {len(results)} 行中有 {len(failed)} 行不成立或缺少边界行，"
                f"尚不能生效；逐条见 `duegate packs lint {name}`",
                f"the candidate is a draft: {len(failed)} of {len(results)} rows of its own tables"
                f" do not hold, or rows at its edges are missing, so it could not take force;"
                f" `duegate packs lint {name}` names them all",
            )
        )
    return pack


def _loads(session: Session, name: str) -> bool:
    """Tell whether a folder holds a pack that could take force."""
    try:
        in_folder(session, Path(name))
    except PackError:
        return False
    return True


def _instant(option: str, written: str | None, zone: str) -> datetime | None:
    """Read an instant, or a date as its first instant in a zone."""
    try:
        day = date.fromisoformat(written or "")
    except ValueError:
        try:
            return instant(option, written)
        except wire.Unreadable as error:
            raise PeriodUnclear(f"{error}; a date alone will do, as 2026-11-23") from None
    try:
        zone_of(zone)
    except ValueError as error:
        raise PeriodUnclear(f"--zone: {error}") from None
    return next_showing(zone, day.toordinal(), 0, after=BEGINNING)


def _watching(keep: Keep, moved: Callable[[int], None]) -> Callable[[Lived], None]:
    """Keep every difference, and tell now and then how many contacts were lived."""
    contacts = count(1)

    def watch(lived: Lived) -> None:
        done = next(contacts)
        if done % STEPS_A_TICK == 0:
            moved(done)
        if lived.difference is not None:
            keep(lived.difference)

    return watch


@contextmanager
def kept(place: Path, out: Path) -> Iterator[Keep]:
    """Lend what writes every difference to a file, a line each."""
    with (place / DIFFERENCES).open("wb") as file:

        def keep(difference: Difference) -> None:
            try:
                file.write(wire.write(difference) + b"\n")
            except OSError as error:  # not to be taken for the engine's own room
                raise NotWritten.into(out, error) from None

        yield keep
