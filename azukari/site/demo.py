"""The demonstration's own pages: the mail it sent, and the staff one can be. They exist in a demonstration only, which
is served on this machine alone.
"""

import hashlib
import hmac
import re
import time
from base64 import b32encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email import policy as parsing
from email.message import EmailMessage
from pathlib import Path

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from azukari.accounts.models import User
from azukari.lib import instance_secret
from azukari.site.organisation import published
from azukari.site.security import personal

_NAME = re.compile(r"\d{1,20}-(?:[0-9a-f]{6}|[0-9a-f-]{36})")  # of a letter, or of a message of a mailing
_LINK = re.compile(r"https?://[^\s<>\"]+")
_MOST = 100
_STEP = 30  # seconds that an authenticator's code lasts (RFC 6238)


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as the page shows it: headers and the text part, whose links to this instance can be followed."""

    name: str
    to: str
    subject: str
    sent_at: datetime
    text: SafeString


@dataclass(frozen=True, slots=True)
class Role:
    """A fictional member of staff, and how to sign in as them."""

    name: str
    email: str
    duties: list[str]
    password: str
    code: str


def password(email: str) -> str:
    """The password of a fictional member of staff: this demonstration's own, the same at each start."""
    return b32encode(_derived(email, "password")).decode()[:16].lower()


def totp_secret(email: str) -> str:
    """The authenticator secret of a fictional member of staff, base32."""
    return b32encode(_derived(email, "authenticator")).decode()


def _derived(email: str, use: str) -> bytes:
    return hmac.digest(instance_secret.newest(settings.AZUKARI), f"demo {use} {email}".encode(), hashlib.sha256)[:20]


def _code(email: str, now: float) -> str:
    return str(format_hotp_value(hotp_value(totp_secret(email), int(now) // _STEP)))


def _files() -> Iterator[Path]:
    """The mails in the outbox, newest first."""
    outbox: Path = settings.AZUKARI.outbox
    yield from sorted((path for path in outbox.glob("*.eml") if _NAME.fullmatch(path.stem)), reverse=True)


def _read(path: Path) -> Mail:
    message = message_from_bytes(path.read_bytes(), policy=parsing.default)
    part = message.get_body(("plain",)) if isinstance(message, EmailMessage) else None
    text = str(part.get_content()) if part else ""
    sent_at = datetime.fromtimestamp(int(path.stem.partition("-")[0]) / 1e9, UTC)
    return Mail(path.stem, str(message["To"]), str(message["Subject"]), sent_at, _linked(text))


def _linked(text: str) -> SafeString:
    """The text, escaped; addresses of this instance become links, those of others stay words."""
    parts: list[str] = []
    end = 0
    for found in _LINK.finditer(text):
        url = found.group()
        parts.append(escape(text[end : found.start()]))
        ours = url.startswith(f"{settings.AZUKARI.base_url}/")
        parts.append(f'<a href="{escape(url)}">{escape(url)}</a>' if ours else escape(url))
        end = found.end()
    parts.append(escape(text[end:]))
    return mark_safe("".join(parts))  # noqa: S308 - every piece is escaped above


@require_safe
@personal
def mails(request: HttpRequest, lang: str) -> HttpResponse:  # noqa: ARG001 - the language middleware read it
    """Everything that was sent, newest first."""
    files = list(_files())
    context = {"mails": [_read(path) for path in files[:_MOST]], "hidden": max(0, len(files) - _MOST)}
    return render(request, "site/demo_mails.html", context)


@require_safe
@personal
def mail(request: HttpRequest, lang: str, name: str) -> HttpResponse:  # noqa: ARG001 - the language middleware read it
    """One mail."""
    path = settings.AZUKARI.outbox / f"{name}.eml"
    if not _NAME.fullmatch(name) or not path.is_file():
        raise Http404
    return render(request, "site/demo_mail.html", {"mail": _read(path)})


@require_safe
@personal
def staff(request: HttpRequest, lang: str) -> HttpResponse:
    """Whom one can sign in as: addresses, passwords, and the code that an authenticator would show now."""
    now = time.time()
    policy = published(request)
    titles = {slug: duty.title[lang] for slug, duty in policy.duties.items()} if policy else {}
    roles = [
        Role(
            user.name,
            user.email,
            [titles.get(held.duty, held.duty) for held in user.duties.all()],
            password(user.email),
            _code(user.email, now),
        )
        for user in User.objects.filter(is_active=True).prefetch_related("duties").order_by("id")
    ]
    return render(request, "site/demo_staff.html", {"roles": roles, "seconds": _STEP - int(now) % _STEP})
