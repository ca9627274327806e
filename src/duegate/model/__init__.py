"""The words of duegate as frozen values; no I/O, no clock, no rule."""
