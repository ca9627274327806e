"""Evidence files are written and read in one form, with a summary for people."""

from __future__ import annotations

import json

import pytest
from tests.evidence.sample import (
    CLAUSE,
    ORIGIN,
    SampleLog,
    busy_log,
    key,
    one_decision,
    whole_chain,
)

from duegate.evidence import canonical, file, summary
from duegate.evidence.file import FileUnreadable
from duegate.model.text import Text


def test_a_file_comes_back() -> None:
    """What was written is read, signed by the log's key and no other."""
    read = file.read(one_decision(busy_log()))
    document = read.document
    assert (document.format, document.origin) == ("duegate-evidence/v1", ORIGIN)
    assert document.vkey == key().verifier.vkey
    assert document.clauses == (CLAUSE,)
    assert document.zones == ("Asia/Shanghai",)
    assert [opened.value for opened in document.entry.opened] == ["acme"]
    assert read.is_signed_by(key().verifier.public)
    assert not read.is_signed_by(key("other").verifier.public)


def test_a_file_is_one_line_any_program_reads() -> None:
    """It is plain JSON; a person finds the summary in it."""
    data = one_decision(busy_log())
    assert data.count(b"\n") == 1
    assert "放行" in json.loads(data)["summary"]["zh"]


def test_the_summary_tells_the_decision() -> None:
    """What, when by the debtor's clock, why, what became of it, how much is shown."""
    document = file.read(one_decision(busy_log())).document
    assert document.summary.en.split("\n") == [
        "decision dec_8 at 2026-11-23 20:00:00 (Asia/Shanghai), channel: calls, verdict: allowed",
        "by cn-shenzhen/daily-cap (2021-01-01): 3 contacts today, the limit is 3",
        document.summary.en.split("\n")[2],
        "entries in this file: decision 1, outcome 1, allowed 1",
    ]
    assert document.summary.en.split("\n")[2].startswith("outcome: ")
    assert document.summary.en.split("\n")[2].endswith("at 2026-11-23 20:05:00 (Asia/Shanghai)")
    assert len(document.summary.zh.split("\n")) == 4


def test_the_summary_tells_when_a_deferred_contact_may_leave() -> None:
    """The first lawful instant stands by the debtor's clock, and everything shown is counted."""
    document = file.read(whole_chain(busy_log())).document
    assert "first lawful instant: 2026-11-24 08:00:00 (Asia/Shanghai)" in document.summary.en
    assert "最早可联络时间：2026-11-24 08:00:00 (Asia/Shanghai)" in document.summary.zh
    assert document.summary.en.endswith(
        "entries in this file: decision 4, outcome 3, deferred 1, allowed 3"
    )


def test_other_entries_are_told_as_they_are() -> None:
    """An entry of another kind, with words this version does not know, is told with its own."""
    told = summary.summarise({"kind": "standing", "state": "suspended", "at": "noon"}, [], [])
    assert told == Text("standing：suspended，noon", "standing: suspended at noon")
    told = summary.summarise({"kind": "erased", "at": "noon"}, [], [])
    assert told == Text("erased：noon", "erased at noon")
    decision = {"kind": "decision", "id": "d", "at": "2026-11-23T12:00:00Z", "channel": "fax"}
    told = summary.summarise({**decision, "verdict": "allow", "zones": ["No/Where"]}, [], [])
    assert told.en == "decision d at 2026-11-23T12:00:00Z, channel: fax, verdict: allowed"


def test_an_entry_of_any_kind_can_be_shown() -> None:
    """A change of standing has no clauses and no zones; it is evidence all the same."""
    log = SampleLog()
    index = log.add("tenant", "standing", {"at": "2026-11-23T12:00:00+00:00", "state": "suspended"})
    data = file.write(log.key, log.show(index, log.checkpoint()))
    assert file.read(data).document.zones == ()


GOOD = one_decision(busy_log())


def altered(**fields: object) -> bytes:
    """Give the file with these fields, in canonical form."""
    return canonical.encode({**json.loads(GOOD), **fields}) + b"\n"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "does not end with a line feed"),
        (GOOD[:-1], "does not end with a line feed"),
        (b"\n", "this is not an evidence file: not JSON"),
        (b"[]\n", "a JSON object is wanted here"),
        (b"{}\n", "missing required field"),
        (GOOD + b"\n", "this is not an evidence file"),
        (GOOD.replace(b":", b": ", 1), "not in canonical form"),
        (altered(more=1), "unknown field"),
        (altered(whole=1), "Expected `bool`"),
        (altered(format="duegate-evidence/v2"), "its format is duegate-evidence/v2"),
        (altered(signature="?"), "its signature cannot be read"),
    ],
)
def test_what_is_no_evidence_file_is_told(data: bytes, sentence: str) -> None:
    """Every refusal names what is not right."""
    with pytest.raises(FileUnreadable) as refused:
        file.read(data)
    assert sentence in str(refused.value)


def test_an_endless_file_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bound is checked before anything else."""
    monkeypatch.setattr(file, "FILE_BYTES_MAX", len(GOOD))
    assert file.read(GOOD).document.whole is False
    with pytest.raises(FileUnreadable, match="no evidence file is that long"):
        file.read(b" " + GOOD)
