"""Leaks that somebody might write one day, each a small change of the source, and the check that the suite finds it."""
