"""The selected duty: the one of several to which a member of staff narrows the menu and the home page.

It narrows what is shown, and neither gives nor takes a right: what a page opens is decided by all duties that are held.
It is kept in the session.
"""

from collections.abc import Collection

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from azukari.shells.staff.doors import Opens, opens_to
from azukari.shells.staff.post_only import post_only
from azukari.shells.staff.reader import reader

_SELECTED = "duty"


def selected_duty(request: HttpRequest, duties: Collection[str]) -> str | None:
    """The duty that was chosen; None where none was, or where it is not among ``duties`` any more.

    Args:
        duties: slugs of those held now.
    """
    duty = request.session.get(_SELECTED)
    return duty if isinstance(duty, str) and duty in duties else None


@opens_to(Opens.EVERYBODY)
@post_only("console")
def select(request: HttpRequest) -> HttpResponse:
    """Select a duty; any other word shows all of them again."""
    duty = request.POST.get("duty", "")
    if duty in reader(request).actor.duties:
        request.session[_SELECTED] = duty
    else:
        request.session.pop(_SELECTED, None)
    return HttpResponseRedirect(reverse("console"))
