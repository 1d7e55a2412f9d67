"""Slice of volunteers: who helps, with what, and when."""

from azukari.slice import Slice
from azukari.volunteers.form_kind import KIND

SLICE = Slice(name="volunteers", form_kinds=(KIND,))
