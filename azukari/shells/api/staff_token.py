"""Who is let into the HTTP API for staff: a living token, not too often."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from azukari.core.accounts.tokens import Bearer, bearer
from azukari.core.forms.client import network_of
from azukari.core.policy_versions.current import Charters, NoCharter
from azukari.core.policy_versions.of_request import charters_of
from azukari.core.transfers.tokens import Bearer as RecipientBearer
from azukari.lib.rate import RateLimit
from azukari.shells.api.errors import NotLetIn

by_token = RateLimit(timedelta(minutes=1), "api.staff_token.by_token")
by_network = RateLimit(timedelta(hours=1), "api.staff_token.by_network")


class HeaderToken(HttpBearer):
    """A token in the header ``Authorization``; anywhere else it is not looked at. Whoever sends none is told so by
    ``authenticate``, which gets an empty one.
    """

    def __call__(self, request: HttpRequest) -> Any:
        scheme, _sep, words = request.headers.get("Authorization", "").partition(" ")
        return self.authenticate(request, words.strip() if scheme.lower() == "bearer" else "")


class StaffToken(HeaderToken):
    """A token of a member of staff."""

    def authenticate(self, request: HttpRequest, token: str) -> Bearer:
        found = bearer(token, policy=ruling(request).ruling.policy, now=timezone.now())
        wanted = _("Send a token that is still good, as a header: Authorization: Bearer azk_…")
        return let_in(request, token, found, wanted=wanted, by_token=by_token)


def let_in[Held: (Bearer, RecipientBearer)](
    request: HttpRequest, words: str, found: Held | None, *, wanted: str, by_token: RateLimit
) -> Held:
    """Whoever was found to hold the token with these words, not too often; ``wanted`` tells others what to send.

    Raises:
        NotLetIn: nobody was found, or it is too often.
    """
    now, limits = timezone.now(), settings.AZUKARI.limits
    if found is None:
        wait = words and by_network.take(network_of(request), limit=limits.unknown_tokens_per_network, now=now)
        if wait:
            raise NotLetIn(_("Too many tokens that do not work. Try again later."), wait)
        raise NotLetIn(wanted)
    if wait := by_token.take(str(found.token.id), limit=limits.requests_per_token, now=now):
        raise NotLetIn(_("Too many requests with this token. Try again later."), wait)
    return found


def ruling(request: HttpRequest) -> Charters:
    """The charters.

    Raises:
        NotLetIn: there is none yet.
    """
    try:
        return charters_of(request)
    except NoCharter as error:
        raise NotLetIn(_("The organisation has not published its policy yet.")) from error
