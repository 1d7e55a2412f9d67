"""Slice of assurance: controls as observed, findings, audits, the public promises page (P01, P32, P35, P36)."""

from azukari.slice import Slice

SLICE = Slice(name="stewardship.assurance")
