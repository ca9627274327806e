"""The command line: for people at a terminal and for scripts; the same gate as every other way."""

from duegate.interfaces.cli.doors import Doors
from duegate.interfaces.cli.exits import EXIT_CODES
from duegate.interfaces.cli.main import main, run

__all__ = ["EXIT_CODES", "Doors", "main", "run"]
