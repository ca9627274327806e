"""Audit: anybody's records of contacts, judged set-based by the clauses the gate decides by."""
