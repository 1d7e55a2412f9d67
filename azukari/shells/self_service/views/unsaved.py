"""The address at which a form of the own page comes back, once its sender has come in again."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from azukari.core.forms import unsaved
from azukari.shells.self_service.guard import from_here, not_ours, private, visitor
from azukari.shells.self_service.unsaved import again, owner_of, waits

_GONE = 410


@csrf_exempt  # it shows what its sender had typed, and does nothing; the seal says whose it is
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, lang: str) -> HttpResponse:
    """The form again, or the page that keeps it until its sender comes in."""
    now, own = timezone.now(), private(HttpResponseRedirect(f"/{lang}/me", status=303))
    if request.method != "POST":
        return own
    if not from_here(request):
        return not_ours(request)
    here = visitor(request, now=now)
    if here is None:
        return private(waits(request, lang, now=now) or own)
    form = unsaved.unseal(request.POST.get(unsaved.KEPT, ""), owner_of(here.person), now=now)
    return private(again(request, lang, form) if form else render(request, "own/unsaved.html", {}, status=_GONE))
