"""Consent: it must cover the contact, hold at the instant, be fresh, and not be taken back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rulebook.sample import book, check, contact, facts

from duegate.model.contact import ConsentScope
from duegate.model.judgement import Verdict
from duegate.rulebook.facts import Note, NoteKind
from duegate.rulebook.judging import judge
from duegate.rulebook.kinds import Consent
from duegate.rulebook.notes import REVOKED, consented

AT = datetime(2017, 6, 1, 4, tzinfo=UTC)
SCOPES = st.sampled_from(ConsentScope)
EMAIL = Consent(covers=ConsentScope.EMAIL)


def told(value: str, since: int, until: int | None = None) -> Note:
    """Make a note about consent, in days from `AT`."""
    end = None if until is None else AT + timedelta(days=until)
    return Note(NoteKind.CONSENT, value, AT + timedelta(days=since), end)


TOLD = st.builds(
    told,
    st.sampled_from([*ConsentScope, *(REVOKED + scope for scope in ConsentScope)]),
    st.integers(-4, 4),
    st.none(),
)


def test_what_a_consent_must_be() -> None:
    """To this, by now, still, and not revoked; an unknown one is none."""
    check(
        EMAIL,
        """
        at                channel  notes                                                                   | verdict
        ----------------  -------  ----------------------------------------------------------------------  | -------
        2017-06-01 11:00  email    -                                                                       | deny
        2017-06-01 11:00  email    consent_email                                                           | allow
        2017-06-01 11:00  email    consent_any                                                             | allow
        2017-06-01 11:00  email    consent_sms                                                             | deny
        2017-06-01 11:00  email    consent_email until 2017-06-01 11:00                                    | deny
        2017-06-01 10:59  email    consent_email until 2017-06-01 11:00                                    | allow
        2017-06-01 11:00  email    consent_email from 2017-06-01 11:00                                     | allow
        2017-06-01 10:59  email    consent_email from 2017-06-01 11:00                                     | deny
        2017-06-01 11:00  email    consent_email, revoked_email from 2017-06-01 11:00                      | deny
        2017-06-01 10:59  email    consent_email, revoked_email from 2017-06-01 11:00                      | allow
        2017-06-01 11:00  email    consent_email, revoked_any from 2017-05-01                              | deny
        2017-06-01 11:00  email    consent_any, revoked_email from 2017-05-01                              | deny    # for this it was
        2017-06-01 11:00  email    consent_email, revoked_sms from 2017-05-01                              | allow   # another one
        2017-06-01 11:00  email    revoked_email from 2017-05-01, consent_email from 2017-05-02            | allow   # given again
        2017-06-01 11:00  email    revoked_email from 2017-05-01, consent_email from 2017-05-01            | deny    # at once: revoked
        2017-06-01 11:00  email    unknown                                                                 | deny
        2017-06-01 11:00  email    no_sms                                                                  | deny    # a wish is no consent
        """,  # noqa: E501 - a table
    )


def test_a_consent_grows_old() -> None:
    """On its last day it holds, a second later it does not."""
    check(
        Consent(covers=ConsentScope.EMAIL, max_age_days=365),
        """
        at                notes                                                     | verdict
        ----------------  --------------------------------------------------------  | -------
        2018-06-01 11:00  consent_email from 2017-06-01 11:00                       | allow
        2018-06-01 11:01  consent_email from 2017-06-01 11:00                       | deny
        2018-06-01 11:01  consent_email from 2017-06-01 11:00, consent_email from 2018-01-01 | allow
        """,
    )


@given(notes=st.lists(TOLD, max_size=6), scope=SCOPES, others=st.lists(TOLD, max_size=4))
def test_a_consent_lifts_nothing_it_does_not_name(
    notes: list[Note], scope: ConsentScope, others: list[Note]
) -> None:
    """Whatever else was consented to, the answer for a scope is the same."""
    about = {scope, ConsentScope.ANY, REVOKED + scope, REVOKED + ConsentScope.ANY}
    others = [note for note in others if note.value not in about]
    assert consented((*notes, *others), scope, AT) == consented(tuple(notes), scope, AT)
    assert consented(tuple(others), scope, AT) is None


@given(notes=st.lists(TOLD, max_size=6), scope=SCOPES, later=st.integers(0, 9))
def test_a_revocation_wins(notes: list[Note], scope: ConsentScope, later: int) -> None:
    """From its instant on nothing told before it holds, however much that was."""
    for taken_back in (scope, ConsentScope.ANY):
        revoked = told(REVOKED + taken_back, 4)
        at = AT + timedelta(days=4 + later)
        assert consented((*notes, revoked), scope, at) is None
        again = told(scope, 5 + later)
        assert consented((*notes, revoked, again), scope, at) is None
        assert consented((*notes, revoked, again), scope, at + timedelta(days=1)) == again


@pytest.mark.parametrize("scope", ConsentScope)
def test_the_reason_says_what_was_not_consented_to(scope: ConsentScope) -> None:
    """A refusal is a refusal of this clause."""
    judgement = judge(book(Consent(covers=scope)), contact(), facts())
    assert (judgement.verdict, len(judgement.findings)) == (Verdict.DENY, 1)
