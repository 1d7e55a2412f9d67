"""Rule packs at the desk: what a law asks, how it is met and by what that shows, so that an auditor can walk it."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from azukari.desk.acts import Doer, needs_act
from azukari.lib.control import ControlState
from azukari.policy.period import day_of
from azukari.policy.ruleset import RuleStanding
from azukari.policy.terms import Act
from azukari.stewardship.rules.laws import ShownRow, packs, shown, tallied
from azukari.stewardship.rules.oscal import documents

SEE = (Act.AUDIT, Act.SUPERVISE)
STANDINGS = {
    RuleStanding.MET: _("met"),
    RuleStanding.MANUAL: _("met, with people’s part"),
    RuleStanding.GAP: _("gap"),
    RuleStanding.ANNOUNCED: _("announced"),
    RuleStanding.ENDED: _("ended"),
}


@require_safe
@needs_act(*SEE)
def show_all(request: HttpRequest, who: Doer) -> HttpResponse:
    """Every pack, with how many of its rows stand how."""
    day = day_of(who.now, timezone=who.policy.organisation.timezone)
    lines = [{"pack": pack, "tally": {s.value: n for s, n in tallied(pack, day).items()}} for pack in packs().values()]
    exports = [name.removesuffix(".json") for name in documents(who.policy, day=day, now=who.now)]
    return render(request, "rules/desk/list.html", {"lines": lines, "exports": exports})


@require_safe
@needs_act(*SEE)
def show(request: HttpRequest, who: Doer, pack: str) -> HttpResponse:
    """One pack, or those of its rows that stand so."""
    found = packs().get(pack)
    if found is None:
        raise Http404
    day = day_of(who.now, timezone=who.policy.organisation.timezone)
    wanted = request.GET.get("state", "")
    standing = RuleStanding(wanted) if wanted in [*RuleStanding] else None
    tally = tallied(found, day)
    context = {
        "pack": found,
        "lines": [(line, _in_words(line)) for line in shown(found, day, standing, now=who.now, lang=who.lang)],
        "chosen": standing,
        "choices": [(s, STANDINGS[s], tally[s]) for s in RuleStanding if tally[s]],
        "count": sum(n for s, n in tally.items() if s is not RuleStanding.ENDED),
    }
    return render(request, "rules/desk/pack.html", context)


def _in_words(line: ShownRow) -> Promise:
    """How a row stands; what is met is not told so while a control of it is not known to hold."""
    if line.standing is RuleStanding.MET and line.worst is ControlState.BROKEN:
        return _("met as built, but a control fails now")
    if line.standing is RuleStanding.MET and line.worst is ControlState.UNKNOWN:
        return _("met as built, not confirmed now")
    return STANDINGS[line.standing]


@require_safe
@needs_act(*SEE)
def oscal(request: HttpRequest, who: Doer, document: str) -> HttpResponse:
    """One of the OSCAL documents, to download."""
    del request
    day = day_of(who.now, timezone=who.policy.organisation.timezone)
    found = documents(who.policy, day=day, now=who.now).get(f"{document}.json")
    if found is None:
        raise Http404
    response = JsonResponse(found, json_dumps_params={"indent": 1, "ensure_ascii": False})
    response["Content-Disposition"] = f'attachment; filename="{document}.json"'
    return response
