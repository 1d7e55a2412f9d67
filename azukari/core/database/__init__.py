"""What we need of a database beyond Django's own: many rows in one statement, on SQLite and PostgreSQL alike."""
