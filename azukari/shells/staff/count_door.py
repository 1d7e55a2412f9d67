"""The door before pages of counts: it hands on the policy and the time, and nothing of who came in."""

from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from azukari.shells.staff.acts import Doer, needs_act
from azukari.shells.staff.count_page import AtCounts, CountPage


def address(page: CountPage) -> URLPattern:
    """Its address below ``/console/``, closed to whoever holds no duty with its act."""

    @wraps(page.view)
    def view(request: HttpRequest, who: Doer) -> HttpResponse:
        return page.view(request, AtCounts(who.policy, who.lang, who.now))

    return path(page.path, needs_act(page.act)(view), name=page.name)
