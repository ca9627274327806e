"""`duegate version`: the versions of everything a decision rests on."""

from __future__ import annotations

import platform

import apsw
import phonenumbers

from duegate import __version__
from duegate.interfaces.cli.command import app_of, command
from duegate.interfaces.cli.session import Session
from duegate.model.moment import TZDATA

app = app_of()


@command(app, "version", "版本 · Versions of everything that decides")
def version(session: Session) -> None:
    """Print them."""
    versions = {
        "duegate": __version__,
        "python": platform.python_version(),
        "sqlite": apsw.sqlite_lib_version(),
        "tzdata": TZDATA,
        "phonenumbers": phonenumbers.__version__,
    }
    session.terminal.answer(versions, *(f"{name} {number}" for name, number in versions.items()))
