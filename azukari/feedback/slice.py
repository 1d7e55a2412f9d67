"""Slice of feedback: opinions, feedback and questions."""

from azukari.feedback.form_kind import KIND
from azukari.slice import Slice

SLICE = Slice(name="feedback", form_kinds=(KIND,))
