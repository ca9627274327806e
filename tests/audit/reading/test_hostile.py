"""Hostile and broken files: bounded, counted, said in words; nothing lost and nothing guessed."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import subprocess
import sys
import zipfile
from contextlib import suppress
from pathlib import Path

import duckdb
import pytest
import xlsxwriter
from hypothesis import given as drawn
from hypothesis import strategies as some
from tests.audit.reading.reads import CHINA, Read, reads, reads_file

from duegate.audit.reading import FileUnreadable, How, ReadingError, opening, workbook

HEAD = "start time,phone,agent\n"
ROW = "2026-10-01 08:00:00,13800138000,A\n"


def accounted(found: Read) -> tuple[int, int, int]:
    """Check that every row was read, refused or passed over, and give how many."""
    source = found.source
    assert source.rows == source.read + source.refused + source.passed_over
    assert (len(found.rows), len(found.refused)) == (source.read, source.refused)
    return source.read, source.refused, source.passed_over


ENDS = ["\n", "\r\n", "\r"]


@pytest.mark.parametrize("end", ENDS, ids=["lf", "crlf", "cr"])
def test_ragged_rows_are_numbered_and_refused(tmp_path: Path, end: str) -> None:
    """Too few cells, too many, a quote that never ends: each is one row, the others stand."""
    lines = [
        HEAD, ROW, "2026-10-01 08:00:00,13800138000\n", ROW, "a,b,c,d,e\n", ROW,
        '2026-10-01 08:01:00,13800138000,"two\nlines, ""so"""\n', '"x"y,1,2\n', ROW,
    ]  # fmt: skip
    found = reads(tmp_path / "x.csv", "".join(lines).replace("\n", end))
    assert accounted(found) == (5, 3, 0)
    assert found.reasons() == dict.fromkeys((3, 5, 8), "columns")
    assert found.column("line") == [2, 4, 6, 7, 9]
    assert str(found.column("agent")[3]).endswith('lines, "so"')


def test_a_quote_that_never_ends_takes_one_row(tmp_path: Path) -> None:
    """What stands below it is not swallowed."""
    found = reads(tmp_path / "x.csv", HEAD + ROW + '2026,"open,A\n' + ROW + ROW)
    assert accounted(found) == (3, 1, 0)
    assert found.reasons() == {3: "time_unreadable"}


def test_blank_lines_count_as_rows(tmp_path: Path) -> None:
    """So that the number of a row is where an editor shows it."""
    found = reads(tmp_path / "x.csv", HEAD + ROW + "\n" + ROW + "\n\nx,y\n" + ROW + ",,\n")
    assert accounted(found) == (3, 1, 4)
    assert found.column("line") == [2, 4, 8]
    assert found.reasons() == {7: "columns"}


def test_broken_characters_refuse_their_row(tmp_path: Path) -> None:
    """Other bytes in the middle of UTF-8, or of GB18030; a byte of nought."""
    chinese = ROW.replace("A", "张三").encode()
    odd = ROW.replace("A", "李四").encode("gb18030")
    found = reads(tmp_path / "x.csv", HEAD.encode() + chinese * 3 + odd + chinese)
    assert found.source.charset == "utf-8"
    assert found.reasons() == {5: "encoding"}
    assert found.column("agent") == ["张三"] * 4
    other = reads(tmp_path / "y.csv", HEAD.encode() + odd * 3 + b"\xff\xff\xff" + odd)
    assert (other.source.charset, other.reasons()) == ("gb18030", {5: "encoding"})
    nought = reads(tmp_path / "z.csv", HEAD + ROW + ROW.replace("A", "A\0B") + ROW)
    assert (nought.reasons(), accounted(nought)) == ({3: "encoding"}, (2, 1, 0))
    latin = HEAD.encode() + ROW.replace("A", "José").encode("latin-1")
    assert reads(tmp_path / "l.csv", latin).reasons() == {2: "encoding"}
    told = reads(tmp_path / "l.csv", latin, How(zone=CHINA, charset="latin-1"))
    assert told.column("agent") == ["José"]


LONG = """
import sys, resource, duckdb
from pathlib import Path
from duegate.audit.reading import How, read
connection = duckdb.connect(config={"memory_limit": "200MB"})
given = read(connection, [Path(sys.argv[1])], How(zone="Asia/Shanghai"))
source = given.sources[0]
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(source.rows, source.read, source.refused, peak // 1024)
print(connection.execute("SELECT line, reason, length(excerpt) FROM refused").fetchall())
"""


def test_an_endless_line_is_one_refused_row(tmp_path: Path) -> None:
    """Hundreds of megabytes without a line end: refused as too long, in bounded memory."""
    path = tmp_path / "x.csv"
    with path.open("wb") as file:
        file.write((HEAD + ROW).encode())
        for _ in range(400):
            file.write(b"13800138000," * 87_382)
        file.write(b"\n" + ROW.encode())
    done = subprocess.run(
        [sys.executable, "-c", LONG, str(path)], capture_output=True, text=True, check=True
    )
    counts, refused = done.stdout.splitlines()
    *rows, peak = map(int, counts.split())
    assert rows == [3, 2, 1]
    assert refused.startswith("[(3, 'too_long', ")
    assert int(refused.split(", ")[2].strip(")]")) <= 120
    assert peak < 400


def test_an_endless_line_of_json_too(tmp_path: Path) -> None:
    """The same among objects; a line that is no object is refused, a blank one passed over."""
    row = json.dumps({"time": "2026-10-01 08:00:00", "phone": "13800138000"}) + "\n"
    long = json.dumps({"time": "x" * 2_000_000}) + "\n"
    found = reads(tmp_path / "x.json", row + long + '{"broken\n[1]\n\n' + row)
    assert accounted(found) == (2, 3, 1)
    assert found.reasons() == {2: "too_long", 3: "other", 4: "other"}


def test_files_that_are_none(tmp_path: Path) -> None:
    """Empty, a folder, nowhere, a picture of something else: said in words."""
    said = {
        "empty.csv": (b"", "is empty"),
        "blank.csv": (b"\n\n \n", "is empty"),
        "x.pdf": (b"%PDF-1.7", "is a PDF"),
        "x.zst": (b"\x28\xb5\x2f\xfd", "is packed by zstd"),
        "cut.gz": (gzip.compress(os.urandom(5_000))[:-9], "ends in the middle"),
        "bad.gz": (b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xff\xff\xff", "is broken gzip"),
        "bad.parquet": (b"PAR1xxxx", "is broken Parquet"),
        "bad.xls": (b"\xd0\xcf\x11\xe0rest", "is no workbook that can be read"),
        "bad.xlsx": (b"PK\x03\x04rest", "is no workbook that can be read"),
    }
    for name, (content, words) in said.items():
        with pytest.raises(FileUnreadable, match=words) as stopped:
            reads(tmp_path / name, content)
        assert str(stopped.value).startswith(name)
    with pytest.raises(FileUnreadable, match="is a folder"):
        reads_file(tmp_path)
    with pytest.raises(FileUnreadable, match="is no file"):
        reads_file(tmp_path / "nowhere.csv")


def test_a_file_nobody_may_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system's own word for it."""
    path = tmp_path / "x.csv"
    path.write_text(HEAD)

    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(FileUnreadable, match="cannot be read: Permission denied"):
        reads_file(path)


def test_only_a_header_is_a_month_without_calls(tmp_path: Path) -> None:
    """No rows, and no error."""
    found = reads(tmp_path / "x.csv", HEAD)
    assert accounted(found) == (0, 0, 0)
    assert found.source.columns["at"] == "start time"


def test_the_name_says_nothing(tmp_path: Path) -> None:
    """A workbook called .csv, Parquet called .xlsx, text called .parquet."""
    book = tmp_path / "book.csv"
    with xlsxwriter.Workbook(tmp_path / "b.xlsx") as made:
        sheet = made.add_worksheet()
        for place, line in enumerate([HEAD, ROW]):
            sheet.write_row(place, 0, line.strip().split(","))
    (tmp_path / "b.xlsx").rename(book)
    table = tmp_path / "table.xlsx"
    duckdb.execute(
        f"COPY (SELECT '2026-10-01 08:00:00' AS 时间, '13800138000' AS 号码) TO '{table}'"
        " (FORMAT parquet)"
    )
    text = tmp_path / "text.parquet"
    text.write_text(HEAD + ROW.replace("08", "09"))
    packed = tmp_path / "packed.csv"
    packed.write_bytes(gzip.compress((HEAD + ROW.replace("08", "10")).encode()))
    found = reads_file(book, table, text, packed)
    assert found.column("number") == ["13800138000"] * 4


def test_ten_thousand_columns(tmp_path: Path) -> None:
    """Wide is no fault."""
    names = [f"c{place}" for place in range(9_998)]
    head = ",".join(["start time", *names, "phone"])
    row = ",".join(["2026-10-01 08:00:00", *["x"] * 9_998, "13800138000"])
    found = reads(tmp_path / "x.csv", f"{head}\n{row}\n{row}\n")
    assert accounted(found) == (2, 0, 0)


def test_a_trailing_delimiter_and_rows_wider_than_the_header(tmp_path: Path) -> None:
    """Exports often end each row with one; the cells before it are where the header says."""
    found = reads(tmp_path / "x.csv", HEAD + ROW.replace("\n", ",\n") * 3)
    assert accounted(found) == (3, 0, 0)
    short = reads(tmp_path / "y.csv", HEAD.strip() + ",note\n" + ROW * 3)
    assert accounted(short) == (3, 0, 0)


def test_bombs_are_refused_before_they_unfold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By what they say of themselves, by what they do, by how tight they are packed."""
    monkeypatch.setattr(opening, "RATIO_FREE_BYTES", 1 << 20)
    monkeypatch.setattr(workbook, "RATIO_FREE_BYTES", 1 << 20)
    with pytest.raises(FileUnreadable, match="more than 200 times its size"):
        reads(tmp_path / "x.gz", gzip.compress(b"\0" * (40 << 20)))
    twice = gzip.compress(gzip.compress(gzip.compress(HEAD.encode())))
    with pytest.raises(FileUnreadable, match="packed over and over"):
        reads(tmp_path / "y.gz", twice)
    bomb = tmp_path / "b.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<a/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (40 << 20))
    with pytest.raises(FileUnreadable, match="more than 150 times its size"):
        reads_file(bomb)
    monkeypatch.setattr(workbook, "PARTS_MAX", 1)
    with pytest.raises(FileUnreadable, match="has more than 1 parts"):
        reads_file(bomb)


def test_a_part_that_lies_about_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The declared size is not believed: what comes out is counted."""
    bomb = tmp_path / "b.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<a/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (4 << 20))
    data = bomb.read_bytes().replace((4 << 20).to_bytes(4, "little"), (9).to_bytes(4, "little"))
    bomb.write_bytes(data)
    monkeypatch.setattr(workbook, "RATIO_FREE_BYTES", 1 << 10)
    with pytest.raises(FileUnreadable):
        reads_file(bomb)


def test_a_sheet_of_a_billion_cells_dies_alone(tmp_path: Path) -> None:
    """Two cells at the far corners mean more cells than any memory holds."""
    path = tmp_path / "x.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "a")
        sheet.write(1_048_575, 16_383, "z")
    with pytest.raises(FileUnreadable, match="too large to open as a workbook"):
        reads_file(path)


def test_a_zip_of_tables_is_no_workbook(tmp_path: Path) -> None:
    """It must be unpacked by somebody who knows what is in it."""
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", HEAD + ROW)
    with pytest.raises(FileUnreadable, match="is a zip archive; unpack it"):
        reads_file(path)


def test_excerpts_show_no_number(tmp_path: Path) -> None:
    """Digits and mailboxes are hidden, control characters gone, and it is short."""
    rows = [
        "yesterday,13800138000,A\n", "yesterday,138 0013 8000,A\n", "13800138000,b\n",
        "yesterday,(212) 555-0123,A\n", "yesterday,a.person@example.com,A\n",
        f"yesterday,{'13800138000 ' * 90},A\n",
    ]  # fmt: skip
    found = reads(tmp_path / "x.csv", HEAD + ROW + "".join(rows))
    assert len(found.refused) == 6
    for _, _, excerpt in found.refused:
        assert "00138000" not in excerpt
        assert "0013 8000" not in excerpt
        assert "0123" not in excerpt
        assert "a.person" not in excerpt
        assert len(excerpt) <= 120


def test_the_engine_fetches_nothing(tmp_path: Path) -> None:
    """It may neither install nor load what is not built in."""
    found = reads(tmp_path / "x.csv", HEAD + ROW)
    for name in ("autoinstall_known_extensions", "autoload_known_extensions"):
        row = found.connection.execute(f"SELECT current_setting('{name}')").fetchone()
        assert row == (False,)


CELLS = some.text(
    some.characters(codec="utf-8", exclude_characters="\0\r\ufdd0\ufdd1\ufdd2"), max_size=8
)
TIMES = some.sampled_from(["2026-10-01 08:00:00", "", "x", "2026/10/1 8:05", "1790812800"])
NUMBERS = some.sampled_from(["13800138000", "", "138****8000", "1.38E+10", "+8613800138000"])
RECORDS = some.tuples(TIMES, NUMBERS, CELLS).map(list)
JUNK = some.lists(CELLS, min_size=1, max_size=6)


@drawn(some.lists(some.one_of(RECORDS, RECORDS, JUNK), max_size=30), some.sampled_from(ENDS[:2]))
def test_no_row_is_ever_lost(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], end: str
) -> None:
    """Whatever cells hold: rows == read + refused + passed over == rows that were written."""
    text = io.StringIO()
    write = csv.writer(text, lineterminator=end)
    write.writerow(["start time", "phone", "agent"])
    write.writerows(rows)
    path = tmp_path_factory.mktemp("rows") / "x.csv"
    found = reads(path, text.getvalue().encode("utf-8", "surrogatepass"))
    accounted(found)
    assert found.source.rows == len(rows)
    refused, read = set(found.reasons()), set(found.column("line"))
    assert len(refused) == found.source.refused
    assert not refused & read
    assert read | refused <= set(range(2, len(rows) + 2))


@drawn(some.binary(max_size=400))
def test_no_bytes_break_the_reader(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    """Any bytes below a header end in rows or in a sentence, never in a stack trace."""
    path = tmp_path_factory.mktemp("bytes") / "x.csv"
    accounted(reads(path, HEAD.encode() + ROW.encode() + content))
    with suppress(ReadingError):
        accounted(reads(path, content))
