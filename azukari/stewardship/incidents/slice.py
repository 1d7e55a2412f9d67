"""Slice of incidents: the register of incidents, whether they must be reported, and by when (P30, P32)."""

from azukari.slice import Slice

SLICE = Slice(name="stewardship.incidents")
