"""The door of the desk of questionnaires: a duty that serves a form of that kind."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Concatenate

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language

from azukari.core.vault.refusal import refuse
from azukari.features.questionnaires.document import read
from azukari.features.questionnaires.models import Poll
from azukari.features.questionnaires.shape import Questionnaire
from azukari.features.questionnaires.ways import ANSWERS
from azukari.policy.terms import Form, FormKind, Policy
from azukari.shells.staff.doors import Opens, opens_to
from azukari.shells.staff.form_acts import see_that_it_serves, way_of
from azukari.shells.staff.reader import Reader, reader
from azukari.shells.staff.scope import may_list


@dataclass(frozen=True, slots=True)
class PollDesk:
    """A member of staff with a questionnaire."""

    who: Reader
    policy: Policy
    poll: Poll
    lang: str
    now: datetime

    @property
    def questionnaire(self) -> Questionnaire:
        """The draft."""
        return read(self.poll.draft)


type View[**P] = Callable[Concatenate[HttpRequest, PollDesk, P], HttpResponse]


def _forms(who: Reader) -> list[Form]:
    return who.policy.forms_of(FormKind.QUESTIONNAIRE) if who.policy else []


def serves(who: Reader) -> bool:
    """Whether somebody's duties serve questionnaires."""
    return any(may_list(form, who.scope) for form in _forms(who))


def see_to_it(who: Reader, now: datetime) -> None:
    """Refuse whoever has no such duty.

    Raises:
        Refused: recorded first.
    """
    forms = _forms(who)
    if not forms:
        raise Http404
    if not serves(who):
        refuse(may_list(forms[0], who.scope), people=(), purpose=forms[0].purposes[0], actor=who.actor, now=now)


def desk_of(who: Reader, slug: str, now: datetime) -> PollDesk:
    """The desk of a questionnaire, whose door is another question.

    Raises:
        Http404: there is none of that name.
    """
    poll = Poll.objects.filter(slug=slug).first()
    if poll is None or who.policy is None:
        raise Http404
    return PollDesk(who, who.policy, poll, get_language() or "ja", now)


def serves_questionnaires[**P](view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A decorator: the view gets a `PollDesk` for the ``poll`` of its address."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        who, now = reader(request), timezone.now()
        see_to_it(who, now)
        desk = desk_of(who, str(kwargs.pop("poll")), now)
        served = next(form for form in _forms(who) if form.slug in who.scope.forms)  # one desk for all of the kind
        see_that_it_serves(request, served, way_of(guarded), who=who, policy=desk.policy, now=now)
        return view(request, desk, *args, **kwargs)

    guarded.__dict__.setdefault("way", ANSWERS)
    return opens_to(Opens.BOTH)(guarded)
