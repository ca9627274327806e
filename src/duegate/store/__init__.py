"""The database and its one write transaction; the only package that knows it is SQLite."""
