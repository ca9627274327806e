"""Whose law binds a contact: the packs that follow from its places, and what never loosens."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rulebook.sample import clause, contact, facts, pack, version

from duegate.model.contact import Channel
from duegate.model.judgement import PRECEDENCE
from duegate.model.unknown import Unknown
from duegate.rulebook.book import Book
from duegate.rulebook.clause import Pack
from duegate.rulebook.judging import judge
from duegate.rulebook.kinds import ChannelBan, Reachable, Rule
from duegate.rulebook.places import By, Places, binds, covers, is_place, lies_in

DEBTOR, COLLECTOR, CONTRACT = By.DEBTOR, By.COLLECTOR, By.CONTRACT
CODES = ("CN", "CN-GD", "US", "US-CA", "US-MA", "CL")


BANNED = ChannelBan(channels=frozenset({Channel.CALL}))


def law(name: str, *places: str, by: frozenset[By] = frozenset(By), rule: Rule = BANNED) -> Pack:
    """Make a pack of one clause that applies in some places; it bans calls."""
    one = pack(clause(version(rule), name=f"{name}/clause"), name=name)
    return msgspec.structs.replace(
        one, head=msgspec.structs.replace(one.head, places=places, by=by)
    )


@pytest.mark.parametrize(
    ("place", "where", "inside"),
    [
        ("US-MA", "US", True),
        ("US-MA", "US-MA", True),
        ("US", "US-MA", False),
        ("US-MA", "US-M", False),
        ("USA", "US", False),
    ],
)
def test_a_part_lies_in_its_country(place: str, where: str, *, inside: bool) -> None:
    """By whole codes, not by letters."""
    assert lies_in(place, where) is inside


@pytest.mark.parametrize(
    ("written", "shaped"),
    [
        ("CN", True),
        ("CN-GD", True),
        ("GB-ENG", True),
        ("US-", False),
        ("cn", False),
        ("CHN", False),
    ],
)
def test_a_place_is_an_iso_code(written: str, *, shaped: bool) -> None:
    """Two letters, and up to three more signs after a dash."""
    assert is_place(written) is shaped


@pytest.mark.parametrize(
    ("where", "by", "places", "applies"),
    [
        ("US-MA", By, Places(("US-MA",)), True),
        ("US-MA", By, Places(("US-CA",)), False),
        ("US-MA", By, Places(("US",)), True),  # it may be any part
        ("US", By, Places(("US-CA",)), True),
        ("US", By, Places(("CN-GD", "US-CA")), True),  # one of them is enough
        ("US", By, Places(("CN",), collector="US-TX"), True),
        ("US", By, Places(("CN",), contract="US"), True),
        ("US", {DEBTOR}, Places(("CN",), collector="US", contract="US"), False),
        ("US", {COLLECTOR}, Places(("US",), collector="CN"), False),
        ("US", {CONTRACT}, Places(("CN",), contract="US-NY"), True),
        ("US-NY", {COLLECTOR}, Places(("CN",), collector="US"), True),
    ],
)
def test_a_pack_applies_by_the_places_it_names(
    where: str, by: set[By], places: Places, *, applies: bool
) -> None:
    """Of the debtor, of the collector, of the contract, as its head says."""
    assert binds(law("some", where, by=frozenset(by)).head, places) is applies


def test_a_pack_without_places_applies_everywhere() -> None:
    """Like the platform's own terms; but it is no law of any place."""
    head = law("own").head
    assert binds(head, Places(("XX",)))
    assert binds(head, Places(()))
    assert not covers(head, "XX")


def test_a_country_is_not_covered_by_the_law_of_a_part() -> None:
    """The rest of it would have none; a part is covered by its country's law and by its own."""
    part, whole = law("part", "CA-ON").head, law("whole", "CA").head
    assert [covers(part, place) for place in ("CA", "CA-ON", "CA-BC")] == [False, True, False]
    assert [covers(whole, place) for place in ("CA", "CA-ON", "CA-BC")] == [True, True, True]
    assert not covers(law("contract", "CA", by=frozenset({CONTRACT})).head, "CA")


def test_a_book_tells_which_places_have_no_law_at_hand() -> None:
    """Each of the debtor's; whatever is adopted speaks for all of them."""
    packs = (law("china", "CN"), law("own"))
    assert Book(packs).placed(("CN-GD", "XX"), None, None).uncovered == ("XX",)
    assert Book(packs).placed(("CN-GD",), "XX", "XX").uncovered == ()
    adopted = Book(packs, adopted=frozenset({"china"}))
    assert adopted.placed(("XX",), None, None) == Places(("XX",))


def test_a_section_holds_the_clauses_of_the_packs_that_apply() -> None:
    """And names those packs; nobody knowing the place, only what applies everywhere is left."""
    book = Book((law("china", "CN"), law("state", "US-MA"), law("us", "US"), law("own")))
    at = datetime(2026, 11, 23, tzinfo=UTC)

    def names(places: Places | None) -> set[str]:
        return set(book.section(contact(), at, places).packs)

    assert names(Places(("US-MA",))) == {"state", "us", "own"}
    assert names(Places(("US-CA",))) == {"us", "own"}
    assert names(Places(("CN",), contract="US-CA")) == {"china", "us", "own"}
    assert names(Places(())) == {"own"}
    assert names(None) == {"china", "state", "us", "own"}
    assert judge(book, contact(), facts(places=Unknown("lost"))).clear == ()
    assert [
        found.clause for found in judge(book, contact(), facts(places=Unknown("lost"))).findings
    ] == ["own/clause"]


def test_places_with_the_same_packs_share_their_sections() -> None:
    """However many places there are, a section is made once for a set of packs."""
    book = Book((law("china", "CN"), law("own")))
    at = datetime(2026, 11, 23, tzinfo=UTC)
    one = book.section(contact(), at, Places(("CN-GD",)))
    assert book.section(contact(), at, Places(("CN-XJ",), collector="CN")) is one
    assert book.section(contact(), at, Places(("US",))) is not one


codes = st.lists(st.sampled_from(CODES), max_size=3, unique=True).map(tuple)
laws = st.lists(
    st.builds(
        lambda where, by, ban: (where, frozenset(by), ban),
        st.lists(st.sampled_from(CODES), min_size=1, max_size=2, unique=True),
        st.sets(st.sampled_from(By), min_size=1),
        st.booleans(),
    ),
    max_size=5,
)
someplace = st.builds(
    Places, codes, st.none() | st.sampled_from(CODES), st.none() | st.sampled_from(CODES)
)


def made(drawn: list[tuple[list[str], frozenset[By], bool]]) -> tuple[Pack, ...]:
    """Make packs, some of which ban calls."""
    return tuple(
        law(f"p{nth}", *where, by=by, rule=BANNED if ban else Reachable())
        for nth, (where, by, ban) in enumerate(drawn)
    )


@given(laws, someplace, st.randoms(use_true_random=False))
def test_the_union_of_packs_has_no_order(
    drawn: list[tuple[list[str], frozenset[By], bool]], places: Places, order: object
) -> None:
    """The same packs apply and the same is found, whichever was named first."""
    packs = list(made(drawn))
    here = judge(Book(tuple(packs)), contact(), facts(places=places))
    order.shuffle(packs)  # type: ignore[attr-defined]
    there = judge(Book(tuple(packs)), contact(), facts(places=places))
    assert (here.verdict, set(here.findings), set(here.clear)) == (
        there.verdict,
        set(there.findings),
        set(there.clear),
    )


@given(laws, someplace, st.sampled_from(CODES))
def test_a_further_pack_or_place_never_loosens(
    drawn: list[tuple[list[str], frozenset[By], bool]], places: Places, further: str
) -> None:
    """One more law, one more place the debtor may be in, can only refuse more."""
    packs = made(drawn)
    whole = Book(packs)
    wider = msgspec.structs.replace(places, debtor=(*places.debtor, further))
    strict = PRECEDENCE[judge(whole, contact(), facts(places=wider)).verdict]
    assert strict >= PRECEDENCE[judge(whole, contact(), facts(places=places)).verdict]
    for nth in range(len(packs)):
        fewer = Book(packs[:nth] + packs[nth + 1 :])
        loose = PRECEDENCE[judge(fewer, contact(), facts(places=wider)).verdict]
        assert loose <= strict
