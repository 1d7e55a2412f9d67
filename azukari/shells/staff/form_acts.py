"""What staff change by the pages of a form needs a purpose of that form which the change serves (law 12).

A page declares the way in which it uses people's data (`does`, or the door of its desk). To read it, any purpose of the
form is enough; whoever posts to it needs a duty with a purpose that may be served in that way. While a purpose of this
form is selected, it is that purpose which has to allow it.
"""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from azukari.core.vault.ways import RECORD, insist_that_it_serves
from azukari.policy.terms import Form, Policy
from azukari.policy.ways import Way, may_serve
from azukari.shells.staff.reader import Reader
from azukari.shells.staff.selected_purpose import selected_purpose

_SAFE = ("GET", "HEAD")


def does[View: Callable[..., Any]](way: Way) -> Callable[[View], View]:
    """A decorator, beneath the door of the desk of one kind of form: what is posted to the page is done in this way."""
    return lambda view: marked(view, way)


def marked[View: Callable[..., Any]](view: View, way: Way) -> View:
    """The view, which says in which way it uses people's data."""
    view.__dict__["way"] = way
    return view


def way_of(view: Callable[..., Any], *, usual: Way = RECORD) -> Way:
    """In which way a page uses people's data when something is posted to it.

    Args:
        usual: where the view does not say it.
    """
    found: Way = getattr(view, "way", usual)
    return found


def see_that_it_serves(
    request: HttpRequest,
    form: Form,
    way: Way,
    *,
    who: Reader,
    policy: Policy,
    now: datetime,
    people: Collection[UUID] = (),
) -> None:
    """See that what is posted serves a purpose of the form that is the reader's, and the selected one if it is the
    form's.

    Args:
        people: whom it is about, for the record.

    Raises:
        Refused: none does. Recorded first.
    """
    if request.method in _SAFE or way.only_looks:
        return
    own = [slug for slug in form.purposes if slug in who.scope.purposes] or [*form.purposes]
    hand = selected_purpose(request, actor=who.actor, policy=policy, now=now)
    judged = [hand.purpose.slug] if hand and hand.purpose.slug in own else own
    if not any(may_serve(policy, way, slug) for slug in judged):
        insist_that_it_serves(way, judged[0], people=people, actor=who.actor, now=now, policy=policy)
