"""A second reading of the two Chinese packs over the rows of a file: plain loops, no engine.

It reads a sample as a stranger would, from its bytes, and says of every row which clauses it
breaks.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, time, timedelta, timezone
from pathlib import Path
from typing import NamedTuple

import phonenumbers

SHANGHAI = timezone(timedelta(hours=8))
UNRELATED = {"relative", "friend", "classmate", "colleague", "school", "other"}
LAWFUL_SOURCES = {"creditor_file", "contract", "debtor", "court", "public_register"}
SILENT = {"not_connected", "rang_no_answer", "voicemail"}
UNREACHED = SILENT | {"placed", ""}
ENDED = SILENT | {"answered", "conversation"}
LESSONS = ((time(8, 30), time(12, 30)), (time(14), time(17, 30)))
SZ, CBA = "cn-shenzhen/", "cn-cba-2026/"


class Row(NamedTuple):
    """One contact; what a file does not tell is empty."""

    line: int
    at: datetime
    number: str
    state: str
    withheld: bool = False
    more: Mapping[str, str] = {}

    def told(self, name: str) -> str:
        """Give a column, empty when it is not there."""
        return self.more.get(name, "")

    @property
    def person(self) -> str:
        """Who is reached: by number, else by address."""
        return self.number or self.told("address")

    @property
    def debtor(self) -> tuple[str, str]:
        """Whose debt it is about; a reference means something only to its tenant."""
        return self.told("tenant"), self.told("debtor") or self.person

    @property
    def channel(self) -> str:
        """A call, where nothing else is told."""
        return self.told("channel") or "call"


Breach = tuple[int, str]


def recount(rows: Iterable[Row]) -> set[Breach]:
    """Say which rows, by line, break which clauses; earlier rows count as they ended."""
    by_debtor: dict[tuple[str, str], list[Row]] = defaultdict(list)
    by_person: dict[str, list[Row]] = defaultdict(list)
    found: set[Breach] = set()
    for row in sorted(rows, key=lambda each: (each.at, each.line)):
        if row.state not in {"not_sent", "inbound"}:
            about = by_debtor[row.debtor] + by_person[row.person]
            before = list({each.line: each for each in about}.values())
            found |= {(row.line, clause) for clause in _broken(row, before, by_person[row.person])}
        by_debtor[row.debtor].append(row)
        by_person[row.person].append(row)
    return found


def _broken(row: Row, about_debtor: list[Row], to_person: list[Row]) -> Iterator[str]:
    clock, day = row.at.time(), row.at.date()
    if not time(8) <= clock < time(21):
        yield SZ + "SZ-01"
    if not time(8) <= clock < time(22):
        yield CBA + "hours"
    if row.channel in {"call", "sms"}:
        counted = [
            each
            for each in about_debtor
            if each.channel in {"call", "sms"}
            and each.at.date() == day
            and each.state not in {"not_sent", "inbound"}
        ]
        if len(counted) >= 3:
            yield SZ + "SZ-02"
        if row.withheld:
            yield SZ + "SZ-03"
    if row.channel == "call":
        unanswered = [
            each
            for each in to_person
            if each.channel == "call" and each.at.date() == day and each.state in UNREACHED
            if each.told("tenant") == row.told("tenant")
        ]
        if len(unanswered) >= 6:
            yield CBA + "unanswered-calls"
    if row.more:
        own = [each for each in about_debtor if each.told("tenant") == row.told("tenant")]
        yield from _channel(row)
        yield from _party(row, own)
        yield from _visit(row, own)


def _channel(row: Row) -> Iterator[str]:
    said = row.told("contains").split(";")
    if row.channel == "postcard":
        yield SZ + "SZ-04"
    if row.channel == "social" and row.told("student") != "false":
        yield SZ + "SZ-13"
    if row.told("source") not in LAWFUL_SOURCES:
        yield SZ + "SZ-15"
    if row.told("purpose") in {"remind", "collect"} and "identity" not in said:
        yield CBA + "identity"
    if row.channel == "call" and "recorded" not in row.told("arrangements").split(";"):
        yield CBA + "recorded-calls"


def _party(row: Row, own: list[Row]) -> Iterator[str]:
    role, purpose = row.told("role"), row.told("purpose")
    if role in {"relative", "friend"}:
        yield SZ + "SZ-05"
    if role in {"relative", "friend", "classmate"}:
        yield SZ + "SZ-12"
    if role in {"co_debtor", "guarantor"} and not row.told("basis"):
        yield SZ + "SZ-12"
    if role not in UNRELATED:
        return
    if purpose not in {"locate", "relay"}:
        yield CBA + "third-parties"
    latest = [
        each
        for each in own
        if each.state == "inbound" or (each.channel == "call" and each.state != "not_sent")
    ]
    latest = sorted(latest, key=lambda each: (each.at, each.line))[-3:]
    if len(latest) < 3 or not all(each.state in SILENT for each in latest):
        yield CBA + "lost-contact-first"
    if "no_debt" not in row.told("contains").split(";"):
        yield CBA + "no-debt-told"


def _visit(row: Row, own: list[Row]) -> Iterator[str]:
    if row.channel != "visit":
        return
    clock, arranged = row.at.time(), set(row.told("arrangements").split(";"))
    if row.told("place") == "campus":
        yield SZ + "SZ-10"
        if any(first <= clock < last for first, last in LESSONS):
            yield SZ + "SZ-11"
    tried = [each for each in own if each.channel in {"call", "sms"} and each.state in ENDED]
    if len(tried) < 3:
        yield SZ + "SZ-17"
    if float(row.told("amount")) >= 50_000:
        yield SZ + "SZ-17-amount"
    if not {"paired", "identified"} <= arranged:
        yield CBA + "visits"
    if row.told("place") == "home" and "entry_consent" not in arranged:
        yield CBA + "entry"


# How each file is read: by its own columns, as its makers describe them.


def read(dialect: str, file: Path) -> list[Row]:
    """Read a sample in its dialect's own format."""
    return list(READERS[dialect](file))


def spelled_out(number: str) -> str:
    """Write a number the one way, however a file spells it."""
    bare = "+" + number[2:] if number.startswith("00") else number
    parsed = phonenumbers.parse(bare, "CN")
    assert phonenumbers.is_valid_number(parsed), number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def local(written: str) -> datetime:
    """Read a clock on a wall in Shanghai."""
    return datetime.fromisoformat(written).replace(tzinfo=SHANGHAI)


def _cells(file: Path, delimiter: str = ",") -> Iterator[tuple[int, list[str]]]:
    with file.open(encoding="utf-8", newline="") as stream:
        yield from enumerate(csv.reader(stream, delimiter=delimiter), 1)


def _named(file: Path, delimiter: str = ",") -> Iterator[tuple[int, dict[str, str]]]:
    rows = _cells(file, delimiter)
    _, names = next(rows)
    for line, cells in rows:
        yield line, dict(zip(names, cells, strict=True))


def _duegate(file: Path) -> Iterator[Row]:
    for line, row in _named(file):
        at = datetime.fromisoformat(row["at"]).astimezone(SHANGHAI)
        number = spelled_out(row["number"]) if row["number"] else ""
        yield Row(line, at, number, row["state"], row["withheld"] == "true", row)


def _call(line: int, at: datetime, source: str, target: str, state: str) -> Row:
    """Take a call between two ends; what came in came from the person."""
    inbound = state == "inbound"
    return Row(
        line, at, spelled_out(source if inbound else target), state, not source[-1:].isdigit()
    )


def _asterisk(file: Path) -> Iterator[Row]:
    words = {"NO ANSWER": "rang_no_answer", "BUSY": "not_connected", "ANSWERED": "answered"}
    for line, cells in _cells(file):
        state = "inbound" if cells[3] == "from-trunk" else words[cells[14]]
        assert len(cells) == 17
        assert int(cells[12]) >= int(cells[13])
        yield _call(line, local(cells[9]), cells[1], cells[2], state)


def _freeswitch(file: Path) -> Iterator[Row]:
    words = {"NO_ANSWER": "rang_no_answer", "USER_BUSY": "not_connected"}
    for line, cells in _cells(file):
        assert len(cells) == 15
        yield _call(line, local(cells[4]), cells[1], cells[2], words.get(cells[9], "answered"))


def _vicidial(file: Path) -> Iterator[Row]:
    words = {"NA": "rang_no_answer", "AB": "not_connected", "A": "voicemail"}
    for line, row in _named(file, "\t"):
        assert len(row) == 39
        assert row["gmt_offset_now"] == "8.00"
        number = f"+{row['phone_code']}{row['phone_number_dialed']}"
        state = words.get(row["status"], "answered")
        yield Row(line, local(row["call_date"]), spelled_out(number), state)


def _kamailio(file: Path) -> Iterator[Row]:
    words = {"200": "answered", "486": "not_connected", "487": "rang_no_answer"}
    begun: set[str] = set()
    for line, row in _named(file):
        if row["method"] == "BYE":
            assert row["callid"] in begun
            continue
        begun.add(row["callid"])
        at, state = local(row["time"]), words[row["sip_code"]]
        yield _call(line, at, row["src_user"], row["dst_user"], state)


def _twilio(file: Path) -> Iterator[Row]:
    words = {"no-answer": "rang_no_answer", "busy": "not_connected", "completed": "answered"}
    for line, written in enumerate(file.read_text("utf-8").splitlines(), 1):
        row = json.loads(written)
        at = datetime.fromisoformat(row["start_time"]).astimezone(SHANGHAI)
        state = "inbound" if row["direction"] == "inbound" else words[row["status"]]
        yield _call(line, at, row["from"], row["to"], state)


def _huawei(file: Path) -> Iterator[Row]:
    for line, cells in _cells(file):
        assert len(cells) == 30
        state = "answered" if cells[11] else "rang_no_answer"
        state = "inbound" if cells[15] == "0" else state
        yield _call(line, local(cells[7]), cells[5], cells[6], state)


def _volcengine(file: Path) -> Iterator[Row]:
    words = {"1": "answered", "7": "rang_no_answer", "8": "not_connected"}
    for line, row in _named(file):
        at = datetime.fromtimestamp(int(row["beginCallTime"]) / 1000, UTC).astimezone(SHANGHAI)
        yield _call(line, at, row["caller"], row["callee"], words[row["callResult"]])


def _aliyun(file: Path) -> Iterator[Row]:
    for line, row in _named(file):
        at = datetime.fromtimestamp(int(row["StartTime"]), UTC).astimezone(SHANGHAI)
        state = "answered" if row["AnswerTime"] else "rang_no_answer"
        yield _call(line, at, row["DisplayNumber"], row["CustomerNumber"], state)


def _sheet(file: Path) -> Iterator[Row]:
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 - one format needs it

    words = {"未接听": "rang_no_answer", "用户忙": "not_connected"}
    names, *rows = CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()
    for line, cells in enumerate(rows, 2):
        assert all(isinstance(cell, str) for cell in cells)
        row = dict(zip(map(str, names), map(str, cells), strict=True))
        state = words.get(row["呼叫结果"], "answered")
        state = "inbound" if row["呼叫方向"] == "呼入" else state
        yield _call(line, local(row["开始时间"]), row["主叫号码"], row["被叫号码"], state)


READERS = {
    "duegate": _duegate,
    "generic-zh": _sheet,
    "asterisk": _asterisk,
    "freeswitch": _freeswitch,
    "vicidial": _vicidial,
    "kamailio": _kamailio,
    "twilio": _twilio,
    "huawei-cec": _huawei,
    "volcengine": _volcengine,
    "aliyun": _aliyun,
}
