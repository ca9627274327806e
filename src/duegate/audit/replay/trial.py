"""A trial: a candidate among the rules in force, and the steps it is tried on."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from duegate.audit.findings import NotJudged
from duegate.audit.replay.figures import Candidate, Replay, Tally
from duegate.audit.replay.steps import ALWAYS, Period, Step
from duegate.audit.replay.worlds import Lived, replayed
from duegate.model.text import Text
from duegate.rulebook.book import Book
from duegate.rulebook.candidate import waiting, with_candidate
from duegate.rulebook.clause import Pack


class Trial(msgspec.Struct, frozen=True):
    """What is compared: the rules in force, the same with the candidate, over a period.

    `not_judged` were left out of both; `unread` rows could not be read.
    """

    candidate: Candidate
    in_force: Book
    tried: Book
    period: Period = ALWAYS
    not_judged: tuple[NotJudged, ...] = ()
    unread: int = 0

    @property
    def titles(self) -> dict[str, Text]:
        """Name the clauses of both sets of rules."""
        packs = (*self.in_force.packs, *self.tried.packs)
        return {clause.id: clause.title for pack in packs for clause in pack.clauses}

    def run(
        self,
        steps: Iterable[Step],
        source: str,
        watch: Callable[[Lived], None] = lambda _: None,
    ) -> Replay:
        """Live the steps; `watch` sees every contact as it is judged."""
        tally = Tally()
        for lived in tally.over(replayed(steps, self.in_force, self.tried, self.period)):
            watch(lived)
        packs = {pack.head.id: pack.hash for pack in self.in_force.packs}
        return tally.result(source, self.candidate, packs, self.not_judged, self.unread)


def trial_of(
    in_force: Book,
    pack: Pack,
    period: Period = ALWAYS,
    *,
    instead_of: str | None = None,
    as_dated: bool = False,
) -> Trial:
    """Put a candidate to trial; in whose place it stands follows from its name, or is said."""
    tried = with_candidate(in_force, pack, instead_of=instead_of, as_dated=as_dated)
    replaced = instead_of or pack.head.id
    hashes = {each.head.id: each.hash for each in in_force.packs}
    candidate = Candidate(
        pack.head.id,
        pack.hash,
        hashes.get(replaced),
        as_dated,
        waiting(tried, pack.head.id),
    )
    return Trial(candidate, in_force, tried, period)
