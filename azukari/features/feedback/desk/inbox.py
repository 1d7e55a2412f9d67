"""Inbox: where what people wrote is read and answered; of several forms that take it, the reader chooses one."""

from azukari.policy.terms import FormKind
from azukari.shells.staff.form_desk import only_or_choice

show = only_or_choice(FormKind.FEEDBACK, "console-submissions", "feedback/desk/inbox.html")
