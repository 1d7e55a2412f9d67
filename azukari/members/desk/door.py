"""The door of the pages of one membership form: a duty that serves it; a form of another kind has no such pages."""

from azukari.desk.form_desk import serves_form_that
from azukari.policy.terms import FormKind

serves_members = serves_form_that(lambda form, _policy: form.kind is FormKind.MEMBERSHIP)
"""A decorator: as `serves_form`, for forms by which people become members; 404 for any other."""
