"""Rule packs at the desk: what a law asks, how it is met and by what that shows, so that an auditor can walk it."""

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from azukari.core.appearance.download import download
from azukari.features.rules.laws import RowState, packs, shown, tallied
from azukari.features.rules.oscal import documents
from azukari.policy.terms import Act
from azukari.shells.staff.acts import Doer, page_behind

SEE = (Act.AUDIT, Act.SUPERVISE)
STATES = {
    RowState.MET: _("Met"),
    RowState.MANUAL: _("Met with people’s work"),
    RowState.UNCONFIRMED: _("Not confirmed now"),
    RowState.FAILING: _("Control broken"),
    RowState.GAP: _("Gap"),
    RowState.ANNOUNCED: _("Not in force yet"),
    RowState.ENDED: _("No longer in force"),
}
_ALWAYS = (RowState.MET, RowState.MANUAL, RowState.GAP)  # told where there is none as well


@page_behind(*SEE)
def show_all(request: HttpRequest, who: Doer) -> HttpResponse:
    """Every pack, with how many of its rows stand how; together as many as its page has."""
    day = who.today
    tallies = [(pack, tallied(shown(pack, day, now=who.now, lang=who.lang))) for pack in packs().values()]
    heads = [each for each in RowState if each in _ALWAYS or any(tally[each] for _pack, tally in tallies)]
    lines = [(pack, [(each, STATES[each], tally[each]) for each in heads]) for pack, tally in tallies]
    exports = [name.removesuffix(".json") for name in documents(who.policy, day=day, now=who.now)]
    context = {"heads": [STATES[each] for each in heads], "lines": lines, "exports": exports}
    return render(request, "rules/desk/list.html", context)


@page_behind(*SEE)
def show(request: HttpRequest, who: Doer, pack: str) -> HttpResponse:
    """One pack, or those of its rows that stand so."""
    found = packs().get(pack)
    if found is None:
        raise Http404
    day = who.today
    wanted = request.GET.get("state", "")
    state = RowState(wanted) if wanted in [*RowState] else None
    rows = shown(found, day, now=who.now, lang=who.lang)
    tally = tallied(rows)
    context = {
        "pack": found,
        "lines": [(row, STATES[row.state]) for row in rows if state in (None, row.state)],
        "chosen": state,
        "choices": [(each, STATES[each], tally[each]) for each in RowState if tally[each]],
        "count": len(rows),
    }
    return render(request, "rules/desk/pack.html", context)


@page_behind(*SEE)
def oscal(request: HttpRequest, who: Doer, document: str) -> HttpResponse:
    """One of the OSCAL documents, to download."""
    del request
    found = documents(who.policy, day=who.today, now=who.now).get(f"{document}.json")
    if found is None:
        raise Http404
    return download(json.dumps(found, indent=1, ensure_ascii=False), f"{document}.json", "application/json")
