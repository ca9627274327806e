"""The house of the gate's own tests."""

from tests.gate.conftest import clock, gate

__all__ = ["clock", "gate"]
