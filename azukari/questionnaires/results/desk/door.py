"""The door of the pages of one questionnaire's results: whose duties serve it; to others they are not there."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language

from azukari.desk.doors import Opens, opens_to
from azukari.desk.reader import Reader, reader
from azukari.questionnaires.desk.door import PollDesk, View, serves
from azukari.questionnaires.models import Poll, PollState, Version
from azukari.questionnaires.results.counts import version_to_show


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
        who, slug = reader(request), str(kwargs.pop("slug"))
        poll = Poll.objects.filter(slug=slug).exclude(state=PollState.DRAFT).first()
        if poll is None or who.policy is None or not may_read(poll, who):
            raise Http404
        desk = PollDesk(who, who.policy, poll, get_language() or "ja", timezone.now())
        return view(request, desk, *args, **kwargs)

    return opens_to(Opens.BOTH)(guarded)
