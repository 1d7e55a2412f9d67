"""Django's tag for the token of a form, which on pages of staff says whose the form is as well (`forms.unsaved`)."""

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from azukari.core.accounts.models import User
from azukari.core.forms.unsaved import whose
from azukari.shells.staff.unsaved import owner_of

register = template.Library()


@register.simple_tag(takes_context=True)
def csrf_token(context: Context) -> SafeString:
    """The hidden inputs; nothing where the page has no token."""
    token, user = context.get("csrf_token"), getattr(context.get("request"), "user", None)
    if not token or token == "NOTPROVIDED":  # noqa: S105 - as Django says it
        return SafeString()
    known = whose(owner_of(user)) if isinstance(user, User) else ""
    return format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">{}', token, known)
