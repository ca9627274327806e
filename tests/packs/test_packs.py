"""The bytes of packs: the shipped ones, and those in a folder of the operator's own."""

from __future__ import annotations

import re
import shutil
from importlib.resources import as_file, files
from pathlib import Path

import pytest
from tests.packs.shipped import CLAUSES, PACKS

from duegate.model.contact import Source
from duegate.packs import read_folder, read_shipped
from duegate.rulebook.clause import Clause, Pack, Status
from duegate.rulebook.kinds import DataProvenance
from duegate.rulebook.load import load_pack


def test_the_shipped_packs_are_whole() -> None:
    """China, the house and the world, each with its head, its scenarios and its clauses."""
    shipped = read_shipped()
    assert {"cn-shenzhen", "cn-cba-2026", "us-reg-f", "ru-230fz", "cl", "house"} < set(shipped)
    for folder in shipped.values():
        assert {"pack.toml", "scenarios.toml"} < set(folder)


def test_a_copied_pack_is_the_same_pack(tmp_path: Path) -> None:
    """The hash tells the content, not the place."""
    with as_file(files("duegate.packs") / "house") as folder:
        shutil.copytree(folder, tmp_path / "house")
    assert load_pack("house", read_folder(tmp_path / "house")).hash == PACKS["house"].hash


def test_every_sentence_of_the_article_is_a_clause() -> None:
    """SZ-01 to SZ-17, none left out."""
    ids = {clause.id for clause in PACKS["cn-shenzhen"].clauses}
    assert {f"cn-shenzhen/SZ-{number:02}" for number in range(1, 18)} <= ids


def test_what_the_text_rests_on_is_told() -> None:
    """A report calls itself a report, in the head and in every clause."""
    reported = PACKS["cn-shenzhen"]
    assert reported.head.status is Status.REPORTED
    assert {version.status for one in reported.clauses for version in one.version} == {None}
    assert PACKS["house"].head.status is Status.HOUSE


@pytest.mark.parametrize(("pack", "clause"), CLAUSES, ids=lambda one: getattr(one, "id", ""))
def test_a_reason_that_may_count_one_says_no_plural(pack: Pack, clause: Clause) -> None:
    """`1 contacts today, the limit is 1` is read by judges; `contacts today: 1` is not wrong."""
    del pack
    for version in clause.version:
        said = version.reason.en
        may_be_one = getattr(version.rule, "limit", None) == 1 or "{needed}" in said
        assert not (may_be_one and re.search(r"\{used\} (\w+ )*?\w+s\b", said)), said


def test_no_source_is_accepted_that_was_bought() -> None:
    """Lists of friends, purchases and scraped numbers are no lawful source."""
    (clause,) = (one for one in PACKS["cn-shenzhen"].clauses if one.id == "cn-shenzhen/SZ-15")
    rule = clause.version[0].rule
    assert isinstance(rule, DataProvenance)
    refused = {Source.ADDRESS_BOOK, Source.PURCHASED, Source.SCRAPED, Source.UNKNOWN}
    assert not rule.accepted & refused
