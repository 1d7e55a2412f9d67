"""Slice of campaigns: signatures for a cause."""

from azukari.campaigns.form_kind import KIND
from azukari.slice import Slice

SLICE = Slice(name="campaigns", form_kinds=(KIND,))
