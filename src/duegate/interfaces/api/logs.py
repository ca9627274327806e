"""What the server writes down about itself: JSON lines with ids, statuses and places in the code.

Never a number, a name, a text or a body: an error's own words stay out, for they may quote one.
"""

from __future__ import annotations

import logging
import traceback
from contextlib import suppress

import structlog

from duegate.interfaces.api.problems import Kind, ProblemDetails

_log = structlog.get_logger("duegate.api")


def log_as_json() -> None:
    """Write every log line of this process as one JSON object."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )


def log_problem(problem: ProblemDetails, error: Exception, route: str, trace: bytes) -> None:
    """Write down that a request met a problem, and where in the code if nobody foresaw it.

    A log that cannot be written, its reader gone or its disk full, changes no answer.
    """
    said = {
        "route": route,
        "status": problem.status,
        "problem": problem.type,
        "trace": trace.decode(),
    }
    with suppress(OSError):
        if problem.status == Kind.FAILED.status:
            _log.error("failed", error=type(error).__qualname__, at=_places(error), **said)
        elif problem.status > Kind.FAILED.status:
            _log.warning("not answered", error=type(error).__qualname__, **said)
        else:
            _log.info("refused", **said)


def _places(error: Exception) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in frames[-8:]]
