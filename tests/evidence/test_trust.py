"""Trust policies are read line by line, and every mistake is named."""

from __future__ import annotations

import pytest
from tests.evidence.sample import key, witness

from duegate.evidence.note import Kind
from duegate.evidence.trust import Trust, TrustUnreadable, read_trust

LOG, W1, W2 = key().verifier, witness("w1").verifier, witness("w2").verifier


def test_a_policy_is_read() -> None:
    """Remarks, empty lines and spaces are free."""
    trust = read_trust(
        f"# ours\n\nlog {LOG.vkey}\n  witness lender {W1.vkey}  # a lender\r\n"
        f"witness court\t{W2.vkey}\nquorum 2"
    )
    assert trust == Trust((LOG,), {"lender": W1, "court": W2}, 2)


def test_nothing_need_be_asked() -> None:
    """An empty policy trusts any log and asks for no witness; a log alone is a policy."""
    assert read_trust("") == Trust()
    assert read_trust(f"log {LOG.vkey}") == Trust((LOG,))
    assert read_trust(f"witness a {W1.vkey}\nquorum 1") == Trust(witnesses={"a": W1}, quorum=1)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("log", 'line 1: "log" cannot be read here; write `log <vkey>`'),
        ("\nlogs x", 'line 2: "logs" cannot be read here'),
        ("log x", "line 1: this is not a key: it is not name+id+key"),
        (f"log {W1.vkey}", "line 1: a ed25519 key (type 0x01) is wanted here"),
        (f"witness a {LOG.vkey}", "line 1: a cosignature key (type 0x04) is wanted here"),
        (f"witness {W1.vkey}", 'line 1: "witness" cannot be read here'),
        (f"witness a {W1.vkey}\nwitness a {W2.vkey}", "line 2: the witness a is named twice"),
        (f"witness a {W1.vkey}", "witnesses are named, but not how many must sign"),
        (f"witness a {W1.vkey}\nquorum 2", "a quorum of 2 cannot be met by 1 witnesses"),
        (f"witness a {W1.vkey}\nquorum 0", "a quorum of 0 cannot be met by 1 witnesses"),
        ("quorum 1", "a quorum of 1 cannot be met by 0 witnesses"),
        (f"witness a {W1.vkey}\nquorum one", 'line 2: the quorum "one" is no number'),
        (f"witness a {W1.vkey}\nquorum 1\nquorum 1", 'line 3: "quorum" cannot be read here'),
        (f"witness a {W1.vkey}\nwitness b {W1.vkey}\nquorum 1", "the same key stands in two lines"),
        (
            f"log {LOG.vkey}\nwitness a {key(kind=Kind.COSIGNATURE).verifier.vkey}\nquorum 1",
            "the same key stands in two lines",
        ),
    ],
)
def test_a_mistake_is_named(text: str, sentence: str) -> None:
    """The reader learns the line and what to write instead."""
    with pytest.raises(TrustUnreadable) as refused:
        read_trust(text)
    assert sentence in str(refused.value)
    assert str(refused.value).startswith("trust policy")
