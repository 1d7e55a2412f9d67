"""The look that rules now. Versions are only added, so going back is one more version, and nothing is ever lost."""

import base64
import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from django.db import DatabaseError, connection, transaction

from azukari.core.appearance import palette
from azukari.core.appearance.events import LOOK_CHANGED
from azukari.core.appearance.logo import Logo
from azukari.core.appearance.models import Theme
from azukari.core.appearance.palette import Shade
from azukari.core.ledger.events import actor_reference, done_by
from azukari.core.ledger.record import record
from azukari.lib.conflict import StaleVersion
from azukari.policy.terms import Actor, Text

_NEWEST = "SELECT number, digest FROM appearance_theme ORDER BY number DESC LIMIT 1"


@dataclass(frozen=True, slots=True)
class Appearance:
    """How the pages look.

    Args:
        number: the version; 0 while nobody has chosen anything.
        accent: on light ground.
        accent_dark: on dark ground.
        logo: None for our own mark.
        texts: the organisation's own words by place: ``mission``, ``greeting``, ``done``, ``footer``.
        digest: stands for all of it; part of the addresses, so that a browser may keep what it has.
    """

    number: int = 0
    accent: str = palette.ACCENT
    accent_dark: str = palette.ACCENT_DARK
    logo: Logo | None = None
    texts: dict[str, Text] = field(default_factory=dict)
    digest: str = ""

    @property
    def own_colour(self) -> bool:
        return (self.accent, self.accent_dark) != (palette.ACCENT, palette.ACCENT_DARK)

    @property
    def light(self) -> Shade:
        return palette.shade(self.accent, dark=False)

    @property
    def dark(self) -> Shade:
        return palette.shade(self.accent_dark, dark=True)

    @property
    def stylesheet_url(self) -> str:
        """``""`` where our own sheet says it all."""
        return f"/theme/{self.number}.css?v={self.digest[:8]}" if self.own_colour else ""

    @property
    def logo_url(self) -> str:
        """``""`` where our own mark stands."""
        return f"/theme/{self.number}/logo?v={self.digest[:8]}" if self.logo else ""


_OURS = Appearance()


def current() -> Appearance:
    """The newest version; our own look before the first one, or while the database is not ready. One tiny query."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(_NEWEST)
            row = cursor.fetchone()
    except DatabaseError:
        return _OURS
    return _of(row[0], row[1]) if row else _OURS


def at(number: int) -> Appearance:
    """That version.

    Raises:
        Look.DoesNotExist: there is none.
    """
    return _appearance(Theme.objects.get(number=number))


@lru_cache(maxsize=8)
def _of(number: int, digest: str) -> Appearance:
    """By its digest, too: what is remembered stays true even if another database is put in place."""
    return _appearance(Theme.objects.get(number=number, digest=digest))


def _appearance(row: Theme) -> Appearance:
    logo = Logo(bytes(row.logo), row.logo_type) if row.logo else None
    return Appearance(row.number, row.accent, row.accent_dark, logo, row.texts, row.digest)


def change(wanted: Appearance, *, based_on: int, actor: Actor, now: datetime) -> Appearance:
    """Make ``wanted`` the look that rules; its number is given here.

    Args:
        based_on: the number of the version that the author saw.

    Raises:
        StaleVersion: another version rules by now.
        HardToRead: a colour cannot be read.
    """
    for accent, dark in ((wanted.accent, False), (wanted.accent_dark, True)):
        palette.shade(accent, dark=dark)
    logo = [wanted.logo.type, base64.b64encode(wanted.logo.content).decode()] if wanted.logo else None
    content = json.dumps([wanted.accent, wanted.accent_dark, logo, wanted.texts], sort_keys=True)
    with transaction.atomic(durable=True):
        if current().number != based_on:
            raise StaleVersion
        row, made = Theme.objects.get_or_create(
            number=based_on + 1,
            defaults={
                "accent": wanted.accent,
                "accent_dark": wanted.accent_dark,
                "logo": wanted.logo.content if wanted.logo else None,
                "logo_type": wanted.logo.type if wanted.logo else "",
                "texts": wanted.texts,
                "digest": hashlib.sha256(content.encode()).hexdigest(),
                "changed_by": actor_reference(actor),
                "changed_at": now,
            },
        )
        if not made:
            raise StaleVersion
        record(done_by(actor, LOOK_CHANGED, version=row.number), now=now)
    return at(row.number)


def go_back(number: int, *, based_on: int, actor: Actor, now: datetime) -> Appearance:
    """Let an earlier version rule again, as a new one. Number 0 is our own look.

    Raises:
        StaleVersion: another version rules by now.
        Look.DoesNotExist: there is no such version.
    """
    return change(at(number) if number else _OURS, based_on=based_on, actor=actor, now=now)
