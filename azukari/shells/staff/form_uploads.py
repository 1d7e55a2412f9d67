"""The doors of pages about one form to which a file is posted: it stays in memory (`desk.uploads`)."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.http import HttpRequest, HttpResponse

from azukari.core.vault.refusal import refuse
from azukari.policy.decide import may_act
from azukari.policy.terms import Act
from azukari.shells.staff.doors import Opens, opens_to
from azukari.shells.staff.form_desk import FormDesk, FormDoor, View
from azukari.shells.staff.uploads import in_memory


def takes_a_file[**P](door: FormDoor, view: View[P], *acts: Act) -> Any:
    """The view behind ``door``, for a file that is posted to it."""
    return opens_to(Opens.BOTH, *acts)(in_memory(view, door))


def brings_in[**P](door: FormDoor, view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Likewise, for pages by which a list comes in: the duty needs the act, for the form's purpose."""

    @wraps(view)
    def bringing(request: HttpRequest, desk: FormDesk, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        see_that_they_may(Act.IMPORT, desk)
        return view(request, desk, *args, **kwargs)

    found: Callable[Concatenate[HttpRequest, P], HttpResponse] = takes_a_file(door, bringing, Act.IMPORT)
    return found


def see_that_they_may(act: Act, desk: FormDesk) -> None:
    """
    Raises:
        Refused: no duty of theirs has the act for the form's purpose. Recorded first.
    """
    purpose = desk.purpose()
    verdict = may_act(desk.policy, act, desk.who.actor, purpose=purpose)
    if not verdict:
        refuse(verdict, people=(), purpose=purpose, actor=desk.who.actor, now=desk.now)
