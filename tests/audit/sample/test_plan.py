"""What can be asked of a sample, what is refused, and that the same is always the same."""

from __future__ import annotations

import gzip
import hashlib
from datetime import date
from pathlib import Path

import duckdb
import pytest

from duegate.audit import sample
from duegate.audit.sample import DIALECTS, Format, SampleRefused, broken, traffic
from duegate.audit.sample.clauses import CLAUSES
from duegate.audit.sample.dialect import DELIMITER, Quotes
from duegate.audit.sample.plants import PLANTS

GOLDEN = {
    "duegate": "8a5604c5bb654f7d67e508d54b017a2d20e565e9dfd69f8943b6b2468af2cd54",
    "asterisk": "1360f7cda8d62a6e0e9fe599add4dea906399f60553e6c9410539c2211f2ef2c",
    "vicidial": "d7641a0821a1b738d6b137f52c909bb6b4493ae311be153e2606c236473f842d",
    "twilio": "4297a6268aca91d1bcaf25db834a4b27cd1aa996198012c8cbab34a3ac805942",
}


def sha256(file: Path) -> str:
    """Tell the digest of a file."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


@pytest.mark.parametrize("dialect", GOLDEN)
def test_a_seed_gives_these_bytes_everywhere(dialect: str, tmp_path: Path) -> None:
    """The digest is written down: no version of anything may change a sample unnoticed."""
    made = sample.write(sample.plan(dialect, seed=2026, debtors=25, days=10, plants=3), tmp_path)
    assert sha256(made.file) == GOLDEN[dialect]


def test_another_seed_gives_another_sample(tmp_path: Path) -> None:
    """And the same seed the same one."""
    files = [
        sample.write(sample.plan(seed=seed, debtors=40, plants=2), tmp_path / str(place)).file
        for place, seed in enumerate((4, 4, 5))
    ]
    assert sha256(files[0]) == sha256(files[1])
    assert sha256(files[0]) != sha256(files[2])


@pytest.mark.parametrize("records", [600, 601, 4_000])
def test_records_are_counted_exactly(records: int, tmp_path: Path) -> None:
    """As many rows as were asked for, and no breach that was not planted."""
    made = sample.write(sample.plan(records=records, plants=2, days=10), tmp_path)
    assert made.truth.records == records
    assert len(made.file.read_text("utf-8").splitlines()) == records + 1


@pytest.mark.parametrize("dialect", [name for name in DIALECTS if len(DIALECTS[name].formats) > 1])
def test_every_format_of_a_dialect_can_be_written(dialect: str, tmp_path: Path) -> None:
    """Each holds the same records; a cell never holds a delimiter where nothing is quoted."""
    plan = sample.plan(dialect, debtors=8, days=5, plants=1)
    counts = set()
    for kind in plan.dialect.formats:
        made = sample.write(plan, tmp_path / kind, kind=kind)
        counts.add(made.truth.records)
        if kind is Format.PARQUET:
            assert len(duckdb.read_parquet(str(made.file))) == made.truth.records
        if kind in DELIMITER and plan.dialect.quotes is Quotes.NONE:
            lines = made.file.read_text("utf-8").splitlines()
            cells = {line.count(DELIMITER[kind]) + 1 for line in lines}
            assert cells == {len(plan.dialect.columns)}
    assert len(counts) == 1


def test_parquet_keeps_types(tmp_path: Path) -> None:
    """Instants, flags, lists and numbers are what they are."""
    made = sample.write(sample.plan(debtors=5, days=5), tmp_path, kind=Format.PARQUET)
    told = duckdb.read_parquet(str(made.file))
    types = dict(zip(told.columns, map(str, told.types), strict=True))
    assert types["at"] == "TIMESTAMP WITH TIME ZONE"
    assert types["withheld"] == "BOOLEAN"
    assert types["contains"] == "VARCHAR[]"
    assert types["channel"] == "VARCHAR"


def test_charsets_and_compression(tmp_path: Path) -> None:
    """GB18030, a byte order mark, gzip: the same text underneath."""
    plan = sample.plan("generic-zh", debtors=5, days=4)
    texts = []
    for charset, packed in (("utf-8", False), ("utf-8-sig", True), ("gb18030", False)):
        folder = tmp_path / charset
        made = sample.write(plan, folder, kind=Format.CSV, charset=charset, gzip=packed)
        content = made.file.read_bytes()
        texts.append((gzip.decompress(content) if packed else content).decode(charset))
    assert texts[0].startswith("主叫号码,被叫号码,")
    assert texts[0] == texts[1] == texts[2]


def test_vicidial_ends_its_lines_as_it_does(tmp_path: Path) -> None:
    """With a carriage return and a line feed, also the last."""
    content = sample.write(sample.plan("vicidial", debtors=5, days=4), tmp_path).file.read_bytes()
    assert content.count(b"\n") == content.count(b"\r\n")
    assert content.endswith(b"\r\n")


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        ({"dialect": "asterix"}, '"asterix" is no dialect; did you mean `asterisk`?'),
        ({"debtors": 5, "records": 5}, "say how many records or how many debtors, not both"),
        ({"days": 0}, "--days: 0 is not between 1 and 1,000"),
        (
            {"debtors": 10_000_000, "plants": 1},
            "debtors with those planted on: 10000021 is not between 0 and 10,000,000",
        ),
        ({"tenants": 100}, "--tenants: 100 is not between 1 and 99"),
        ({"plants": {"SZ-99": 1}}, '"SZ-99" is no clause that can be planted'),
        (
            {"dialect": "aliyun", "plants": {"SZ-03": 1}},
            "a file of aliyun does not show whether SZ-03 is broken",
        ),
        ({"first": date(2025, 12, 31)}, "--from: 2025-12-31 is before 2026-01-30"),
        ({"first": date(2090, 1, 1)}, "--from: 2090-01-01 is too late"),
        ({"days": 2, "plants": {"SZ-10": 1}}, "SZ-10 cannot be planted within 2 days"),
    ],
)
def test_what_cannot_be_made_is_refused(asked: dict[str, object], refusal: str) -> None:
    """The sentence says what is wrong and what can be asked."""
    with pytest.raises(SampleRefused) as refused:
        sample.plan(**asked)  # type: ignore[arg-type]
    assert refusal in str(refused.value)


@pytest.mark.parametrize(
    ("dialect", "options", "refusal"),
    [
        ("asterisk", {"kind": Format.PARQUET}, "files of asterisk are not parquet; choose csv"),
        ("duegate", {"charset": "big5"}, '"big5" is no charset here'),
        ("duegate", {"kind": Format.XLSX, "gzip": True}, "xlsx has its own encoding"),
        ("twilio", {"charset": "gb18030"}, "ndjson is always UTF-8"),
    ],
)
def test_what_cannot_be_written_is_refused(
    dialect: str, options: dict[str, object], refusal: str, tmp_path: Path
) -> None:
    """Nothing is written then."""
    with pytest.raises(SampleRefused, match=refusal):
        sample.write(sample.plan(dialect), tmp_path / "out", **options)  # type: ignore[arg-type]
    assert not (tmp_path / "out").exists()


def test_too_few_records_for_the_plants_are_refused(tmp_path: Path) -> None:
    """What is planted is never cut off."""
    with pytest.raises(SampleRefused, match="ask for more records or plant less"):
        sample.write(sample.plan(records=50, plants=3), tmp_path)


def test_records_that_no_debtors_can_make_are_refused() -> None:
    """On one day there are not enough contacts with ten million people."""
    plan = sample.plan("aliyun", records=90_000_000, days=1)
    with pytest.raises(SampleRefused, match="give them more days"), traffic(plan):
        pass


def test_traffic_is_a_table_too() -> None:
    """Benchmarks and demonstrations need no file."""
    with traffic(sample.plan("asterisk", debtors=20, plants=3)) as connection:
        query = "SELECT count(*) = max(rid) AND max(rid) = max(row) FROM contacts"
        assert connection.execute(query).fetchall() == [(True,)]
        assert len(broken(connection).fetchall()) > 3 * len(sample.plantable("asterisk"))


def test_each_plant_is_in_order_and_breaks_what_it_is_planted_for() -> None:
    """No contact of an episode can overtake the next one, and none lacks its clause."""
    for plant in PLANTS:
        moments = [(-step.before, step.second, step.second + step.within) for step in plant.steps]
        ends = [(day, last) for day, _, last in moments]
        begins = [(day, first) for day, first, _ in moments]
        assert all(end < begin for end, begin in zip(ends, begins[1:], strict=False)), plant
        assert plant.found > 0
        assert not any(step.before and step.breaks for step in plant.steps)
    firsts = {clause.id: [p.found for p in PLANTS if p.clause == clause.id] for clause in CLAUSES}
    assert all(found[0] == 1 for found in firsts.values())
