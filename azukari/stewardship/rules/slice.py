"""Slice of rules: rule packs of the law, and the records that it asks for (P30, P32)."""

from azukari.slice import Slice

SLICE = Slice(name="stewardship.rules")
