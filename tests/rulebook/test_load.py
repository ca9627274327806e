"""A pack read from its files: what is taken, and the sentence for every mistake."""

from __future__ import annotations

import re
from datetime import date

import pytest
from tests.rulebook.mistakes import CAP, FILES, HEAD, HOURS, MISTAKES, SCENARIOS

from duegate.rulebook.errors import PackError
from duegate.rulebook.kinds import FrequencyCap, TimeWindow
from duegate.rulebook.load import FILE_BYTES_MAX, hash_of, load_pack
from duegate.rulebook.time_of_day import TimeOfDay


def files(**changed: str) -> dict[str, bytes]:
    """Give the files of the pack, some of them changed."""
    named = {f"{stem}.toml": text for stem, text in changed.items()}
    return {name: text.encode() for name, text in {**FILES, **named}.items()}


def test_a_pack_is_read() -> None:
    """Head, clauses in the order of their names, scenarios, and where the tables stand."""
    pack = load_pack("town", files())
    assert (pack.head.id, pack.head.checked) == ("town", date(2026, 11, 23))
    assert [clause.id for clause in pack.clauses] == ["town/cap", "town/hours"]
    cap, hours = (clause.version[0].rule for clause in pack.clauses)
    assert isinstance(cap, FrequencyCap)
    assert isinstance(hours, TimeWindow)
    assert (hours.hours[0].open, hours.hours[0].close) == (TimeOfDay(28_800), TimeOfDay(75_600))
    assert pack.scenarios[0].beside == ()
    for name, text, table in (("town/hours", HOURS, "at  "), ("a-day", SCENARIOS, "at  ")):
        assert text.split("\n")[pack.tables[name] - 1].startswith(table)


def test_the_hash_is_over_every_byte_and_every_name() -> None:
    """Order does not matter; a byte that moves from one file to the next does."""
    plain = files()
    assert load_pack("town", plain).hash == hash_of(dict(reversed(plain.items())))
    assert hash_of({**plain, "cap.toml": plain["cap.toml"] + b"\n"}) != hash_of(plain)
    assert hash_of({"a": b"bc", "d": b""}) != hash_of({"a": b"b", "cd": b""})
    assert re.fullmatch("[0-9a-f]{64}", hash_of({}))


def test_line_ends_of_another_system_are_read_alike() -> None:
    """The lines of the tables stay where they are."""
    there = {name: text.replace(b"\n", b"\r\n") for name, text in files().items()}
    assert load_pack("town", there).tables == load_pack("town", files()).tables


def parts(text: str) -> tuple[str, str, str]:
    """Take a clause apart: what stands before its version, the version, its rows."""
    head, rest = text.split("[[version]]")
    version, cases = rest.split("[cases]\ntable = '''\n")
    return head, version, cases.removesuffix("'''\n")


def joined(head: str, versions: list[str], rows: str) -> str:
    """Put a clause together again."""
    body = "".join(f"[[version]]{version}" for version in versions)
    return f"{head}{body}[cases]\ntable = '''\n{rows}'''\n"


def ruled(rule: str, rows: str) -> dict[str, bytes]:
    """Give the files of the pack with another rule in the cap's place."""
    head, version, _ = parts(CAP)
    version = version.split("[version.rule]")[0].replace("{used}", "x").replace("{limit}", "x")
    table = f"at | verdict\n-- | --\n{rows}"
    return files(cap=joined(head, [f"{version}[version.rule]\n{rule}"], table))


def test_a_later_version_may_follow() -> None:
    """Each with the boundary rows of its own days."""
    head, version, rows = parts(HOURS)
    first = version.replace("2017-06-01", "2017-06-01\nuntil   = 2018-01-01")
    second = version.replace("2017-06-01", "2018-01-01").replace("21:00", "20:00")
    more = """\
2018-01-01 07:59  | defer    2018-01-01 08:00
2018-01-01 08:00  | allow    -
2018-01-01 19:59  | allow    -
2018-01-01 20:00  | defer    2018-01-02 08:00
"""
    pack = load_pack("town", files(hours=joined(head, [first, second], rows + more)))
    dated = [version.since for version in pack.clauses[1].version]
    assert dated == [date(2017, 6, 1), date(2018, 1, 1)]
    with pytest.raises(PackError, match="version 2: no row at 20:00, the closing, refused"):
        load_pack("town", files(hours=joined(head, [first, second], rows)))


@pytest.mark.parametrize(
    ("file", "right", "wrong", "sentence"),
    MISTAKES,
    ids=[f"{number}-{mistake[0]}" for number, mistake in enumerate(MISTAKES, 1)],
)
def test_a_mistake_is_said(file: str, right: str, wrong: str, sentence: str) -> None:
    """The file, the place, what is wrong, what to do."""
    text = FILES.get(file, "")
    assert right in text
    made = {**files(), file: text.replace(right, wrong, 1).encode()}
    with pytest.raises(PackError) as caught:
        load_pack("town", made)
    said = "\n".join(caught.value.problems)
    assert sentence in said
    assert all(problem.startswith("town/") for problem in caught.value.problems)
    assert all("\n" not in problem for problem in caught.value.problems)


def test_a_pack_without_a_head_is_refused() -> None:
    """Nobody could say which regulation it is."""
    headless = files()
    del headless["pack.toml"]
    with pytest.raises(PackError, match=r"town/pack.toml: is missing; a pack says there"):
        load_pack("town", headless)


def test_a_pack_without_a_clause_is_refused() -> None:
    """It would find nothing and let everything pass."""
    with pytest.raises(PackError, match=r"town/pack.toml: the pack has no clause; add one"):
        load_pack("town", {"pack.toml": HEAD.encode()})


def test_a_pack_without_a_source_is_refused() -> None:
    """What is cited must have been read somewhere."""
    bare = HEAD.split("[sources")[0] + "[sources]\n"
    with pytest.raises(PackError, match="sources: there is none; say where the text was read"):
        load_pack("town", files(pack=bare))


def test_a_clause_without_a_version_is_refused() -> None:
    """It would never be in force."""
    none = HOURS.split("[[version]]")[0] + "version = []\n[cases]" + HOURS.split("[cases]")[1]
    with pytest.raises(PackError, match=r"there is no \[\[version\]\]; a clause has at least one"):
        load_pack("town", files(hours=none))


def test_a_clause_without_a_table_is_refused() -> None:
    """A table is part of the clause, and it has rows."""
    bare, _ = HOURS.split("[cases]")
    with pytest.raises(PackError, match=r"town/hours.toml: `cases` is missing; add it"):
        load_pack("town", files(hours=bare))
    with pytest.raises(PackError, match="cases: line 1: no rows; a table is a header"):
        load_pack("town", files(hours=f'{bare}[cases]\ntable = ""\n'))


def test_versions_that_overlap_or_go_back_are_refused() -> None:
    """One day, one version; the earlier stands first."""
    head, first, rows = parts(HOURS)
    second = first.replace("2017-06-01", "2018-01-01")
    sentence = r"version 1 overlaps version 2; end it with `until = 2018-01-01` or earlier"
    with pytest.raises(PackError, match=sentence):
        load_pack("town", files(hours=joined(head, [first, second], rows)))
    with pytest.raises(PackError, match="version 2 begins before version 1; put the earlier first"):
        load_pack("town", files(hours=joined(head, [second, first], rows)))


def test_a_kind_that_cannot_wait_does_not_defer() -> None:
    """A deferral carries its instant; a ban has none."""
    rule = 'kind = "channel_ban"\nchannels = ["call"]\notherwise = "defer"\n'
    rows = "2017-06-01 12:00 | deny\n2017-05-01 12:00 | allow\n"
    with pytest.raises(PackError, match="otherwise: this kind names no instant to wait for"):
        load_pack("town", ruled(rule, rows))


def test_an_amount_band_has_something_below_it() -> None:
    """From nothing on, every debt would be large."""
    rule = 'kind = "amount_band"\nthreshold = 0\ncurrency = "CNY"\n'
    rows = "2017-06-01 12:00 | review\n2017-05-01 12:00 | allow\n"
    with pytest.raises(PackError, match="threshold: every debt reaches it; write an amount above"):
        load_pack("town", ruled(rule, rows))


def test_a_clause_that_awaits_evidence_shows_whom_it_concerns() -> None:
    """It has no refused row, but one that is unjudged."""
    rule = 'kind = "conduct_ban"\nact = "sit_in"\nevidence = { zh = "报告", en = "a report" }\n'
    right = ruled(rule, "2017-06-01 12:00 | unjudged\n")
    assert load_pack("town", right).clauses[0].id == "town/cap"
    with pytest.raises(PackError, match="no row wants `unjudged`; add one that the clause concern"):
        load_pack("town", ruled(rule, "2017-06-01 12:00 | allow\n"))


def test_bytes_that_are_no_text_are_refused() -> None:
    """UTF-8, and a size and depth that a clause needs."""
    gb = {**files(), "cap.toml": CAP.encode("gb18030")}
    with pytest.raises(PackError, match=r"town/cap.toml: byte \d+ is not UTF-8; save the file as"):
        load_pack("town", gb)
    with pytest.raises(PackError, match=f"1000001 bytes, the most is {FILE_BYTES_MAX}; split"):
        load_pack("town", {**files(), "cap.toml": b"#" * (FILE_BYTES_MAX + 1)})
    with pytest.raises(PackError, match="lists or tables lie too deep; a clause is flat"):
        load_pack("town", {**files(), "cap.toml": b"x = " + b"[" * 100_000})


def test_every_file_is_looked_at() -> None:
    """Mistakes in several files are told together."""
    made = files(
        pack=HEAD.replace("Asia/Shanghai", "Asia/Peking"),
        cap=CAP.replace("limit    = 2", "limits   = 2"),
        hours=HOURS.replace("第一条", ""),
    )
    with pytest.raises(PackError) as caught:
        load_pack("town", made)
    places = [problem.partition(":")[0] for problem in caught.value.problems]
    assert sorted(places) == ["town/cap.toml", "town/hours.toml", "town/pack.toml"]
    assert str(caught.value) == "\n".join(caught.value.problems)
