"""Inbox: where what people wrote is read and answered; of several forms that take it, the reader chooses one."""

from azukari.desk.form_desk import only_or_choice
from azukari.policy.terms import Form, FormKind, Policy


@only_or_choice("console-submissions", "feedback/desk/inbox.html")
def show(policy: Policy) -> list[Form]:
    """The forms for feedback that the reader's duties serve; where it is one, what came in by it."""
    return [form for form in policy.forms.values() if form.kind is FormKind.FEEDBACK]
