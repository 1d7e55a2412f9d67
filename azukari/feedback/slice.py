"""Slice of feedback: opinions, feedback and questions."""

from azukari.feedback.by_mail import take
from azukari.feedback.form_kind import KIND
from azukari.mail.incoming.replies import on_reply
from azukari.slice import Hook, Slice

SLICE = Slice(name="feedback", form_kinds=(KIND,), hooks=(Hook(on_reply, take),))
