"""Who is let into the HTTP API for recipients: a living token of a recipient, not too often."""

from datetime import timedelta

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from azukari.core.transfers.tokens import Bearer, bearer
from azukari.lib.rate import RateLimit
from azukari.shells.api.staff_token import HeaderToken, let_in, ruling

by_token = RateLimit(timedelta(minutes=1), "supervision.desk.api_token.by_token")


class RecipientToken(HeaderToken):
    """A token of a recipient."""

    def authenticate(self, request: HttpRequest, token: str) -> Bearer:
        ruling(request)
        wanted = _("Send a token that is still good, as a header: Authorization: Bearer azr_…")
        return let_in(request, token, bearer(token, now=timezone.now()), wanted=wanted, by_token=by_token)
