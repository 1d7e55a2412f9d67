"""Keyboard shortcuts of a single key (/ to search, j and k along a list), which may be switched off (WCAG 2.1.4)."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from azukari.accounts.models import User
from azukari.desk.doors import Opens, opens_to
from azukari.desk.inside import inside
from azukari.desk.post_only import post_only
from azukari.desk.reader import user_of


@opens_to(Opens.EVERYBODY)
@post_only("console")
def switch(request: HttpRequest) -> HttpResponse:
    """Switch them off or on, for the reader alone."""
    User.objects.filter(pk=user_of(request).pk).update(shortcuts=request.POST.get("on") == "1")
    return HttpResponseRedirect(inside(request.POST.get("next", "")) or reverse("console"))
