"""The hat: which one of several duties a member of staff works in, as far as the menu and the home page go.

It narrows what is shown, and neither gives nor takes a right: what a page opens is decided by all duties that are held.
It lies in the session.
"""

from collections.abc import Collection

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from azukari.shells.staff.doors import Opens, opens_to
from azukari.shells.staff.post_only import post_only
from azukari.shells.staff.reader import reader

_HAT = "hat"


def worn(request: HttpRequest, duties: Collection[str]) -> str | None:
    """The duty that was chosen; None where none was, or where it is not among ``duties`` any more.

    Args:
        duties: slugs of those held now.
    """
    hat = request.session.get(_HAT)
    return hat if isinstance(hat, str) and hat in duties else None


@opens_to(Opens.EVERYBODY)
@post_only("console")
def choose(request: HttpRequest) -> HttpResponse:
    """Put on the hat that was pressed; any other word takes it off."""
    hat = request.POST.get("hat", "")
    if hat in reader(request).actor.duties:
        request.session[_HAT] = hat
    else:
        request.session.pop(_HAT, None)
    return HttpResponseRedirect(reverse("console"))
