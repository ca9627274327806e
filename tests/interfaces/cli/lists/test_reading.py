"""Lists read: every line comes out as a contact or as its reason, in order, and nothing is lost."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.interfaces.cli.calling import GOOD, contact

from duegate.errors import DuegateError
from duegate.interfaces.cli.lists.reading import (
    BATCH_MAX,
    LINE_BYTES_MAX,
    Line,
    ListRefused,
    read_list,
)
from duegate.interfaces.cli.lists.rows import HeaderRefused, Stated
from duegate.model.contact import Channel, Role, Source

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
ZONED = Stated(NOW, "acme", "Asia/Shanghai")
HEADER = "编号,时间,渠道,主叫号码,手机号,关系,客户编号,借据号,用途,来源,姓名"
ROW = "{id},2026-11-23 12:00,电话,+862154320000,+8613800138000,本人,d-1,L-1,催收,债权人档案,李某"


class Pipe(io.RawIOBase):
    """A stream that cannot be rewound and gives what comes in, piece by piece."""

    def __init__(self, pieces: list[bytes]) -> None:
        self.pieces = pieces

    def readable(self) -> bool:
        """It is read."""
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - whatever bytes are read into
        """Give the next piece."""
        piece = self.pieces.pop(0) if self.pieces else b""
        buffer[: len(piece)] = piece
        return len(piece)


def piped(pieces: list[bytes]) -> io.BufferedReader[Any]:
    """Give a pipe through which the pieces come, one at a time."""
    return io.BufferedReader(Pipe(pieces), 65_536)


def batches(
    content: str | bytes, stated: Stated = ZONED, heard: Callable[[str], None] = lambda _: None
) -> Iterator[list[Line]]:
    """Read a list from a file."""
    data = content if isinstance(content, bytes) else content.encode()
    return read_list(io.BufferedReader(io.BytesIO(data)), lambda: stated, heard)


def lines(content: str | bytes, stated: Stated = ZONED) -> list[Line]:
    """Read all of it."""
    return [line for batch in batches(content, stated) for line in batch]


def ids(found: list[Line]) -> list[str | None]:
    """Give the ids of what was read, `None` for what was not."""
    return [None if line.contact is None else line.contact.id for line in found]


def test_one_contact_may_be_written_over_several_lines() -> None:
    """As a person writes it."""
    (line,) = lines(json.dumps(GOOD, indent=2))
    assert line.contact is not None
    assert line.contact.id == "c1"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_json_lines_are_read_one_by_one(encoding: str) -> None:
    """Empty lines count as lines and are nothing."""
    text = "\n".join(
        ["", json.dumps(GOOD | {"id": "催"}, ensure_ascii=False), "", json.dumps(GOOD)]
    )
    found = lines(text.encode(encoding))
    assert [line.number for line in found] == [2, 4]
    assert ids(found) == ["催", "c1"]


def test_a_bad_line_stops_nobody() -> None:
    """Wherever it is: first, between, last."""
    good = json.dumps(GOOD)
    found = lines("\n".join(['{"id":', good, "x", good, good[:-1]]))
    assert ids(found) == [None, "c1", None, "c1", None]
    assert [line.problem.partition(":")[0] for line in found if line.problem] == [
        "line 1", "line 3", "line 5",
    ]  # fmt: skip


def test_a_line_without_end_is_refused_and_skipped() -> None:
    """Memory is bounded by the line, not by the file."""
    found = lines(b"\n".join([b'{"id": "' + b"x" * 5_000_000, json.dumps(GOOD).encode()]))
    assert ids(found) == [None, "c1"]
    assert found[0].problem == "line 1: has more than 65536 bytes; a contact is shorter"


def test_what_is_missing_and_known_is_filled_in() -> None:
    """The tenant that is said once, and the clock's instant."""
    (line,) = lines(json.dumps(contact(at=None, tenant=None)))
    assert line.contact is not None
    assert (line.contact.at, line.contact.tenant) == (NOW, "acme")


@pytest.mark.parametrize("separator", [",", "\t", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_is_read_in_its_encoding_and_with_its_separator(
    encoding: str, separator: str
) -> None:
    """A real list: Chinese headings and words, a column that is not ours."""
    heard: list[str] = []
    text = "\r\n".join([HEADER, ROW.format(id="a"), "", ROW.format(id="b")]).replace(",", separator)
    found = [
        line for batch in batches(text.encode(encoding), ZONED, heard.append) for line in batch
    ]
    assert ids(found) == ["a", "b"]
    assert [line.number for line in found] == [2, 4]
    assert heard == ["姓名"]
    read = found[0].contact
    assert read is not None
    assert (read.channel, read.recipient.role) == (Channel.CALL, Role.DEBTOR)
    assert read.provenance is not None
    assert read.provenance.source is Source.CREDITOR_FILE
    assert read.at == NOW
    assert read.recipient.number == "+8613800138000"


def test_a_pipe_is_read_as_it_comes() -> None:
    """A contact is given when its line is there, though more is to come; a table is read whole."""
    good = json.dumps(GOOD).encode() + b"\n"
    pieces = [good[:100], good[100:] + good, good]
    stream = piped(pieces)
    reading = read_list(stream, lambda: ZONED, lambda _: None)
    assert len(next(reading)) == 2
    assert pieces == [good]
    assert len(next(reading)) == 1
    table = [
        HEADER.encode() + b"\n",
        ROW.format(id="a").encode()[:60],
        ROW.format(id="a").encode()[60:],
    ]
    stream = piped(table)
    assert [ids(batch) for batch in read_list(stream, lambda: ZONED, lambda _: None)] == [["a"]]


def test_batches_are_bounded() -> None:
    """However long the list is."""
    sizes = [len(batch) for batch in batches(f"{json.dumps(GOOD)}\n" * (2 * BATCH_MAX + 1))]
    assert sum(sizes) == 2 * BATCH_MAX + 1
    assert max(sizes) <= BATCH_MAX


def table(*rows: str, header: str = HEADER) -> str:
    """Write a table."""
    return "\n".join([header, *rows])


BAD_ROWS = {
    ROW.format(id="a").replace("电话", "传真"): (
        'line 2: column "渠道": "传真" is not one of call, sms, email, letter, postcard, visit, '
        "social, app"
    ),
    ROW.format(id="a").replace("+8613800138000", "1.38E+10"): (
        'line 2: column "手机号": "1.38E+10" was changed by a spreadsheet; format the column as '
        "text and export it again"
    ),
    ROW.format(id="a").replace("2026-11-23 12:00", "46349.5"): (
        'line 2: column "时间": expected a time like 2026-11-23T12:00:00+08:00, got "46349.5"'
    ),
    ROW.format(id="a").replace("d-1", ""): "line 2: /debtor: is missing",
    ROW.format(id="a") + ",x": (
        "line 2: has 12 cells where the header has 11; quote the cells that hold a separator"
    ),
    ROW.format(id='"a\n"'): (
        'line 2: column "编号": has a line break; check the quotes, or write it on one line'
    ),
    ROW.format(id="a").replace("李某", f'"李某\n{ROW}"'): (
        'line 2: column "姓名": seems to hold whole rows; check the quotes'
    ),
    ROW.format(id='"a"b'): "line 2: not a row: ',' expected after '\"'; check the quotes",
    ROW.format(id='"a'): "lines 2 to 3: not a row: unexpected end of data; check the quotes",
}


@pytest.mark.parametrize("row", BAD_ROWS, ids=range(len(BAD_ROWS)))
def test_a_bad_row_is_told_with_its_line_and_column(row: str) -> None:
    """Message by message; a row that swallowed others says which."""
    found = lines(table(row, ROW.format(id="b")))
    assert [line.problem for line in found if line.problem] == [BAD_ROWS[row]]
    assert ids(found) == ([None] if "lines" in BAD_ROWS[row] else [None, "b"])


def test_a_caller_may_be_hidden_in_its_own_column() -> None:
    """As call records write it."""
    (line,) = lines(table(ROW.format(id="a").replace("+862154320000", "隐藏")))
    assert line.contact is not None
    assert line.contact.caller is not None
    assert line.contact.caller.withheld


def test_the_zone_of_a_row_goes_before_the_stated_one() -> None:
    """Noon in Berlin is not noon in Shanghai; without either the row is refused."""
    text = table(ROW.format(id="a") + ",Europe/Berlin", header=HEADER + ",时区")
    (line,) = lines(text)
    assert line.contact is not None
    assert line.contact.at == datetime(2026, 11, 23, 11, tzinfo=UTC)
    (line,) = lines(table(ROW.format(id="a")), Stated(NOW, "acme"))
    assert line.problem.endswith("say once where these clocks stand: --zone Asia/Shanghai")


def test_a_row_without_id_is_named_by_its_line() -> None:
    """And is known to have no name of its own."""
    (line,) = lines(table(ROW.format(id="")))
    assert ids([line]) == ["line-2"]
    assert not line.named
    assert lines(table(ROW.format(id="a")))[0].named


def test_a_column_can_be_said_once_for_the_whole_list() -> None:
    """A cell that is filled goes before it."""
    header, row = (
        HEADER.replace("渠道", "金额"),
        ROW.format(id="a").replace("电话", "20,000").split(","),
    )
    row[2:4] = ['"20,000"']
    stated = Stated(NOW, "acme", "Asia/Shanghai", {"/channel": "短信"})
    (line,) = lines("\n".join([header, ",".join(row)]), stated)
    assert line.contact is not None
    assert line.contact.channel is Channel.SMS


HEADERS = {
    HEADER.replace("渠道,", ""): (
        "no column for /channel: head one with any of 渠道, 方式, 联络方式, 催收方式, 触达方式, "
        "外呼方式, channel, or say it once: --set channel=..."
    ),
    HEADER + ",被叫号码": 'columns "手机号" and "被叫号码" are the same; keep one',
    HEADER + ",chanel": 'column "chanel" is not known; did you mean "channel"?',
}


@pytest.mark.parametrize("header", HEADERS)
def test_a_header_that_misleads_is_refused(header: str) -> None:
    """Before anything is decided."""
    with pytest.raises(HeaderRefused) as refused:
        lines(table(ROW.format(id="a"), header=header))
    assert str(refused.value) == HEADERS[header]


NO_LISTS: dict[bytes, str] = {
    b"": "is empty; give a contact as JSON, one a line, or a table with a header",
    b" \n ": "is empty; give a contact as JSON, one a line, or a table with a header",
    b'[{"id": 1}]': "is one JSON list; write one contact a line instead, as `jq -c '.[]'` does",
    b"PK\x03\x04": "is an Excel workbook or archive; save the sheet as CSV (UTF-8)",
    b"id,\xff\xff": "is neither UTF-8 (byte 4) nor GB18030 (byte 4); save it as UTF-8",
    b"x" * (LINE_BYTES_MAX + 1): "line 1 has more than 65536 bytes; a contact is shorter",
}


@pytest.mark.parametrize("content", NO_LISTS, ids=range(len(NO_LISTS)))
def test_what_is_no_list_is_refused_as_a_whole(content: bytes) -> None:
    """Message by message."""
    with pytest.raises(ListRefused) as refused:
        lines(content)
    assert str(refused.value) == NO_LISTS[content]


@given(st.binary(max_size=400) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_a_list_or_no_list(content: bytes) -> None:
    """Nothing but lines and our own errors come out."""
    found: list[Line] = []
    with contextlib.suppress(DuegateError):
        found = lines(content)
    assert all(line.problem or line.contact for line in found)


@given(st.lists(st.sampled_from([ROW.format(id="a"), ROW.format(id='"'), "", "x", ",,,", ROW])))
def test_every_row_of_a_table_comes_out(rows: list[str]) -> None:
    """As a contact, as a reason, or as part of a row whose quotes are wrong."""
    text = table(*rows)
    told = lines(text) if rows else []
    good = sum(row == ROW.format(id="a") for row in rows) if '"' not in text else 0
    assert len([line for line in told if line.contact]) >= good
    assert all(line.contact.id in {"a", "{id}"} for line in told if line.contact)
