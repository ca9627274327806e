"""What an evidence file says, in sentences for the person it is about.

It is read off the entries themselves, so it says nothing they do not say; only the reasons are
handed in. No proof rests on these sentences.
"""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from duegate.model.contact import Channel
from duegate.model.judgement import Verdict
from duegate.model.outcome import OutcomeState
from duegate.model.text import Text
from duegate.model.words import WORDS

Leaf = Mapping[str, object]
KINDS = {
    "decision": Text("决定", "decision"),
    "outcome": Text("联络结果", "outcome"),
    "inbound": Text("对方主动联络", "contact of theirs"),
}


def zones_of(leaf: Leaf) -> tuple[str, ...]:
    """Name the zones an entry says it was decided in."""
    zones = leaf.get("zones")
    return tuple(str(zone) for zone in zones) if isinstance(zones, list) else ()


def summarise(leaf: Leaf, others: Sequence[Leaf], reasons: Sequence[tuple[str, Text]]) -> Text:
    """Tell what was decided, why, and what else is in the file; one sentence a line."""
    zones = zones_of(leaf)
    sentences = [
        *(_decision(leaf, zones) if leaf.get("kind") == "decision" else [_other(leaf, zones)]),
        *(Text(f"依据 {clause}：{why.zh}", f"by {clause}: {why.en}") for clause, why in reasons),
        *(_other(other, zones) for other in others if other.get("kind") == "outcome"),
        *([_count([leaf, *others])] if others else []),
    ]
    return Text(
        "\n".join(sentence.zh for sentence in sentences),
        "\n".join(sentence.en for sentence in sentences),
    )


def _decision(leaf: Leaf, zones: Sequence[str]) -> Iterator[Text]:
    at, name = _local(leaf, "at", zones), leaf.get("id")
    channel, verdict = _said(leaf, "channel", Channel), _said(leaf, "verdict", Verdict)
    yield Text(
        f"决定 {name}：{at}，渠道：{channel.zh}，结论：{verdict.zh}",
        f"decision {name} at {at}, channel: {channel.en}, verdict: {verdict.en}",
    )
    if leaf.get("until"):
        until = _local(leaf, "until", zones)
        yield Text(f"最早可联络时间：{until}", f"first lawful instant: {until}")


def _other(leaf: Leaf, zones: Sequence[str]) -> Text:
    kind, at = _kind(str(leaf.get("kind"))), _local(leaf, "at", zones)
    if "state" not in leaf:
        return Text(f"{kind.zh}：{at}", f"{kind.en} at {at}")
    state = _said(leaf, "state", OutcomeState)
    return Text(f"{kind.zh}：{state.zh}，{at}", f"{kind.en}: {state.en} at {at}")


def _count(leaves: Sequence[Leaf]) -> Text:
    """Count what the file shows of the subject."""
    said = Counter(_kind(str(leaf.get("kind"))) for leaf in leaves)
    said.update(_said(leaf, "verdict", Verdict) for leaf in leaves if "verdict" in leaf)
    return Text(
        "本文件所示记录：" + "，".join(f"{text.zh} {count}" for text, count in said.items()),
        "entries in this file: " + ", ".join(f"{text.en} {count}" for text, count in said.items()),
    )


def _kind(kind: str) -> Text:
    return KINDS.get(kind, Text(kind, kind))


def _said(leaf: Leaf, field: str, kind: type[enum.StrEnum]) -> Text:
    """Give the words for a member; one that has none stands for itself."""
    written = str(leaf.get(field))
    return WORDS.get(kind, {}).get(written, Text(written, written))


def _local(leaf: Leaf, field: str, zones: Sequence[str]) -> str:
    """Tell an instant by the clocks of the zones of the decision, else as it is written."""
    written = str(leaf.get(field))
    try:
        at = datetime.fromisoformat(written)
        clocks = [f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M:%S} ({zone})" for zone in zones]
    except (ValueError, OverflowError, ZoneInfoNotFoundError):
        return written
    return ", ".join(clocks) or written
