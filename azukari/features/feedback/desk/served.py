"""The door of the desk's pages about one form of this kind: a duty that serves it, or 403 and a record."""

from azukari.features.feedback.ways import INBOX
from azukari.policy.terms import FormKind
from azukari.shells.staff.form_desk import serves_form_of

serves_feedback = serves_form_of(FormKind.FEEDBACK, "feedback/desk/none.html", status=200, way=INBOX)
"""A decorator, as `serves_form`; of a form of another kind the page says so."""
