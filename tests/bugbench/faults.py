"""Planted faults: the mistakes that are easily made here, and the test that must find each."""

from __future__ import annotations

from typing import NamedTuple

from tests.bugbench.planting import (
    Plant,
    by_reference_only,
    cached_standing,
    changed,
    key_stored_late,
    read_apart,
)


class Fault(NamedTuple):
    """A mistake, in the words of whoever makes it; how it is planted; the probe that finds it."""

    name: str
    plant: Plant
    found_by: str


AFTER = "duegate.gate.after:"
BATCH = "duegate.gate.batch:"
TENANCY = "duegate.gate.tenancy:"
CAP = "duegate.rulebook.kinds.frequency_cap:"
CONNECTION = "duegate.store.connection:"
DECIDE = "duegate.gate.decide:"
ENTRIES = "duegate.evidence.log:Entries."
HOURS = "duegate.rulebook.kinds.time_window:"
IDENTITY = "duegate.ledger.identity:"
LEDGER = "duegate.ledger."
WATCH = "duegate.gate.watch:Watch.read"

SWALLOWED = """\
        try:
            _commit(connection)
        except apsw.Error:
            _roll_back(connection)
"""

COUNTING = (
    Fault("the cap is checked outside the transaction", read_apart, "tasks"),
    Fault(
        "the limit is off by one",
        changed(
            (CAP + "judge", "len(counting) < rule.limit", "len(counting) <= rule.limit"),
            ("duegate.rulebook.window:Window.first_clear", "< limit", "<= limit"),
        ),
        "tasks",
    ),
    Fault(
        "only earlier contacts count, so a back-dated one escapes",
        changed((CAP + "judge", "if rule.counting(event)", "if event.at <= moment.at")),
        "recount",
    ),
    Fault("people are counted by reference only", by_reference_only, "tasks"),
    Fault(
        "people are counted by the caller's number",
        changed(
            (
                IDENTITY + "Keys.of",
                "contact.recipient, number)",
                "Recipient(handle=contact.caller and contact.caller.number), None)",
            )
        ),
        "recount",
    ),
    Fault(
        "a number is counted as it was written",
        changed(
            (
                IDENTITY + "number_of",
                "phonenumbers.format_number(parsed, PhoneNumberFormat.E164)",
                "folded",
            )
        ),
        "tasks",
    ),
    Fault(
        "a number that is not valid is taken as it is",
        changed(
            (IDENTITY + "number_of", "        return None\n    parsed", "        pass\n    parsed")
        ),
        "recount",
    ),
    Fault(
        "a contact without outcome does not count",
        changed((CAP + "FrequencyCap.counting", "event.state is None or ", "")),
        "tasks",
    ),
)
TIME = (
    Fault(
        "21:00 is still inside",
        changed((HOURS + "judge", "second < closing", "second <= closing")),
        "evening",
    ),
    Fault(
        "the day is the day of UTC",
        changed(("duegate.model.moment:local_time", "at.astimezone(zone_of(zone))", "at")),
        "recount",
    ),
    Fault(
        "only the first candidate zone is asked",
        changed((HOURS + "judge", "for clock in moment.local:", "for clock in moment.local[:1]:")),
        "zones",
    ),
    Fault(
        "an unknown zone is no obstacle",
        changed((HOURS + "judge", "return missing(", "return None and missing(")),
        "zone unknown",
    ),
    Fault(
        "a rule changes at midnight UTC, whatever its zone",
        changed(("duegate.rulebook.book:_bind", "next_showing(zone,", 'next_showing("UTC",')),
        "dated rule",
    ),
    Fault(
        "a clock put forward is believed",
        changed((WATCH, "abs(wall - expected)", "expected - wall")),
        "put forward",
    ),
    Fault(
        "a clock set back is believed",
        changed((WATCH, "abs(wall - expected)", "wall - expected")),
        "set back",
    ),
    Fault(
        "a clock that ran ahead is remembered",
        changed((BATCH + "Batch.seal", "self.clock.steady and ", "")),
        "ran ahead",
    ),
    Fault(
        "permits live on while the clock has jumped",
        changed((AFTER + "redeem", "if not batch.clock.steady:", "if False:")),
        "permit, jumped clock",
    ),
)
SUSPENDING = (
    Fault("the standing is kept in memory", cached_standing, "permit, suspended"),
    Fault(
        "a transaction reads a tenant once, though it changes in between",
        changed((TENANCY + "_changing", "batch.tenants.clear()", "pass")),
        "suspended within",
    ),
    Fault(
        "permits outlive a suspension",
        changed((AFTER + "redeem", "_refuse_changed(desk, batch, known, permit.leaf)", "pass")),
        "permit, suspended",
    ),
)
RETRYING = (
    Fault("the key is stored after the answer", key_stored_late, "crash before the answer"),
    Fault(
        "a key answers any request",
        changed((DECIDE + "_replay", "if asked != request:", "if False:")),
        "key, other request",
    ),
    Fault(
        "a key is the same for all tenants",
        changed((LEDGER + "decisions:by_key", "WHERE d.tenant = ? AND", "WHERE ? > '' AND")),
        "key, other tenant",
    ),
)
PERMITS = (
    Fault(
        "a permit may be used again",
        changed((AFTER + "redeem", "if hold.redeemed:", "if False:")),
        "permit, twice",
    ),
    Fault(
        "a permit is good at its very end",
        changed((AFTER + "redeem", ">= permit.expires", "> permit.expires")),
        "permit, expired",
    ),
    Fault(
        "a permit's seal is not looked at",
        changed(("duegate.gate.permit:check", "if not hmac", "if False and not hmac")),
        "permit, forged",
    ),
    Fault(
        "a permit is anybody's",
        changed((AFTER + "redeem", "recorded.tenant != tenant", "False")),
        "permit, other tenant",
    ),
)
OUTCOMES = (
    Fault(
        "a contact is given back after its permit was used",
        changed((AFTER + "_refuse_release", "if hold.redeemed:", "if False:")),
        "release, redeemed",
    ),
    Fault(
        "a contact is given back after it lapsed",
        changed((AFTER + "_refuse_release", "> desk.hold_lapse", "> desk.hold_lapse * 99")),
        "release, lapsed",
    ),
    Fault(
        "calling it inbound frees a contact",
        changed((AFTER + "report", "state not in POSSIBLE[hold.channel]", "False")),
        "inbound",
    ),
    Fault(
        "the last report holds, not the furthest",
        changed(
            (LEDGER + "events:held", "ORDER BY o.rank DESC", "ORDER BY o.leaf DESC"),
        ),
        "orders of reports",
    ),
)
RECORDING = (
    Fault(
        "synchronous is NORMAL",
        changed(
            (CONNECTION + "_prepare", '"synchronous", "FULL"', '"synchronous", "NORMAL"'),
            (CONNECTION + "_read_back", '"synchronous": FULL', '"synchronous": 1'),
        ),
        "power cut",
    ),
    Fault(
        "an answer is given though nothing was committed",
        changed(
            (
                "duegate.store.transaction:immediate",
                "        _commit(connection)\n",
                SWALLOWED,
            )
        ),
        "disk full",
    ),
    Fault(
        "a clause that breaks is passed over",
        changed(("duegate.rulebook.judging:_asked", "found.append(_broken(provision))", "pass")),
        "clause breaks",
    ),
    Fault(
        "a chain forgets what the same transaction added",
        changed(
            (ENTRIES + "add", "self._heads[subject] = entry", "self._heads = {subject: entry}")
        ),
        "log",
    ),
    Fault(
        "an entry is one place off",
        changed((ENTRIES + "__init__", "self._first = size(connection)", "self._first = 1")),
        "log",
    ),
    Fault(
        "what is kept holds the number",
        changed((DECIDE + "redacted", "number=None", "number=recipient.number")),
        "nobody named",
    ),
    Fault(
        "a request is hashed without a key",
        changed((IDENTITY + "Keys.request", "self._secret", 'b""')),
        "request keyed",
    ),
)
TENANTS = (
    Fault(
        "any tenant may look up any decision",
        changed((AFTER + "find", "recorded.tenant != tenant", "False")),
        "another's decision",
    ),
    Fault(
        "how often others called is told while there is room",
        changed((CAP + "_within", "if event.own", "")),
        "shared people",
    ),
    Fault(
        "how often others called is told when there is none",
        changed((CAP + "_reached", "all(event.own for event in sharing)", "True")),
        "shared people",
    ),
)
FAULTS = (
    *COUNTING,
    *TIME,
    *SUSPENDING,
    *RETRYING,
    *PERMITS,
    *OUTCOMES,
    *RECORDING,
    *TENANTS,
)
