"""A form that is saved to be gone on with: sealed so that only the link in its owner's hands opens it.

The server keeps a row that it can neither read nor connect with anybody. The link is shown once; who loses it has lost
what was saved, and the row goes when its days are over. A draft is no submission: it grants nothing, confirms nothing,
and no search and no member of staff finds it.

To send the link by email it has to wait in the queue. Until it has left, it lies sealed under a stand-in who is nobody;
then the stand-in is forgotten, and with it the address and the link.
"""

import base64
import binascii
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from azukari.core.people.removals import RemovalKind, Removed, write_removals
from azukari.core.vault import cipher
from azukari.core.vault.cipher import CannotOpen, draft_keys, draft_of
from azukari.core.vault.erase_unheld import forget
from azukari.core.vault.keys import data_keys
from azukari.core.vault.models import Draft, DraftLetter
from azukari.core.vault.stand_in import stand_in_for
from azukari.lib import instance_secret
from azukari.policy.terms import Category

SECRET_BYTES = 32
WAIT = timedelta(days=1)  # until a link that could not be mailed is forgotten


class NoSuchDraft(Exception):
    """The link opens nothing: it never did, or what it opened was sent, thrown away, or is too old."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What a link opens.

    Args:
        form: the slug of the form that was being filled in.
        text: what `keep` was given.
        saved_at: when it was saved last.
        expires_at: when it goes by itself.
    """

    form: str
    text: str
    saved_at: datetime
    expires_at: datetime


def new_link() -> str:
    """The secret part of a new link, 43 characters."""
    return _link(secrets.token_bytes(SECRET_BYTES))


def _link(secret: bytes) -> str:
    return base64.urlsafe_b64encode(secret).decode().rstrip("=")


def _secret(link: str) -> bytes:
    """What a link's characters stand for.

    Raises:
        NoSuchDraft: they are none of ours.
    """
    try:
        secret = base64.b64decode(link + "=" * (-len(link) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoSuchDraft from error
    if len(secret) != SECRET_BYTES:
        raise NoSuchDraft
    return secret


def _place(secret: bytes) -> tuple[UUID, bytes]:
    """The row and the key that belong to a link: under the instance's secret by which it was saved first, so that a
    rotation of that leaves the link good; a new link's under the newest.
    """
    places = [draft_keys(secret, one.raw) for one in instance_secret.versions(settings.AZUKARI)]
    if len(places) == 1:
        return places[0]
    held = {*Draft.objects.filter(id__in=[id for id, _key in places]).values_list("id", flat=True)}
    return next((place for place in places if place[0] in held), places[0])


def keep(link: str, text: str, *, form: str, now: datetime, until: datetime) -> None:
    """Save, or save anew, what was typed into ``form``. When this returns, it survives a crash."""
    id, key = _place(_secret(link))
    sealed = draft_of(id, form=form).seal(text, key=key)
    row = {"form": form, "sealed": sealed, "saved_at": now, "expires_at": until}
    Draft.objects.update_or_create(id=id, defaults=row)


def opened(link: str, *, now: datetime) -> Saved:
    """What a link opens. Changes nothing.

    Raises:
        NoSuchDraft: nothing, for whichever reason; the reasons are not told apart.
    """
    id, key = _place(_secret(link))
    draft = Draft.objects.filter(id=id, expires_at__gt=now).first()
    if draft is None:
        raise NoSuchDraft
    try:
        text = draft_of(id, form=draft.form).open(draft.sealed, key=key)
    except CannotOpen as error:
        raise NoSuchDraft from error
    return Saved(draft.form, text, draft.saved_at, draft.expires_at)


def throw_away(link: str, *, now: datetime) -> None:
    """Erase what a link opens, and whatever letter is on its way; nothing to do is fine."""
    try:
        id, _key = _place(_secret(link))
    except NoSuchDraft:
        return
    _erase([id], now)


def expire(now: datetime) -> int:
    """Erase what nobody went on with in time. Returns how many."""
    old = list(Draft.objects.filter(expires_at__lte=now).values_list("id", flat=True)[:500])
    _erase(old, now)
    return len(old)


def _erase(drafts: Collection[UUID], now: datetime) -> None:
    with transaction.atomic():
        stand_ins = DraftLetter.objects.filter(draft_id__in=drafts).values_list("stand_in_id", flat=True)
        forget(list(stand_ins), now=now)
        going = Draft.objects.filter(id__in=drafts)
        known = list(going.values_list("id", flat=True))
        going.delete()
        write_removals(Removed(RemovalKind.THROWN_AWAY, draft, None, now) for draft in known)


def throw_away_again(id: UUID, *, now: datetime) -> bool:
    """Erase what a restored database still has. False if it has not."""
    if not Draft.objects.filter(id=id).exists():
        return False
    _erase([id], now)
    return True


def address_letter(link: str, address: str, *, now: datetime) -> DraftLetter:
    """Seal the link and the address it shall go to, in the caller's transaction. Nobody is found by that address.

    Args:
        address: normalised.

    Returns:
        the link that waits to be mailed, with the stand-in to whom it is addressed.

    Raises:
        NoSuchDraft: the link opens nothing.
    """
    opened(link, now=now)
    secret = _secret(link)
    draft, _key = _place(secret)
    letter = DraftLetter(draft_id=draft)
    owner = stand_in_for(address, field=Category.EMAIL.value, id=letter.id, now=now, until=now + WAIT)
    letter.stand_in, key = owner, data_keys([owner.id])[owner.id]
    letter.link = cipher.link_of(letter.id).seal_bytes(secret, key=key)
    letter.save(force_insert=True)
    return letter


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a letter carries: the link, the slug of its form, when that was saved, and when it goes."""

    link: str
    form: str
    saved_at: datetime
    expires_at: datetime


def link_of(letter: UUID) -> Sealed | None:
    """For the letter itself: what it carries; None if it was forgotten meanwhile."""
    row = DraftLetter.objects.select_related("draft").filter(id=letter).first()
    if row is None:
        return None
    secret = cipher.link_of(row.id).open_bytes(row.link, key=data_keys([row.stand_in_id])[row.stand_in_id])
    return Sealed(_link(secret), row.draft.form, row.draft.saved_at, row.draft.expires_at)


def waiting() -> list[UUID]:
    """The letters that have not been forgotten yet."""
    return list(DraftLetter.objects.values_list("id", flat=True))


def forget_letters(letters: Collection[UUID], *, now: datetime) -> None:
    """Forget links and addresses that have left."""
    with transaction.atomic():
        rows = DraftLetter.objects.filter(id__in=letters)
        forget(list(rows.values_list("stand_in_id", flat=True)), now=now)
