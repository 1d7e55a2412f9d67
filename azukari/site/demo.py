"""The demonstration's own pages: the mail it sent, and the staff one can be. They exist in a demonstration only, which
is served on this machine alone.
"""

import hashlib
import hmac
import re
import time
from base64 import b32encode
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email import message_from_bytes
from email import policy as parsing
from email.header import decode_header, make_header
from email.message import EmailMessage
from pathlib import Path

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.csp import CSP
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.csp import csp_override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from azukari.core.accounts.models import User
from azukari.core.appearance.download import download
from azukari.lib import instance_secret
from azukari.site.organisation import published
from azukari.site.security import personal

_NAME = re.compile(r"\d{1,20}-(?:[0-9a-f]{6}|[0-9a-f-]{36})")  # of a letter, or of a message of a mailing
_LINK = re.compile(r"https?://[^\s<>\"]+")
_SUBJECT = re.compile(rb"^Subject:.*(?:\r?\n[ \t].*)*", re.MULTILINE)
_HEAD = 8192  # bytes, in which the headers stand
_MOST = 40
_LOOKED_AT = 400
_LETTER = 6  # characters that tell a letter's file from others; a message of a mailing has its id there
_STEP = 30  # seconds that an authenticator's code lasts (RFC 6238)


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as the page shows it: headers, the text part, whose links to this instance can be followed, and what else
    is in it.

    Args:
        has_page: whether it has an HTML part.
        files: names of what is attached, with their size in bytes.
        more: how many others of its mailing are not shown.
    """

    name: str
    sender: str
    to: str
    subject: str
    sent_at: datetime
    text: SafeString
    has_page: bool
    files: list[tuple[str, int]]
    lang: str
    more: int = 0


@dataclass(frozen=True, slots=True)
class Role:
    """A fictional member of staff, and how to sign in as them."""

    reference: str
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


def _read(path: Path) -> Mail:
    message = _message(path)
    part = message.get_body(("plain",))
    return Mail(
        path.stem,
        sender=_named(message, "From"),
        to=_named(message, "To"),
        subject=str(message["Subject"]),
        sent_at=datetime.fromtimestamp(int(path.stem.partition("-")[0]) / 1e9, UTC),
        text=_linked(str(part.get_content()) if part else ""),
        has_page=message.get_body(("html",)) is not None,
        files=[(name, len(content)) for name, content in _attached(message)],
        lang=str(message.get("Content-Language", "ja")),
    )


def _message(path: Path) -> EmailMessage:
    message = message_from_bytes(path.read_bytes(), policy=parsing.default)
    if not isinstance(message, EmailMessage):
        raise TypeError("The policy makes it one.")
    return message


def _named(message: EmailMessage, header: str) -> str:
    """Who stands in a header. No space lies between encoded words (RFC 2047 6.2); the parser of addresses adds one."""
    return str(make_header(decode_header(dict(message.raw_items()).get(header, ""))))


def _attached(message: EmailMessage) -> list[tuple[str, bytes]]:
    """What is attached: names and contents."""
    parts = [(part.get_filename() or "", part.get_payload(decode=True)) for part in message.iter_attachments()]
    return [(name, content) for name, content in parts if name and isinstance(content, bytes)]


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
    """Everything that was sent, newest first; of a mailing to many the newest alone."""
    files = [path for path in settings.AZUKARI.outbox.glob("*.eml") if _NAME.fullmatch(path.stem)]
    files.sort(reverse=True)
    folded = _folded(files[:_LOOKED_AT])[:_MOST]
    mails = [replace(_read(path), more=more) for path, more in folded]
    return render(request, "site/demo_mails.html", {"mails": mails, "hidden": max(0, len(files) - _LOOKED_AT)})


@require_safe
@personal
def mail(request: HttpRequest, lang: str, name: str) -> HttpResponse:  # noqa: ARG001 - the language middleware read it
    """One mail."""
    return render(request, "site/demo_mail.html", {"mail": _read(_path(name))})


def _folded(files: Iterable[Path]) -> list[tuple[Path, int]]:
    """Of each mailing the newest alone, with how many others there are; letters to one person stand one by one."""
    shown: dict[bytes, list[Path]] = {}
    for path in files:
        is_letter = len(path.stem.partition("-")[2]) == _LETTER
        shown.setdefault(path.name.encode() if is_letter else _raw_subject(path), []).append(path)
    return [(same[0], len(same) - 1) for same in shown.values()]


def _raw_subject(path: Path) -> bytes:
    """As it stands in the file: enough to tell one mailing from another, without reading the whole of it."""
    with path.open("rb") as file:
        found = _SUBJECT.search(file.read(_HEAD))
    return found.group() if found else b""


def _path(name: str) -> Path:
    path: Path = settings.AZUKARI.outbox / f"{name}.eml"
    if not _NAME.fullmatch(name) or not path.is_file():
        raise Http404
    return path


@require_safe
@personal
@csp_override({"default-src": [CSP.NONE], "style-src": [CSP.UNSAFE_INLINE], "img-src": [CSP.SELF, "data:"]})
def mail_page(request: HttpRequest, lang: str, name: str) -> HttpResponse:  # noqa: ARG001 - the middleware read it
    """Its HTML part, as a mail program shows it: with its own styles, without scripts, links or pictures from afar."""
    part = _message(_path(name)).get_body(("html",))
    if part is None:
        raise Http404
    return HttpResponse(str(part.get_content()))


@require_safe
@personal
def mail_file(request: HttpRequest, lang: str, name: str, number: int) -> HttpResponse:  # noqa: ARG001 - as above
    """One of its attachments, to keep."""
    files = _attached(_message(_path(name)))
    if not 1 <= number <= len(files):
        raise Http404
    kept, content = files[number - 1]
    return download(content, kept, "application/octet-stream")


@require_safe
@personal
def staff(request: HttpRequest, lang: str) -> HttpResponse:
    """Whom one can sign in as: addresses, passwords, and the code that an authenticator would show now."""
    now = time.time()
    policy = published(request)
    titles = {slug: duty.title[lang] for slug, duty in policy.duties.items()} if policy else {}
    roles = [
        Role(
            str(user.reference),
            user.name,
            user.email,
            [titles.get(held.duty, held.duty) for held in user.duties.all()],
            password(user.email),
            str(format_hotp_value(hotp_value(totp_secret(user.email), int(now) // _STEP))),
        )
        for user in User.objects.filter(is_active=True).prefetch_related("duties").order_by("id")
    ]
    return render(request, "site/demo_staff.html", {"roles": roles, "seconds": _STEP - int(now) % _STEP})


@csrf_exempt
@require_POST
def enter(request: HttpRequest, reference: str) -> HttpResponse:
    """One click: be this fictional member of staff. The page that has the button knows no session, so the browser's
    word for where it comes from stands in for a token.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return HttpResponseForbidden()
    user = get_object_or_404(User, reference=reference, is_active=True)
    login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
    request.session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    request.session["account_authentication_methods_user"] = str(user.pk)
    return redirect("console")
