"""The root of every error duegate raises on purpose.

An error is one lower-case sentence in the reader's words: the place, what is wrong, what to do.
A denial is not an error; it is a decision.
"""


class DuegateError(Exception):
    """Something a reader can act on; `str(error)` is the whole message."""
