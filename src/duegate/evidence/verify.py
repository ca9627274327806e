"""Checking an evidence file offline: every claim it makes holds, or the file is false.

It believes nothing in the file that no signature or hash carries, and nobody but whom the reader's
policy names. What follows from the claims, and what does not, is said in `report`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import takewhile

from duegate.errors import DuegateError
from duegate.evidence import commitment, file, proof, receipt
from duegate.evidence.canonical import parse_object
from duegate.evidence.checkpoint import Signed
from duegate.evidence.file import Document, Evidence, FileUnreadable, ShownEntry, summary_of
from duegate.evidence.note import Verifier, read_vkey
from duegate.evidence.proof import ProofRefused
from duegate.evidence.report import Checked, Code, Report, proven, unproven
from duegate.evidence.subject import Chain, link_of, verify_chain
from duegate.evidence.summary import zones_of
from duegate.evidence.tree import leaf_hash
from duegate.evidence.trust import Trust
from duegate.model.text import Text, counted

NOBODY = Trust()


class Untrue(DuegateError):
    """A claim of the file does not hold; `claim` names it in both languages."""

    def __init__(self, claim: Text) -> None:
        super().__init__(claim.en)
        self.claim = claim


def verify(data: bytes, *, trust: Trust | None = None) -> Report:
    """Check an evidence file against whom the reader trusts."""
    trust = trust or NOBODY
    try:
        checked = _check(file.read(data), trust)
    except FileUnreadable as error:
        return Report(Code.UNREADABLE, wrong=(Text("不是证据文件，或已残缺", str(error)),))
    except Untrue as untrue:
        return Report(Code.FALSE, wrong=(untrue.claim,))
    missing = _missing_witnesses(checked.signed, trust)
    return Report(
        Code.NOT_WITNESSED if missing else Code.VALID,
        proven(checked, trust),
        unproven(checked, trust),
        missing,
        summary_of(checked.document),
    )


def _check(evidence: Evidence, trust: Trust) -> Checked:
    document = evidence.document
    log = _log(document, trust)
    if not evidence.is_signed_by(log.public):
        raise Untrue(
            Text("文件签名不成立，内容已被改动", "the file was changed after it was signed")
        )
    entries, chain = _chain(document)
    signed = _standing(entries, log, trust)
    for entry in entries:
        _check_opened(entry)
    leaf = parse_object(document.entry.leaf.encode())
    _check_clauses(document, leaf)
    _check_others(document, leaf)
    return Checked(document, leaf, signed, chain)


def _log(document: Document, trust: Trust) -> Verifier:
    """Read the log's key; it must bear the log's name and be trusted, if any is."""
    with _claim("日志公钥无法读取", "the log's key cannot be read"):
        log = read_vkey(document.vkey)
    if log.name != document.origin:
        raise Untrue(
            Text("日志公钥与日志名称不符", "the key is not that of the log it is said to be")
        )
    if trust.logs and log not in trust.logs:
        raise Untrue(
            Text(
                f"日志 {log.name} 的公钥不在您信任之列",
                f"the key of the log {log.name} is none of those you trust",
            )
        )
    return log


def _chain(document: Document) -> tuple[Sequence[ShownEntry], Chain]:
    """Put the entry among the others; together they must be (part of) one subject's chain."""
    with _claim("记录不成一链：有缺漏、调换或改动", "the entries are not one chain"):
        nth = link_of(document.entry.leaf.encode()).nth
        before = [*takewhile(lambda other: link_of(other.leaf.encode()).nth < nth, document.others)]
        entries = [*before, document.entry, *document.others[len(before) :]]
        leaves = [entry.leaf.encode() for entry in entries]
        return entries, verify_chain(leaves, whole=document.whole)


def _standing(entries: Sequence[ShownEntry], log: Verifier, trust: Trust) -> Signed:
    """Check that every entry stands where it says, in one and the same signed checkpoint."""
    with _claim("记录不在所签检查点的日志之内", "an entry does not stand in the signed log"):
        proofs = [proof.parse(entry.proof) for entry in entries]
        if len({shown.checkpoint for shown in proofs}) != 1:
            raise ProofRefused("the proofs lead to different checkpoints")
        for entry, shown in zip(entries, proofs, strict=True):
            leaf = entry.leaf.encode()
            signed = proof.verify(shown, leaf_hash(leaf), log, tuple(trust.witnesses.values()))
            promised = receipt.verify(entry.receipt, leaf_hash(leaf), log.public, log.name)
            if not shown.index == promised == parse_object(leaf).get("index"):
                raise ProofRefused(f"entry {shown.index} names or was promised another place")
        return signed


def _check_opened(entry: ShownEntry) -> None:
    leaf = parse_object(entry.leaf.encode())
    for shown in entry.opened:
        committed = leaf.get(shown.field)
        try:
            opening = bytes.fromhex(shown.opening)
        except ValueError:
            opening = b""
        if not isinstance(committed, str) or not commitment.opens(
            committed, shown.field, opening, shown.value
        ):
            raise Untrue(
                Text(
                    f"所示字段 {shown.field} 与记录中的承诺不符",
                    f'the field "{shown.field}" is not what the entry commits to',
                )
            )


def _check_clauses(document: Document, leaf: dict[str, object]) -> None:
    """Check that the entry names every clause, pack and zone the file cites."""
    findings, packs = leaf.get("findings"), _basis(document, leaf).get("packs")
    named = {tuple(finding[:2]) for finding in findings} if isinstance(findings, list) else set()
    hashes = set(packs.values()) if isinstance(packs, dict) else set()
    for clause in document.clauses:
        if (clause.id, clause.version) not in named or clause.pack_hash not in hashes:
            raise Untrue(
                Text(
                    f"条款 {clause.id} 并非记录所依据的条款或版本",
                    f"the clause {clause.id} is not one the entry rests on, in that version",
                )
            )
    if document.zones != zones_of(leaf):
        raise Untrue(Text("所示时区与记录不符", "the zones are not those of the entry"))


def _basis(document: Document, leaf: dict[str, object]) -> dict[str, object]:
    """Read what the decision rests on; the entry names it by its hash."""
    if not document.basis:
        return {}  # then it can cite no clause either
    written = document.basis.encode()
    if hashlib.sha256(written).hexdigest() != leaf.get("basis"):
        raise Untrue(
            Text(
                "所示依据（条款、规则包、时区表）并非记录所指",
                "the clauses, packs and zone table shown are not those the entry names",
            )
        )
    return parse_object(written)


def _check_others(document: Document, leaf: dict[str, object]) -> None:
    """Check that what is shown of a part of a chain belongs to the decision."""
    if document.whole:
        return  # the chain itself shows it
    for other in document.others:
        if parse_object(other.leaf.encode()).get("decision") != leaf.get("id", ""):
            raise Untrue(
                Text("所附记录与该决定无关", "an entry shown does not belong to the decision")
            )


def _missing_witnesses(signed: Signed, trust: Trust) -> tuple[Text, ...]:
    there, wanted = len(signed.witnesses), trust.quorum
    if there >= wanted:
        return ()
    return (
        Text(
            f"要求至少 {wanted} 位见证人会签，检查点上只有 {there} 位",
            f"{counted(wanted, 'witness', 'witnesses')} must have cosigned the checkpoint,"
            f" {there} did",
        ),
    )


@contextmanager
def _claim(zh: str, en: str) -> Iterator[None]:
    """Call the file false when something about this claim does not hold."""
    try:
        yield
    except DuegateError as error:
        raise Untrue(Text(zh, f"{en}: {error}")) from None
