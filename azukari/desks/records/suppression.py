"""Addresses that must never be written to: how many there are, whether a typed one is among them, and a person's wish
written down. No address can be shown, since none is kept; and none is lifted here, since only its owner may.
"""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from azukari.desk.acts import Doer, form_behind
from azukari.desks.records.correcting import channels, no_channel
from azukari.lib.characters import MalformedError
from azukari.lib.email import email
from azukari.policy.terms import Act
from azukari.vault.reasons import Channel
from azukari.vault.suppression import count, record_check, suppress, suppressed


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was typed, and what is wrong with it."""

    address: str
    channel: str
    wrong: dict[str, str]


@form_behind(Act.SUPPRESS)
def page(request: HttpRequest, doer: Doer) -> HttpResponse:
    """Show how many there are; on POST, look one up or take one in."""
    if request.method != "POST":
        return _page(request, _Asked("", "", {}), "")
    asked = _read(request)
    if asked.wrong:
        return _page(request, asked, "")
    if request.POST.get("act") == "suppress":
        suppress([asked.address], actor=doer.actor, now=doer.now, channel=asked.channel)
        return _page(request, _Asked("", "", {}), "set")
    found = bool(suppressed([asked.address]))
    record_check(found=found, actor=doer.actor, now=doer.now)
    return _page(request, asked, "found" if found else "free")


def _read(request: HttpRequest) -> _Asked:
    wrong: dict[str, str] = {}
    typed, channel = request.POST.get("address", "")[:254], request.POST.get("channel", "")
    try:
        address = email(typed)
    except MalformedError:
        address, wrong["address"] = typed, _("Please enter an email address such as hanako@example.org.")
    if request.POST.get("act") == "suppress" and channel not in set(Channel):
        wrong["channel"] = no_channel().message
    return _Asked(address, channel, wrong)


def _page(request: HttpRequest, asked: _Asked, outcome: str) -> HttpResponse:
    sentences = {
        "set": ("kept", _("This address will never be written to again. It is kept nowhere.")),
        "found": ("attention", _("This address must not be written to. Only its owner can lift that.")),
        "free": ("info", _("This address may be written to. That you asked has been recorded.")),
    }
    kind, sentence = sentences.get(outcome, ("", ""))
    context: dict[str, Any] = {
        "count": count(),
        "typed": asked.address,
        "wrong": asked.wrong,
        "errors": [{"field_id": name, "message": message} for name, message in asked.wrong.items()],
        "kind": kind,
        "sentence": sentence,
        "channels": channels(asked.channel),
    }
    return render(request, "console/suppression.html", context, status=422 if asked.wrong else 200)
