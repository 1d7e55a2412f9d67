"""Find a person by an exact value, through the blind index: nothing is opened."""

from collections.abc import Collection
from uuid import UUID

from django.db import connection

from azukari.core.vault.cipher import open_value
from azukari.core.vault.index_token import Token, token_of
from azukari.core.vault.keys import data_keys
from azukari.core.vault.models import SealedValue
from azukari.policy.terms import Category


def confirmed_person(email: str) -> UUID | None:
    """The person who confirmed this address, or None.

    An address that only stands in an unconfirmed submission finds nobody.
    """
    return confirmed_person_by(token_of(Category.EMAIL, email))


def confirmed_person_by(token: Token | None) -> UUID | None:
    """As `confirmed_person`, by the token of the address."""
    if token is None:
        return None
    named = SealedValue.objects.filter(token__in=token.every, category=Category.EMAIL)
    found = named.filter(person__confirmed_at__isnull=False)
    return found.order_by("person__confirmed_at").values_list("person_id", flat=True).first()


_CONFIRMED = (
    "SELECT said.token FROM vault_sealedvalue said JOIN people_person owner ON owner.id = said.person_id "
    "WHERE said.token IN (%s) AND said.category = 'email' AND owner.confirmed_at IS NOT NULL"
)


def confirmed_tokens(tokens: Collection[Token]) -> set[Token]:
    """Those of the tokens that belong to addresses which somebody has confirmed, in one query."""
    under_any_key = {each: token for token in tokens for each in token.every}
    if not under_any_key:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_CONFIRMED % ", ".join(["%s"] * len(under_any_key)), [*map(bytes, under_any_key)])
        return {under_any_key[bytes(token)] for (token,) in cursor.fetchall()}


def by_address(tokens: Collection[Token]) -> dict[Token, list[UUID]]:
    """The submissions that were accepted with each of these addresses, newest first, in one query."""
    under_any_key = {each: token for token in tokens for each in token.every}
    named = SealedValue.objects.filter(token__in=[*under_any_key], category=Category.EMAIL)
    found: dict[Token, list[UUID]] = {}
    for token, submission in named.order_by("-id").values_list("token", "submission_id"):
        own = found.setdefault(under_any_key[bytes(token or b"")], [])
        if submission not in own:
            own.append(submission)
    return found


def is_confirmed_address(email: str, person: UUID) -> bool:
    """Whether it is an address of this person, who has confirmed one."""
    token = token_of(Category.EMAIL, email) if email else None
    if token is None:
        return False
    named = SealedValue.objects.filter(person_id=person, token__in=token.every, category=Category.EMAIL)
    return named.filter(person__confirmed_at__isnull=False).exists()


def gave_address(submission: UUID) -> bool:
    """Whether a submission gave an address."""
    return SealedValue.objects.filter(submission_id=submission, category=Category.EMAIL).exists()


def address_tokens(submissions: Collection[UUID]) -> dict[UUID, Token]:
    """The token of the address that each submission gave; without those that gave none. Two queries. Made here: a
    submission that has yet to be accepted has no tokens, so that nothing finds it.
    """
    values = first_addresses(submissions)
    keys = data_keys({value.person_id for value in values})
    found = {}
    for value in values:
        text = open_value(value.sealed, key=keys[value.person_id], place=value.place)
        token = token_of(Category.EMAIL, text)
        if token is not None:
            found[value.submission_id] = token
    return found


def first_addresses(submissions: Collection[UUID]) -> list[SealedValue]:
    """The first address that each submission gave, sealed; one query."""
    values = SealedValue.objects.filter(submission_id__in=submissions, category=Category.EMAIL).order_by("-id")
    return [*{value.submission_id: value for value in values}.values()]
