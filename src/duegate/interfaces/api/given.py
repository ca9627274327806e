"""What every handler is handed by name: the gate, the meters, and who asks."""

from __future__ import annotations

from typing import TypeAlias

from litestar.di import NamedDependency

from duegate.gate import Gate
from duegate.interfaces.api.metrics import Meters
from duegate.ledger.api_keys import ApiKey

TheGate: TypeAlias = NamedDependency[Gate]
TheMeters: TypeAlias = NamedDependency[Meters]
Asker: TypeAlias = NamedDependency[ApiKey]
