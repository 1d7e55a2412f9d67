"""Whose row of a list it is: by the address in it, compared by its blind index. Names are not looked at."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from azukari.core.forms.models import RegistrationEnd, State, Submission
from azukari.core.vault.find import by_address
from azukari.core.vault.index_token import token_of
from azukari.policy.terms import Category


def running_by_address(addresses: Collection[str], form: str) -> Mapping[str, Sequence[UUID]]:
    """The confirmed registrations with a form of each address, without those that have ended. Three queries."""
    tokens = {text: token for text in addresses if text and (token := token_of(Category.EMAIL, text))}
    of_token = by_address({*tokens.values()})
    ids = {id for own in of_token.values() for id in own}
    here = {*Submission.objects.filter(id__in=ids, form=form, state=State.ACCEPTED).values_list("id", flat=True)}
    here -= {*RegistrationEnd.objects.filter(submission__in=here).values_list("submission_id", flat=True)}
    return {text: [id for id in of_token.get(token, ()) if id in here] for text, token in tokens.items()}
