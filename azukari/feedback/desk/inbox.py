"""Inbox: where what people wrote is read and answered; of several forms that take it, the reader chooses one."""

from azukari.desk.form_desk import only_or_choice
from azukari.policy.terms import FormKind

show = only_or_choice(FormKind.FEEDBACK, "console-submissions", "feedback/desk/inbox.html")
