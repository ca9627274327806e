"""duegate decides every debt-collection contact before it leaves, counts it, and can prove it."""

__version__ = "0.1.0"
