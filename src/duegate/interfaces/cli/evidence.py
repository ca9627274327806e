"""`duegate evidence`: a decision, or an inbound contact, in a file anybody can check without us."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from typing import Annotated

import typer

from duegate import durable
from duegate.interfaces.cli.command import Data, app_of, command
from duegate.interfaces.cli.exits import NotWritten
from duegate.interfaces.cli.session import Session
from duegate.model.text import Text

app = app_of()

INBOUND = "inb_"  # how the ids of inbound contacts begin


@command(
    app, "evidence", "导出一项决定的证据文件，可离线核验 · Write the evidence file of a decision"
)
def evidence(
    session: Session,
    decision: Annotated[
        str,
        typer.Argument(
            metavar="ID",
            help="决定或对方来访的编号 · the id of the decision, or of an inbound contact",
        ),
    ],
    data: Data = None,
    *,
    chain: Annotated[
        bool,
        typer.Option(
            "--chain",
            help="附上该债务人的全部记录，以证明仅有这些联络 · "
            "with every entry about the debtor, to prove that only these contacts were",
        ),
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="写入文件，否则标准输出 · into a file"),
    ] = None,
) -> None:
    """Write the file, or the document itself to standard output."""
    with session.gate(data) as gate:
        write = gate.evidence_of_inbound if decision.startswith(INBOUND) else gate.evidence
        document = write(decision, chain=chain)
    if output is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(document)
        return
    _write(output, document)
    session.terminal.answer(
        {
            "decision": decision,
            "file": str(output),
            "bytes": len(document),
            "sha256": hashlib.sha256(document).hexdigest(),
        },
        Text(
            f"已写入 {output}；核验：duegate verify {output}",
            f"written to {output}; to check it: duegate verify {output}",
        ),
    )


def _write(path: Path, document: bytes) -> None:
    """Write the file whole or not at all."""
    try:
        durable.replace(path, document)
    except OSError as error:
        raise NotWritten(f'"{path}" cannot be written: {error.strerror}') from None
