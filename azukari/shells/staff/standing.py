"""What a request found out about its reader's account, kept for the frame of the page: duties, and the second factor.

Whatever decides asks the database; the frame that is drawn around its answer takes what was asked last.
"""

from django.http import HttpRequest

from azukari.core.accounts.models import User
from azukari.core.accounts.oidc import issuer_took_second_step
from azukari.core.accounts.second_factor import has_second_factor

_HELD, _COMPLETE = "azukari_held", "azukari_complete"


def ask_held(request: HttpRequest, user: User) -> frozenset[str]:
    """The duties that ``user`` holds now. One query."""
    held = user.duty_slugs()
    vars(request)[_HELD] = user.pk, held
    return held


def last_held(request: HttpRequest, user: User) -> frozenset[str]:
    """Those duties as this request asked for them last; a query only where it has not."""
    known, held = vars(request).get(_HELD, (None, frozenset()))
    return held if known == user.pk else ask_held(request, user)


def ask_complete(request: HttpRequest, user: User) -> bool:
    """Whether a second factor was set up here, or the issuer took that step. One query."""
    complete = has_second_factor(user) or issuer_took_second_step(request)
    vars(request)[_COMPLETE] = user.pk, complete
    return complete


def last_complete(request: HttpRequest, user: User) -> bool:
    """The same as this request asked for it last; a query only where it has not."""
    known, complete = vars(request).get(_COMPLETE, (None, False))
    return complete if known == user.pk else ask_complete(request, user)
