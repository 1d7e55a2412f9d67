"""Slice of the e-mail magazine: who gets it, issue by issue."""

from azukari.magazine.form_kind import KIND
from azukari.slice import Slice

SLICE = Slice(name="magazine", form_kinds=(KIND,))
