"""The door of the pages of one questionnaire's results: whose duties serve it; to others they are not there."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from azukari.features.questionnaires.desk.door import PollDesk, View, desk_of, serves
from azukari.features.questionnaires.models import Poll, PollState, Version
from azukari.features.questionnaires.results.counts import version_to_show
from azukari.shells.staff.doors import Opens, opens_to
from azukari.shells.staff.reader import Reader, reader


def may_read(poll: Poll, who: Reader) -> bool:
    """Whether somebody's duties serve a questionnaire: linked answers belong to their form, unlinked ones to nobody."""
    return poll.form in who.scope.forms if poll.linked else serves(who)


def unlinked_version(desk: PollDesk) -> Version:
    """The version whose answers are shown, of a questionnaire that links them to nobody.

    Raises:
        Http404: there is none.
    """
    version = version_to_show(desk.poll)
    if version is None or version.linked:
        raise Http404
    return version


def reads_results[**P](view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A decorator: the view gets a `PollDesk` for the ``slug`` of its address; for others there is no such page."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        desk = desk_of(reader(request), str(kwargs.pop("slug")), timezone.now())
        if desk.poll.state == PollState.DRAFT or not may_read(desk.poll, desk.who):
            raise Http404
        return view(request, desk, *args, **kwargs)

    return opens_to(Opens.BOTH)(guarded)
