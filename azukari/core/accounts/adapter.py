"""How allauth behaves here: nobody signs up, secrets are sealed, and failed attempts cannot lock anybody else out."""

import time
from threading import Thread
from typing import Any
from urllib.parse import quote, urlencode

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.account.internal.stagekit import clear_login
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from azukari.core.accounts.device import is_known_to, known
from azukari.core.accounts.oidc import issuer_took_second_step, skips_ours
from azukari.core.accounts.proof import is_good
from azukari.core.accounts.secret_rotation import opened, seal
from azukari.core.accounts.staff_refusals import ALTERED
from azukari.lib.email import automatic, counted
from azukari.lib.mailbox_limit import take_mail_to
from azukari.lib.network import client_network


def _budget(request: HttpRequest, address: str | None = None) -> str:
    """Whose budget of wrong tries this is: a known browser's, else its network's, coarsely. Kept in memory only, for as
    long as a limit lasts.

    Args:
        address: of the account that is tried; a browser that is known to another account has no budget of its own.
    """
    device = known(request)
    if device and (address is None or is_known_to(request, address)):
        return f"device-{device}"
    peer, forwarded = str(request.META.get("REMOTE_ADDR", "")), request.headers.get("X-Forwarded-For", "")
    return client_network(peer, forwarded, trusted_proxy=settings.AZUKARI.trusted_proxy) or "unknown"


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": gettext_lazy("The email address or the password is not right."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        return False

    def pre_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse | None:
        """Nobody signs in to an account that was changed outside of the program."""
        if user.is_active and not is_good(user.pk):
            clear_login(request)
            return render(request, "account/altered.html", {"sentence": ALTERED[get_language() or "en"]}, status=403)
        answer: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return answer

    def get_client_ip(self, request: HttpRequest) -> str:
        return _budget(request)

    def get_from_email(self) -> str:
        return settings.AZUKARI.sender

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link in the mail begins with the address of the instance, whatever host the request claimed."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.AZUKARI.base_url + path.replace("UID-KEY", quote(key))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send beside the request, so that the answer takes as long for an unknown address as for a known one. A
        mailbox that has got enough within this hour gets no more, and the answer is the same.
        """
        limit = settings.AZUKARI.limits.mails_per_mailbox
        if not take_mail_to(email, limit=limit, now=timezone.now()):
            return
        mail = self.render_mail(template_prefix, email, context, headers=automatic(settings.AZUKARI.host))
        Thread(target=mail.send, daemon=True).start()

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count failures per address and network together: whoever guesses from elsewhere shuts out only themselves.

        A browser in which that account signed in before counts by itself, so that not even a neighbour in its network
        shuts it out.
        """
        address = credentials.get("email", "")
        key = salted_hmac("azukari.accounts.tries", counted(address), algorithm="sha256").hexdigest()
        return f"{_budget(request, address)} {key}"

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever signed in a moment ago need not do so again to set up a second step. Whoever has neither password
        nor second step here, because the issuer asks for both, is sent there again; allauth would let them through.
        """
        request = context.request
        last = max((r["at"] for r in get_authentication_records(request, request.user)), default=0.0)
        if time.time() - last <= app_settings.REAUTHENTICATION_TIMEOUT:
            return False
        if issuer_took_second_step(request) and not get_reauthentication_flows(request.user):
            back = urlencode({"next": request.get_full_path(), "prompt": "login"})
            raise ImmediateHttpResponse(HttpResponseRedirect(f"{reverse('console-oidc')}?{back}"))
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """The page that follows says what happened; "signed in as" and its like would only be noise."""


class SecondFactorAdapter(DefaultMFAAdapter):
    def is_mfa_enabled(self, user: AbstractBaseUser, types: Any = None) -> bool:
        """Not for a sign-in whose second step the issuer has taken, where the settings leave it to the issuer."""
        return not skips_ours(context.request, user) and bool(super().is_mfa_enabled(user, types=types))

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return opened(encrypted_text)

    def get_totp_issuer(self) -> str:
        return f"Azukari {self._get_site_name()}"

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Any) -> str:
        """What a new key is called until its holder calls it otherwise."""
        known = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return _("Passkey %(number)d") % {"number": known + 1} if known else _("Passkey")

    def get_public_key_credential_user_entity(self, user: AbstractBaseUser) -> dict[str, Any]:
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        entity["display_name"] = getattr(user, "name", "") or entity["name"]
        return entity
