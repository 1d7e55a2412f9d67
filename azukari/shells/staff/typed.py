"""What staff typed into a form that was not taken, kept in their session until its page shows it once more.

Such a form leads back to its page by a redirect, so that a reload sends nothing; its fields would begin anew. The
session names the place by a digest alone, so that it holds no reference to anybody.
"""

from collections.abc import Iterable, Mapping

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

_TYPED, _PLACE = "typed", "place"
_LONGEST = 40


def keep_typed(request: HttpRequest, place: object, *names: str, asks: str = "") -> None:
    """Keep these fields of what was posted.

    Args:
        place: the row whose page shows them.
        asks: a field that the page shows besides, to be answered.
    """
    held = {name: request.POST.get(name, "")[:_LONGEST] for name in names}
    held |= {asks: "1"} if asks else {}
    request.session[_TYPED] = {**held, _PLACE: _digest(place)}


def typed(request: HttpRequest, place: object) -> Mapping[str, str]:
    """What was kept for that place, once; nothing of what was kept for another."""
    return typed_in(request, [place]).get(place, {})


def typed_in(request: HttpRequest, places: Iterable[object]) -> Mapping[object, Mapping[str, str]]:
    """What was kept for one of these places, by the place; of a page that shows a form in each of its rows."""
    held = request.session.pop(_TYPED, {})
    return {place: held for place in places if held.get(_PLACE) == _digest(place)}


def _digest(place: object) -> str:
    return salted_hmac("azukari.desk.typed", str(place), algorithm="sha256").hexdigest()
