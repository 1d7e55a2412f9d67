"""Whole ways through the program, across its packages, in a real browser."""
