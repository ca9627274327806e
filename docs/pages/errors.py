"""What can go wrong, and how it is told: exit codes, problem types, every error by its name."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

from docs.pages.markdown import code, first_sentence, made_from, page, table

import duegate
from duegate.errors import DuegateError
from duegate.interfaces.api.problems import Kind
from duegate.interfaces.cli.exits import EXIT_CODES, exit_code

APART = "duegate.audit.spark"
"""Needs an extra that may not be installed; what it says when it fails stands in its own page."""


def pages() -> dict[str, str]:
    """Write the page."""
    return {
        "errors.md": page(
            "# Errors",
            made_from("the errors of src/duegate"),
            "A denial is not an error; it is a decision. An error is one sentence: the place, what"
            " is wrong, what to do. Nothing that ends in an error was allowed.",
            "## Exit codes",
            "The same for every command.",
            table(
                ("code", "meaning"),
                [(code(number), f"{said.zh}<br>{said.en}") for number, said in EXIT_CODES.items()],
            ),
            "## Problem types",
            "HTTP answers follow RFC 9457 (`application/problem+json`). A program reads `type`,"
            " which never changes; a person reads `detail`; `errors` names places in the body as"
            " JSON Pointers.",
            table(
                ("type", "status", "title"),
                [(code(f"/problems/{k.slug}"), code(k.status), k.title) for k in Kind],
            ),
            "## By name",
            "As programs that use duegate as a library catch them, with the exit code of the"
            " command line.",
            table(
                ("error", "module", "meaning", "exit"),
                [
                    (
                        code(error.__name__),
                        code(error.__module__),
                        first_sentence(error),
                        code(exit_code(error.__new__(error))),
                    )
                    for error in sorted(_errors(), key=_place)
                ],
            ),
        )
    }


def _errors() -> set[type[DuegateError]]:
    """Find every public error duegate defines."""
    for module in pkgutil.walk_packages(duegate.__path__, "duegate."):
        if not module.name.endswith("__main__") and not module.name.startswith(APART):
            importlib.import_module(module.name)
    found = (error for error in _below(DuegateError) if not error.__module__.startswith(APART))
    return {error for error in found if not error.__name__.startswith("_")}


def _place(error: type[DuegateError]) -> tuple[str, str]:
    return error.__name__, error.__module__


def _below(kind: type[DuegateError]) -> Iterator[type[DuegateError]]:
    for error in kind.__subclasses__():
        if error.__module__.startswith("duegate."):
            yield error
            yield from _below(error)
