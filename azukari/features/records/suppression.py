"""Addresses that must never be written to: how many there are, whether a typed one is among them, and a person's wish
written down. No address can be shown, since none is kept; and none is lifted here, since only its owner may.
"""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from azukari.core.vault.suppression import count, record_check, suppress, suppressed
from azukari.features.records.correcting import ChannelForm
from azukari.lib.characters import MalformedError
from azukari.lib.email import email
from azukari.policy.terms import Act
from azukari.shells.staff.acts import Doer, form_behind
from azukari.shells.staff.fields import Text

_NO_ADDRESS = gettext_lazy("Please enter an email address such as hanako@example.org.")


class _Asked(ChannelForm):
    """An address, and how its owner asked for it; the look-up alone needs no such word."""

    address = Text(
        gettext_lazy("Email address"),
        max_length=254,
        missing=_NO_ADDRESS,
        attrs={"inputmode": "email", "spellcheck": "false", "autocapitalize": "none"},
    )

    def clean_address(self) -> str:
        """As it is known."""
        try:
            return email(self.cleaned_data["address"])
        except MalformedError:
            raise ValidationError(_NO_ADDRESS) from None


@form_behind(Act.SUPPRESS)
def page(request: HttpRequest, doer: Doer) -> HttpResponse:
    """Show how many there are; on POST, look one up or take one in."""
    if request.method != "POST":
        return _page(request, _Asked())
    asked, is_wish = _Asked(request.POST), request.POST.get("act") == "suppress"
    asked.fields["channel"].required = is_wish
    if not asked.is_valid():
        return _page(request, asked)
    address = asked.cleaned_data["address"]
    if is_wish:
        suppress([address], actor=doer.actor, now=doer.now, channel=asked.cleaned_data["channel"])
        words = _("This address will never be written to again. It is kept nowhere.")
        return _page(request, _Asked(), "kept", words)
    found = bool(suppressed([address]))
    record_check(found=found, actor=doer.actor, now=doer.now)
    outcome = (
        ("attention", _("This address must not be written to. Only its owner can lift that."))
        if found
        else ("info", _("This address may be written to. That you asked has been recorded."))
    )
    return _page(request, asked, *outcome)


def _page(request: HttpRequest, asked: _Asked, kind: str = "", sentence: str = "") -> HttpResponse:
    context = {"count": count(), "form": asked, "kind": kind, "sentence": sentence}
    return render(request, "console/suppression.html", context, status=422 if asked.errors else 200)
