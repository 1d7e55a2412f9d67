"""Withdrawal of a consent: as easy as giving it was. Says first what will go, then what went and what stays, and
why.
"""

from django.http import HttpResponse

from azukari.core.vault.erasure_preview import preview_erasure
from azukari.core.vault.withdraw import NotAConsent, withdraw
from azukari.shells.self_service import cookie
from azukari.shells.self_service.erasure_outcome import erasure_outcomes
from azukari.shells.self_service.guard import Visit, own_page


@own_page("GET", "HEAD", "POST")
def consent(visit: Visit, purpose: str) -> HttpResponse:
    """Ask once more, then withdraw."""
    data = visit.own_data()
    uses = [use for r in data.registrations for use in r.consents if use.purpose == purpose]
    if not uses:
        return visit.render("own/nothing_to_withdraw.html", status=404)
    policy = visit.policy
    foreseen = preview_erasure(visit.person, purpose=purpose, consents_only=True, now=visit.now, policy=policy)
    goes, stays = erasure_outcomes(data, foreseen, policy=visit.told, lang=visit.lang, purpose=purpose)
    context = {"use": uses[0], "goes": goes, "stays": stays}
    if visit.request.method != "POST":
        return visit.render("own/withdraw.html", context)
    try:
        withdrawn = withdraw(visit.person, purpose=purpose, actor=visit.actor, now=visit.now)
    except NotAConsent:
        return visit.render("own/nothing_to_withdraw.html", status=404)
    response = visit.render("own/withdrawn.html", {**context, "forgotten": withdrawn.forgotten})
    if withdrawn.forgotten:
        cookie.take_back(response, secure=visit.request.is_secure())
    return response
