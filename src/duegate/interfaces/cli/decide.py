"""`duegate decide`: a contact or a whole list through the gate and into the ledger.

Contacts are decided in the order of the list, many in one commit; a line that cannot be read is
told and counted, the others are decided all the same.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from duegate.errors import DuegateError
from duegate.interfaces.cli.command import Data, File, command
from duegate.interfaces.cli.exits import BAD_INPUT, NOT_RECORDED, NotThere
from duegate.interfaces.cli.lists.cells import value_of
from duegate.interfaces.cli.lists.reading import Line, read_list
from duegate.interfaces.cli.lists.rows import Stated, place_of
from duegate.interfaces.cli.session import Session
from duegate.interfaces.cli.terminal import Terminal
from duegate.model.decision import Decision
from duegate.model.text import Text

if TYPE_CHECKING:
    from duegate.gate import Gate
