"""Slice of questionnaires."""

from azukari.questionnaires.form_kind import KIND
from azukari.slice import Slice

SLICE = Slice(name="questionnaires", form_kinds=(KIND,))
