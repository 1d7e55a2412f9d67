"""Who gets to an import: somebody whose duty includes it, for a form that one of their duties serves."""

from uuid import UUID

from django.http import Http404

from azukari.core.forms.models import ImportOrder
from azukari.policy.terms import Act, Form
from azukari.shells.staff.acts import Doer
from azukari.shells.staff.scope import scope_of
from azukari.shells.staff.uploads import takes_files


def forms_of(who: Doer) -> list[Form]:
    """The forms into which this reader may bring a list."""
    scope = scope_of(who.actor, who.policy, act=Act.IMPORT)
    return [form for form in who.policy.forms.values() if form.slug in scope.forms]


importers_only = takes_files(Act.IMPORT)
"""A decorator: the view gets a `Doer`, and files that are posted to it stay in memory."""


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
