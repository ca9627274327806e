"""A judgement or a decision as plain text that a person reads, in Chinese or in English.

Times are the recipient's, on every clock that was used. It adds nothing: each line is a finding,
a clause that was clear, or one that waits for evidence.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby

from duegate.model.decision import Decision
from duegate.model.judgement import PRECEDENCE, Finding, Judgement, Unjudged, Verdict
from duegate.model.moment import as_shown
from duegate.model.text import Language, Text
from duegate.model.words import word

CONTACT = Text("联络 {contact}（机构 {tenant}），{at}", "Contact {contact} of {tenant}, {at}")
ANSWER_UNTIL = Text("{verdict}至 {until}", "{verdict} until {until}")
BECAUSE = Text("依据", "Because of")
WITHIN = Text("未达上限", "Within the limit")
REMARKS = Text("另请留意", "Take note")
USED = Text("已用 {used} 次，上限 {limit} 次", "{used} of {limit} used")
CLEAR = Text("无异议", "Clear")
WAITING = Text("尚待判定", "Not judged yet")
WAITS = Text("有待：{evidence}", "waits for {evidence}")
SHOWN = Text("{time}（{zone}）", "{time} ({zone})")
APART = Text("、", ", ")


def explain(answer: Judgement | Decision, language: Language, zones: tuple[str, ...] = ()) -> str:
    """Say an answer as text; a bare judgement needs the recipient's `zones`, else it speaks UTC."""
    if isinstance(answer, Decision):
        zones = tuple(clock.zone for clock in answer.clocks)
    speaker = _Speaker(language, zones or ("UTC",))
    return "\n".join(speaker.lines(answer)) + "\n"


class _Speaker:
    """One language, and the clocks on which times are told."""

    def __init__(self, language: Language, zones: tuple[str, ...]) -> None:
        self.language = language
        self.zones = zones

    def lines(self, answer: Judgement | Decision) -> Iterator[str]:
        if isinstance(answer, Decision):
            at = self.time(answer.at)
            yield self.say(CONTACT, contact=answer.contact, tenant=answer.tenant, at=at)
        verdict = self.answer(answer.verdict, answer.until)
        yield verdict[0].upper() + verdict[1:]
        refusing = sorted(
            (found for found in answer.findings if found.verdict is not Verdict.ALLOW),
            key=lambda found: -PRECEDENCE[found.verdict],
        )
        allowing = [found for found in answer.findings if found.verdict is Verdict.ALLOW]
        within = [found for found in allowing if found.used is not None]
        remarks = [found for found in allowing if found.reason is not None]
        told = {found.clause for found in within + remarks}
        clear = [clause for clause in answer.clear if clause not in told]
        yield from self.part(BECAUSE, [line for found in refusing for line in self.refusal(found)])
        yield from self.part(WITHIN, [self.within(found) for found in within])
        yield from self.part(REMARKS, [line for found in remarks for line in self.remark(found)])
        yield from self.part(CLEAR, list(self.listed(clear)))
        yield from self.part(WAITING, list(self.waiting(answer.unjudged)))

    def part(self, title: Text, lines: list[str]) -> Iterator[str]:
        if lines:
            yield ""
            yield self.say(title)
            yield from (f"  {line}" for line in lines)

    def refusal(self, finding: Finding) -> Iterator[str]:
        yield f"{finding.clause}  {self.answer(finding.verdict, finding.until)}"
        yield from self.sentences(finding)

    def sentences(self, finding: Finding) -> Iterator[str]:
        for sentence in (finding.reason, finding.cite):
            if sentence is not None:
                yield f"  {self.say(sentence)}"

    def within(self, finding: Finding) -> str:
        return f"{finding.clause}  {self.say(USED, used=finding.used, limit=finding.limit)}"

    def remark(self, finding: Finding) -> Iterator[str]:
        yield finding.clause
        yield from self.sentences(finding)

    def waiting(self, unjudged: tuple[Unjudged, ...]) -> Iterator[str]:
        """Say once what several clauses wait for."""
        for needs in dict.fromkeys(one.needs for one in unjudged):
            yield from self.listed([one.clause for one in unjudged if one.needs == needs])
            yield f"  {self.say(WAITS, evidence=self.say(needs))}"

    def listed(self, clauses: list[str]) -> Iterator[str]:
        """List clauses by pack: `cn-shenzhen: SZ-01, SZ-03`."""
        for pack, group in groupby(clauses, key=lambda clause: clause.partition("/")[0]):
            names = self.say(APART).join(clause.partition("/")[2] for clause in group)
            yield f"{pack}: {names}"

    def answer(self, verdict: Verdict, until: datetime | None) -> str:
        said = self.say(word(verdict))
        if until is None:
            return said
        return self.say(ANSWER_UNTIL, verdict=said, until=self.time(until))

    def time(self, at: datetime) -> str:
        return self.say(APART).join(self.clock(at, zone) for zone in self.zones)

    def clock(self, at: datetime, zone: str) -> str:
        return self.say(SHOWN, time=as_shown(at, zone), zone=zone)

    def say(self, text: Text, **blanks: object) -> str:
        return (text.filled(blanks) if blanks else text).said_in(self.language)
