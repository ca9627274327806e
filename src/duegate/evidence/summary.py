"""What an evidence file says, in sentences for the person it is about.

It is read off the entries themselves, so it says nothing they do not say; only the reasons are
handed in. Nobody checks a sentence: what counts are the entries.
"""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from duegate.model.contact import Channel
from duegate.model.judgement import Verdict
from duegate.model.text import Text
from duegate.model.words import word

Leaf = Mapping[str, object]
KINDS = {
    "decision": Text("决定", "decisions"),
    "outcome": Text("联络结果", "outcomes"),
}


def summarise(leaf: Leaf, others: Sequence[Leaf], reasons: Sequence[tuple[str, Text]]) -> Text:
    """Tell what was decided, why, and what else is in the file; one sentence a line."""
    sentences = [
        *_main(leaf),
        *(Text(f"依据 {clause}：{why.zh}", f"by {clause}: {why.en}") for clause, why in reasons),
        *(_other(other) for other in others if other.get("kind") == "outcome"),
        *_count(leaf, others),
    ]
    return Text(
        "\n".join(sentence.zh for sentence in sentences),
        "\n".join(sentence.en for sentence in sentences),
    )


def _main(leaf: Leaf) -> Iterator[Text]:
    if leaf.get("kind") != "decision":
        yield _other(leaf)
        return
    at = _local(leaf, "at")
    channel, verdict = _said(leaf, "channel", Channel), _said(leaf, "verdict", Verdict)
    yield Text(
        f"决定 {leaf.get('id')}：{at}，渠道：{channel.zh}，结论：{verdict.zh}",
        f"decision {leaf.get('id')} at {at}, channel: {channel.en}, verdict: {verdict.en}",
    )
    if leaf.get("until"):
        until = _local(leaf, "until")
        yield Text(f"最早可联络时间：{until}", f"first lawful instant: {until}")


def _other(leaf: Leaf) -> Text:
    kind = KINDS.get(str(leaf.get("kind")), Text("记录", "entries"))
    state, at = leaf.get("state") or leaf.get("kind"), _local(leaf, "at")
    return Text(f"{kind.zh}：{state}，{at}", f"{kind.en}: {state} at {at}")


def _count(leaf: Leaf, others: Sequence[Leaf]) -> Iterator[Text]:
    """Count what the file shows of the subject, when it shows more than one entry."""
    if not others:
        return
    kinds = Counter(str(entry.get("kind")) for entry in (leaf, *others))
    verdicts = Counter(
        _said(entry, "verdict", Verdict) for entry in (leaf, *others) if entry.get("verdict")
    )
    counted = [(KINDS.get(kind, Text(kind, kind)), n) for kind, n in sorted(kinds.items())]
    counted += verdicts.items()
    yield Text(
        "本文件所示记录：" + "，".join(f"{text.zh} {n}" for text, n in counted),
        "entries in this file: " + ", ".join(f"{text.en} {n}" for text, n in counted),
    )


def _said(leaf: Leaf, field: str, kind: type[enum.StrEnum]) -> Text:
    """Give the words for a member; a member this version does not know stands for itself."""
    written = str(leaf.get(field))
    return word(kind(written)) if written in list(kind) else Text(written, written)


def _local(leaf: Leaf, field: str) -> str:
    """Tell an instant by the clocks of the zones it was decided in, else as it is written."""
    written = str(leaf.get(field))
    zones = leaf.get("zones")
    try:
        at = datetime.fromisoformat(written)
        clocks = [
            f"{at.astimezone(ZoneInfo(str(zone))):%Y-%m-%d %H:%M:%S} ({zone})"
            for zone in (zones if isinstance(zones, list) else [])
        ]
    except (ValueError, OverflowError, ZoneInfoNotFoundError):
        return written
    return ", ".join(clocks) or written
