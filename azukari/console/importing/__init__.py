"""Bringing in a list in the console: upload, columns and ground, dry run, import."""
