"""Erasure: everything, or what one purpose alone uses. Says first what goes and what a law keeps; then does it at
once (P41).
"""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from azukari.core.vault.erase import KeptByLaw, erase
from azukari.core.vault.erasure_preview import preview_erasure
from azukari.policy.terms import Ground
from azukari.shells.self_service import certificate, cookie
from azukari.shells.self_service.do_not_contact import stop_contact
from azukari.shells.self_service.erasure_outcome import erasure_outcomes
from azukari.shells.self_service.guard import Visit, own_page, private, sentence


@own_page("GET", "HEAD", "POST")
def everything(visit: Visit) -> HttpResponse:
    """Erase all that is held."""
    return _erase(visit, "")


@own_page("GET", "HEAD", "POST")
def purpose(visit: Visit, purpose: str) -> HttpResponse:
    """Erase what one purpose alone uses."""
    return _erase(visit, purpose)


def _erase(visit: Visit, purpose: str) -> HttpResponse:
    data = visit.own_data()
    uses = {use.purpose: use for r in data.registrations for use in r.uses if not use.ended}
    if purpose and (purpose not in uses or uses[purpose].ground is Ground.LAW):
        raise Http404
    if visit.request.method != "POST":
        foreseen = preview_erasure(visit.person, purpose=purpose, now=visit.now, policy=visit.policy)
        goes, stays = erasure_outcomes(data, foreseen, policy=visit.told, lang=visit.lang, purpose=purpose)
        context = {"use": uses.get(purpose), "goes": goes, "stays": stays, "all_uses": list(uses.values())}
        return visit.render("own/erase.html", context)
    if not purpose and visit.request.POST.get("never"):
        stop_contact(visit.person, data, actor=visit.actor, now=visit.now)
    try:
        done = erase(visit.person, purpose=purpose, actor=visit.actor, now=visit.now)
    except KeptByLaw:
        return sentence(
            visit.request, 409, _("A law requires us to keep this"), _("It cannot be erased until that period ends.")
        )
    path = certificate.path(done.id, lang=visit.lang, now=visit.now)
    response = private(HttpResponseRedirect(path, status=303))
    if not purpose:
        cookie.take_back(response, secure=visit.request.is_secure())
    return response
