"""A new e-mail address: the link that was mailed to it, the link by which the old one objects, and the button that
gives the idea up.
"""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from azukari.rights import address, cookie
from azukari.rights.guard import Visit, is_ours, not_ours, own_page, private, visitor


@csrf_exempt
def confirm(request: HttpRequest, lang: str, token: str) -> HttpResponse:
    """The page that the mail to the new address leads to; only its button changes anything."""
    now = timezone.now()
    try:
        if request.method != "POST":
            address.usable(token, now=now)
            return private(render(request, "rights/address.html"))
        if not is_ours(request):
            return not_ours(request)
        changed = address.confirm(token, session=visitor(request, now=now), lang=lang, now=now)
    except address.LinkUnusable:
        return private(render(request, "rights/link_unusable.html", status=410))
    if changed.session is None:
        return private(render(request, "rights/address_changed.html"))
    response = private(HttpResponseRedirect(f"/{lang}/me?done=address-changed", status=303))
    cookie.give(response, changed.session.secret, secure=request.is_secure())
    return response


@csrf_exempt
def keep(request: HttpRequest, lang: str, token: str) -> HttpResponse:
    """The page that the mail to the address in use leads to; only its button changes anything."""
    now = timezone.now()
    try:
        if request.method != "POST":
            change = address.objectionable(token, now=now)
            return private(render(request, "rights/address_keep.html", {"change": change}))
        if not is_ours(request):
            return not_ours(request)
        address.keep(token, now=now)
    except address.LinkUnusable:
        return private(render(request, "rights/link_unusable.html", status=410))
    return private(HttpResponseRedirect(f"/{lang}/me/address/kept", status=303))


@require_safe
def kept(request: HttpRequest, lang: str) -> HttpResponse:  # noqa: ARG001 - the path names it
    """What pressing that button has done; the same words for whoever opens it."""
    return private(render(request, "rights/address_kept.html"))


@own_page("POST")
def forget(visit: Visit) -> HttpResponse:
    """Give a proposed address up: it is erased at once."""
    address.give_up(visit.person, now=visit.now)
    return visit.back(done="address-forgotten")
