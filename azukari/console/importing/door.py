"""Who gets to an import: somebody whose duty includes it, for a form that one of their duties serves."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from azukari.console.acts import Doer, needs_act
from azukari.console.importing.in_memory import InMemory
from azukari.console.reach import reach_of
from azukari.forms.models import ImportOrder
from azukari.policy.terms import Act, Form

type View[**P] = Callable[Concatenate[HttpRequest, Doer, P], HttpResponse]


def forms_of(who: Doer) -> list[Form]:
    """The forms into which this reader may bring a list."""
    reach = reach_of(who.actor, who.policy)
    return [form for form in who.policy.forms.values() if form.slug in reach.forms]


def importers_only[**P](view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """The view gets a `Doer`, and files that are posted to it stay in memory.

    The check against forged posts reads what was posted, so it comes after the handlers are set, and after the gate
    and the act have let the reader in.
    """

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        request.upload_handlers = [InMemory(request)]
        return checked(request, *args, **kwargs)

    checked = needs_act(Act.IMPORT)(_protected(view))
    return guarded


def _protected[**P](view: View[P]) -> View[P]:
    @wraps(view)
    def protected(request: HttpRequest, who: Doer, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        return csrf_protect(lambda asked: view(asked, who, *args, **kwargs))(request)

    return protected


def order_of(who: Doer, id: UUID) -> tuple[ImportOrder, Form]:
    """The order and its form.

    Raises:
        Http404: there is none, or it is of a form that no duty of the reader serves.
    """
    order = ImportOrder.objects.select_related("job").filter(id=id).first()
    form = next((form for form in forms_of(who) if order and form.slug == order.form), None)
    if order is None or form is None:
        raise Http404
    return order, form
