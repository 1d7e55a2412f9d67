"""Keyboard shortcuts of a single key (/ to search, j, k and o in a list), which may be switched off (WCAG 2.1.4)."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from azukari.core.accounts.models import User
from azukari.shells.staff.doors import Opens, opens_to
from azukari.shells.staff.inside import inside
from azukari.shells.staff.post_only import post_only
from azukari.shells.staff.reader import user_of


@opens_to(Opens.EVERYBODY)
@post_only("console")
def switch(request: HttpRequest) -> HttpResponse:
    """Switch them off or on, for the reader alone."""
    User.objects.filter(pk=user_of(request).pk).update(shortcuts=request.POST.get("on") == "1")
    return HttpResponseRedirect(inside(request.POST.get("next", "")) or reverse("console"))
