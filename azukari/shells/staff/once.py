"""Idempotent forms of staff: a form that is sent twice, by a double click say, does its work once.

The token of a page's forms (`csrfmiddlewaretoken`) is drawn anew for each page, so whoever sends the same answers with
the same token to the same address within a few seconds has pressed a button twice. The second waits for the first and
gets its answer. What was not carried out, since something was wrong with it, may be sent again at once.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event, Lock
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from azukari.shells.staff.inside import page_before
from azukari.shells.staff.models import SentForm

WINDOW = timedelta(seconds=10)
_PATIENCE = 15.0  # seconds for which the second waits for the first
_MOST = 1000  # answers that a process remembers
_URLENCODED = "application/x-www-form-urlencoded"  # what is uploaded is read by its own view, and not here
_REDIRECTS = frozenset({301, 302, 303})


@dataclass(slots=True)
class _First:
    """A form that was sent here: whether it is answered, and where that led."""

    answered: Event = field(default_factory=Event)
    location: str = ""
    at: float = field(default_factory=monotonic)


class Once:
    """A link of the console's chain, after sessions and the check of tokens."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self._sent: OrderedDict[bytes, _First] = OrderedDict()
        self._lock = Lock()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            response = self.get_response(request)
        except BaseException:
            self._settle(request, "")
            raise
        redirects = response.status_code in _REDIRECTS
        self._settle(request, response.headers.get("Location", "") if redirects else "")
        return response

    def process_view(
        self,
        request: HttpRequest,
        _view: Callable[..., HttpResponseBase],
        _args: Sequence[Any],
        _kwargs: Mapping[str, Any],
    ) -> HttpResponseBase | None:
        digest = _digest(request)
        if digest is None:
            return None
        while (first := self._earlier(digest)) is not None:
            if not first.answered.wait(_PATIENCE) or first.location:
                return HttpResponseRedirect(first.location or page_before(request) or reverse("console"))
            self._forget(digest, first)
        if not _claim(digest, timezone.now()):  # sent to another process
            self._forget(digest, self._sent[digest])
            return HttpResponseRedirect(page_before(request) or reverse("console"))
        request.META["azukari.once"] = digest
        return None

    def _earlier(self, digest: bytes) -> _First | None:
        """The same form, sent here a moment ago; None where this is the first."""
        with self._lock:
            known = self._sent.get(digest)
            if known is not None and not (known.answered.is_set() and monotonic() - known.at > WINDOW.total_seconds()):
                return known
            self._sent[digest] = _First()
            while len(self._sent) > _MOST:
                self._sent.popitem(last=False)
            return None

    def _forget(self, digest: bytes, first: _First) -> None:
        with self._lock:
            if self._sent.get(digest) is first:
                del self._sent[digest]

    def _settle(self, request: HttpRequest, location: str) -> None:
        digest = request.META.pop("azukari.once", None)
        if digest is None:
            return
        if not location:
            SentForm.objects.filter(digest=digest).delete()
        first = self._sent.get(digest)
        if first is not None:
            first.location = location
            first.answered.set()


def _digest(request: HttpRequest) -> bytes | None:
    """Of what was sent, by whom and where to; None for what may be sent as often as anybody likes."""
    if request.method != "POST" or request.content_type != _URLENCODED or "X-Typing" in request.headers:
        return None
    if "csrfmiddlewaretoken" not in request.POST:
        return None
    said = hashlib.blake2b(key=settings.SECRET_KEY.encode()[:64], person=b"form sent once", digest_size=32)
    for part in ((request.session.session_key or "").encode(), request.get_full_path().encode(), request.body):
        said.update(len(part).to_bytes(8) + part)
    return said.digest()


def _claim(digest: bytes, now: datetime) -> bool:
    """Whether this is the first. What was sent longer ago is forgotten."""
    SentForm.objects.filter(sent_at__lt=now - WINDOW).delete()
    try:
        with transaction.atomic():
            SentForm.objects.create(digest=digest, sent_at=now)
    except IntegrityError:
        return False
    return True
