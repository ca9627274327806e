"""The list of contact events and what became of them; there are no counters to drift.

Everything here runs on a connection handed in, inside the one write transaction of the store.
"""
