"""The page on which a purpose is taken up, and the button that locks it."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from azukari.core.vault.reasons import Reason
from azukari.policy.emergency import worked_with
from azukari.policy.explain import name_categories
from azukari.policy.terms import Duty, Policy, Purpose
from azukari.shells.staff.doors import Opens, opens_to
from azukari.shells.staff.fields import Offered, One
from azukari.shells.staff.inside import inside
from azukari.shells.staff.opening import why
from azukari.shells.staff.post_only import post_only
from azukari.shells.staff.reader import Reader, reader
from azukari.shells.staff.selected_purpose import lock, take, why_locked
from azukari.shells.staff.unsaved import keep_begun


class TakeForm(forms.Form):
    """Duty and purpose in one, and the reason. What is posted is judged by `selected_purpose.take`."""

    work = Offered(
        gettext_lazy("What are you working on?"), (), missing=gettext_lazy("Choose what you are working on.")
    )
    reason = why(gettext_lazy("Choose why."))

    def offer(self, who: Reader) -> bool:
        """Show what may be taken up, each with what lists will show; whether that is anything."""
        lang, asked = get_language() or "ja", self.fields["work"]
        usable = worked_with(who.policy, who.scope.purposes) if who.policy else ()
        own = [(duty, purpose) for duty in who.scope.duties for purpose in usable if purpose.slug in duty.purposes]
        if isinstance(asked, One) and who.policy:
            asked.choices = [(_value(d, p), f"{d.title[lang]} – {p.title[lang]}") for d, p in own]
            asked.hints = {_value(d, p): _shows(d, p, who.policy, lang) for d, p in own}
        self.initial = {"work": _value(*own[0])} if len(own) == 1 else {}
        return bool(own)


@opens_to(Opens.EVERYBODY)
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """Choose what to take up, or take it up and go on where one was."""
    if request.method != "POST":
        return choose(request, reader(request), back=request.GET.get("next", ""), status=200)
    who, back = reader(request), request.POST.get("next", "")
    if wrong := take_up(request, who, timezone.now()):
        return choose(request, who, back=back, form=wrong)
    return HttpResponseRedirect(inside(back) or reverse("console"))


def take_up(request: HttpRequest, who: Reader, now: datetime) -> TakeForm | None:
    """Take up what was chosen on the page that asks; the form again where something is wrong with it.

    Raises:
        Refused: recorded first.
    """
    form = TakeForm(request.POST)
    if who.policy is None or not form.is_valid():
        return form
    duty, _sep, purpose = form.cleaned_data["work"].partition(":")
    reason = Reason(form.cleaned_data["reason"])
    take(request, duty, purpose, reason, actor=who.actor, policy=who.policy, now=now)
    return None


def choose(
    request: HttpRequest,
    who: Reader,
    *,
    back: str,
    form: TakeForm | None = None,
    status: int = 422,
    to: str = "",
    keeping: Mapping[str, str] = MappingProxyType({}),
) -> HttpResponse:
    """The page that asks, also in place of one that needs a selected purpose.

    Args:
        back: the path to go on to.
        to: where the form is sent, if not to `show`: a page that calls `take_up`, and goes on by ``keeping``.
    """
    asked = form or TakeForm()
    context = {"form": asked, "offered": asked.offer(who), "back": inside(back), "locked": why_locked(request)}
    context |= {"to": to or reverse("console-purpose"), "keeping": keeping}
    return render(request, "console/take_up.html", context, status=status)


@opens_to(Opens.EVERYBODY)
@post_only("console")
def put_down(request: HttpRequest) -> HttpResponse:
    """Lock at once, and leave the page that shows somebody's data.

    The session gets another key, so that a request that is still on its way cannot write back what it read before.
    """
    lock(request, actor=reader(request).actor, now=timezone.now())
    request.session.cycle_key()
    return keep_begun(request) or HttpResponseRedirect(reverse("console"))


def _value(duty: Duty, purpose: Purpose) -> str:
    return f"{duty.slug}:{purpose.slug}"


def _shows(duty: Duty, purpose: Purpose, policy: Policy, lang: str) -> str:
    listed = duty.lists & purpose.categories
    if not listed:
        return _("Lists stay masked; a record opens with one click.")
    return _("Lists show: %(what)s. A record opens with one click.") % {"what": name_categories(policy, listed)[lang]}
