"""The way in for programs: HTTP with JSON, described at /openapi.json, shown at /docs."""

from duegate.interfaces.api.app import build_app
from duegate.interfaces.api.serve import serve

__all__ = ["build_app", "serve"]
