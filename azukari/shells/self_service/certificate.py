"""The certificate of an erasure: what went, what stays, by which law and until when. It names nobody.

It outlives the session and the person's record, so its address carries a token that cannot be guessed. The file is
signed with the key of our receipts and says where the ledger recorded the erasure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from azukari.core.backup.result import BACKUP, KEYS_DAYS, last
from azukari.core.consent.receipt_keys import signed as sign
from azukari.core.ledger.proof import NotIntegrated, prove
from azukari.core.mail.link import LinkClosed, LinkState, MailedLink
from azukari.core.vault.erasures import Done, begun, erasure, final_by
from azukari.core.vault.holders import holders
from azukari.lib.joining import comma
from azukari.policy.terms import Category, Policy

OPEN_FOR = timedelta(days=3 * 365)
_APART = frozenset({"holding", "record", "mentions"})
"""Items of an account that are no line of its table."""

_OF_THE_VAULT = {
    "merge": _("Notes that another record was merged into yours"),
    "key": _("Keys that open your data"),
    "trail": _("Links between you and entries of the ledger"),
    "grant": _("Permissions of use"),
}
"""What the core of the vault counts besides the holders."""


def words_of_sorts() -> Mapping[str, Promise | str]:
    """What is counted of a person, as people call it, by its sort; a test finds a sort without words."""
    return _OF_THE_VAULT | {sort: said for holder in holders() for sort, said in holder.words.items()}


class NotCertified(Exception):
    """The erasure is done, but another code found something that is left: no certificate before that is gone, too."""


@dataclass(frozen=True, slots=True)
class ErasedItem:
    """One line of the account, in words."""

    what: str
    erased: int
    left: int
    kept_for: str = ""


@dataclass(frozen=True, slots=True)
class Keeping:
    """What still holds data: a purpose, with the law by name where it is one, and its end."""

    title: str
    law: str
    until: datetime | None


def _find(id: UUID, _now: datetime) -> Done:
    done = erasure(id)
    if done is not None:
        return done
    if begun(id):
        raise NotCertified
    raise LinkClosed(LinkState.UNKNOWN)


LINK = MailedLink("certificate", "me/certificate", _find, lasts=OPEN_FOR)


def path(id: UUID, *, lang: str, now: datetime) -> str:
    """Where the certificate is shown, for three years."""
    return LINK.page(id, lang=lang, expires=now + OPEN_FOR)


def number(done: Done, policy: Policy) -> str:
    """What stands on the certificate and is told on the phone."""
    day = done.requested_at.astimezone(policy.organisation.zone)
    return f"E-{day:%Y%m%d}-{done.id.hex[-8:].upper()}"


def lines(done: Done, policy: Policy, *, lang: str) -> list[ErasedItem]:
    """The account in words."""
    titles = {held["purpose"]: held["title"].get(lang, held["purpose"]) for held in _holdings(done)}
    return [
        ErasedItem(
            what=_in_words(item, policy, lang),
            erased=max(item["count"] - item["left"], 0),
            left=item["left"],
            kept_for=comma(lang).join(titles.get(slug, slug) for slug in item.get("kept_for", ())),
        )
        for item in done.items
        if item["what"] not in _APART
    ]


def keepings(done: Done, *, lang: str) -> list[Keeping]:
    """What still holds data, and until when."""
    return [
        Keeping(
            held["title"].get(lang, held["purpose"]),
            (held["law"] or {}).get(lang, ""),
            datetime.fromisoformat(held["until"]) if held["until"] else None,
        )
        for held in _holdings(done)
    ]


def mentions_until(done: Done) -> datetime | None:
    """By when it is decided about words of others that name the person; None where nothing was looked for.

    There is no number, and there must be none: whoever registers under a stranger's name and has that erased would
    learn how much is written about them.
    """
    return datetime.fromisoformat(told["until"]) if (told := _mentions(done)) else None


def saved_forms_days(done: Done) -> int:
    """After how many days a form that somebody else saved was to go, at the latest. Nobody here can look into it, which
    the certificate says. 0 where nothing was looked for, or forms could not be saved.
    """
    told = _mentions(done)
    return int(told.get("saved_forms_days", 0)) if told else 0


@dataclass(frozen=True, slots=True)
class KeysGone:
    """When nothing opens any more what was erased.

    Args:
        at: when the keys were destroyed, if they are.
        by: until when they are, at the latest.
        copies_by: until when the last backup of keys is gone that may have them, at the latest.
    """

    at: datetime | None
    by: datetime
    copies_by: datetime


def keys_gone(done: Done) -> KeysGone | None:
    """What can be said of the keys; what the database leaves on its disk, and in its log, is worth nothing then. None
    where something is left, since the person's key opens that.
    """
    if done.purpose or any(item.get("left") for item in done.items):
        return None
    made = last(settings.AZUKARI.root, BACKUP) or {}
    by = done.destroyed_at or final_by(done)
    return KeysGone(done.destroyed_at, by, by + timedelta(days=max(KEYS_DAYS, int(made.get("keys_days", 0)))))


def _mentions(done: Done) -> dict[str, Any] | None:
    return next((item for item in done.items if item["what"] == "mentions"), None)


def document(done: Done, policy: Policy) -> dict[str, Any]:
    """The certificate as a signed document."""
    organisation = policy.organisation
    unsigned = {
        "format": "azukari-erasure-certificate",
        "version": 1,
        "number": number(done, policy),
        "id": str(done.id),
        "requested": done.requested_at.isoformat(),
        "finished": done.finished_at.isoformat() if done.finished_at else None,
        "scope": {"purpose": done.purpose} if done.purpose else "everything",
        "organisation": {"name": dict(organisation.name), "address": dict(organisation.address)},
        "items": [item for item in done.items if item["what"] not in _APART],
        "kept": _holdings(done),
    }
    if gone := keys_gone(done):
        unsigned["keys"] = {
            "destroyed": gone.at.isoformat() if gone.at else None,
            "destroyed_by": gone.by.isoformat(),
            "backups_gone_by": gone.copies_by.isoformat(),
        }
    if until := mentions_until(done):
        told: dict[str, Any] = {"looked_for": True, "decided_by": until.isoformat()}
        if days := saved_forms_days(done):
            told["not_looked_into"] = {"what": "saved forms", "gone_after_days": days}
        unsigned["mentions"] = told
    return sign(unsigned, ledger=_ledger(done))


def _holdings(done: Done) -> list[dict[str, Any]]:
    return [item for item in done.items if item["what"] == "holding"]


def _ledger(done: Done) -> dict[str, Any] | None:
    entry = next((item["entry"] for item in done.items if item["what"] == "record"), None)
    if entry is None:
        return None
    try:
        return {"entry": entry, "proof": prove(UUID(entry))}
    except NotIntegrated:
        return {"entry": entry}


def _in_words(item: Mapping[str, Any], policy: Policy, lang: str) -> str:
    if item["what"] == "value":
        return policy.categories[Category(item["category"])][lang]
    said = words_of_sorts().get(item["what"])
    return str(said) if said else str(item["what"]).replace("_", " ")
