"""Agents of the Data Rights Protocol, seen from outside: what they send and hear, and what they never learn."""
