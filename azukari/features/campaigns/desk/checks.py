"""Invalid signatures at the desk: what looks unusual, a look at what would go, the removal, and the way back.

Staff see hours and counts, and the name of a domain only where so many write from there that it tells nothing of
anybody.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from azukari.core.appearance.outcome import outcome_of
from azukari.core.vault.mailboxes import Marks
from azukari.features.campaigns.desk.served import serves_campaign
from azukari.features.campaigns.models import Removal, Signature
from azukari.features.campaigns.removing import RemovalChoice, chosen, found_bursts, remove, take_back
from azukari.lib.conflict import StaleVersion
from azukari.lib.mail_provider import KNOWN
from azukari.shells.staff.form_desk import FormDesk
from azukari.shells.staff.post_only import post_only

DONE = {
    "removed": gettext_lazy("They no longer count, from now on."),
    "restored": gettext_lazy("They count again."),
}


@require_http_methods(["GET", "HEAD"])
@serves_campaign
def show(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """Bursts, disposable addresses, and what was removed so far."""
    return _page(request, desk)


@post_only("console-campaign-checks", "slug")
@serves_campaign
def look(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """How many signatures a choice would take out. It changes nothing."""
    choice = _choice(request, desk)
    return _preview(request, desk, choice) if choice else _page(request, desk, status=422)


@post_only("console-campaign-checks", "slug")
@serves_campaign
def take_out(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """Take out exactly what the preview showed; if that is not what there is, show it anew."""
    choice, promised = _choice(request, desk), request.POST.get("count", "")
    if choice is None:
        return _page(request, desk, status=422)
    if not promised.isdecimal() or len(promised) > 8:
        return _preview(request, desk, choice)
    try:
        remove(choice, promised=int(promised), actor=desk.who.actor, now=desk.now)
    except StaleVersion:
        return _preview(request, desk, choice, status=409)
    return desk.to("console-campaign-checks", done="removed")


@post_only("console-campaign-checks", "slug")
@serves_campaign
def put_back(request: HttpRequest, desk: FormDesk, removal: UUID) -> HttpResponse:
    """Let what was taken out count again."""
    found = Removal.objects.filter(id=removal, form=desk.form.slug).first()
    if found is None:
        return _page(request, desk, status=422)
    take_back(found, actor=desk.who.actor, now=desk.now)
    return desk.to("console-campaign-checks", done="restored")


def _page(request: HttpRequest, desk: FormDesk, *, status: int = 200) -> HttpResponse:
    form, names = desk.form.slug, _names(desk.form.slug)
    removals = list(Removal.objects.filter(form=form).order_by("-made_at")[:50])
    gone = {(bytes(one.domain), one.begins, one.ends) for one in removals if one.undone_at is None}
    found = [one for one in found_bursts([form])[form] if (one.domain, one.begins, one.ends) not in gone]
    next_minute = desk.now.replace(second=0, microsecond=0) + timedelta(minutes=1)
    context = {
        "form": desk.form,
        "bursts": [(one, _key(one.domain, one.begins, one.ends), _origin(one.domain, names)) for one in found],
        "disposable": Signature.objects.filter(form=form, is_disposable=True, removal__isnull=True).count(),
        "disposable_key": _key(b"", desk.now - timedelta(days=3650), next_minute),
        "removals": [(one, _origin(bytes(one.domain), names)) for one in removals],
        "done": DONE.get(outcome_of(request), ""),
        "tab": "checks",
    }
    return render(request, "campaigns/desk/checks.html", context, status=status)


def _preview(request: HttpRequest, desk: FormDesk, choice: RemovalChoice, *, status: int = 200) -> HttpResponse:
    count = chosen(choice).count()
    all_of_them = count if choice.known_too else chosen(replace(choice, known_too=True)).count()
    context = {
        "form": desk.form,
        "choice": choice,
        "key": _key(choice.domain, choice.begins, choice.ends),
        "origin": _origin(choice.domain, _names(desk.form.slug)),
        "count": count,
        "known": all_of_them - count,
        "changed": status == 409,
        "tab": "checks",
    }
    return render(request, "campaigns/desk/checks_look.html", context, status=status)


def _choice(request: HttpRequest, desk: FormDesk) -> RemovalChoice | None:
    """What a button of these pages named; None if none of them did."""
    try:
        domain, begins, ends = request.POST.get("which", "").split(" ")
        return RemovalChoice(
            desk.form.slug,
            bytes.fromhex(domain.removeprefix("-")),
            datetime.fromisoformat(begins),
            datetime.fromisoformat(ends),
            known_too=request.POST.get("known") == "1",
        )
    except ValueError:
        return None


def _key(domain: bytes, begins: datetime, ends: datetime) -> str:
    return f"{domain.hex() or '-'} {begins.isoformat()} {ends.isoformat()}"


def _names(form: str) -> Mapping[bytes, str]:
    """The large providers, by the tokens that they have in this campaign."""
    marks = Marks(form)
    return {marks.domain(name): name for name in KNOWN}


def _origin(domain: bytes, names: Mapping[bytes, str]) -> str:
    if not domain:
        return _("Disposable addresses")
    return names.get(domain) or _("A domain that is not named here (%(sign)s)") % {"sign": domain.hex()[-6:].upper()}
