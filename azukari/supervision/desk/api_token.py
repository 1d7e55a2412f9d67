"""Who is let into the HTTP API for recipients: a living token of a recipient, not too often."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from azukari.api.errors import NotLetIn
from azukari.api.staff_token import HeaderToken, by_network, ruling
from azukari.disclosure.tokens import Bearer, bearer
from azukari.forms.client import network_of
from azukari.lib.rate import RateLimit

by_token = RateLimit(timedelta(minutes=1), "supervision.desk.api_token.by_token")


class RecipientToken(HeaderToken):
    """A token of a recipient."""

    def authenticate(self, request: HttpRequest, token: str) -> Bearer:
        ruling(request)
        now, limits = timezone.now(), settings.AZUKARI.limits
        found = bearer(token, now=now) if token else None
        if found is None:
            wait = token and by_network.take(network_of(request), limit=limits.unknown_tokens_per_network, now=now)
            if wait:
                raise NotLetIn(_("Too many tokens that do not work. Try again later."), wait)
            raise NotLetIn(_("Send a token that is still good, as a header: Authorization: Bearer azr_…"))
        if wait := by_token.take(str(found.token.id), limit=limits.requests_per_token, now=now):
            raise NotLetIn(_("Too many requests with this token. Try again later."), wait)
        return found
