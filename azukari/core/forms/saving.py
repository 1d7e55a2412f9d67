"""Saving a form to go on with it later: no account, no cookie, and a link that only its owner has.

What was typed is sealed by the vault under a key that comes out of the link (`vault.draft`). It is no submission: not
checked, not complete, agreed to nothing. Whoever goes on with it reads the notice that rules then.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from azukari.core.forms.answers import CONSENT, read_one
from azukari.core.forms.notices import notices
from azukari.core.forms.paging import AT
from azukari.core.forms.present import Typed
from azukari.core.forms.submit import TooMany, may_write_to
from azukari.core.mail.models import Message
from azukari.core.mail.queue import enqueue
from azukari.core.policy_versions.current import Current
from azukari.core.vault import draft as drafts
from azukari.core.vault.draft import NoSuchDraft
from azukari.lib.rate import RateLimit
from azukari.policy.terms import Category, FieldType, Form

DRAFT = "draft"
"""The hidden input with the link that a form was taken up by, so that sending it erases what was saved."""

DRAFT_LETTER = "forms:draft"
WORDS_LETTER = "forms:words"
"""The same, of what its owner did not type but wrote by email."""

_saves = RateLimit(timedelta(hours=1), "forms.saving.saves")


@dataclass(frozen=True, slots=True)
class TakenUp:
    """A saved form, opened by its link.

    Args:
        form: as it is filled in now.
        typed: what was typed, by the name of the input, without what the form does not ask any more.
        lang: the language in which it was saved.
        changed: whether the notice or the form are others now; then nothing counts as agreed.
        saved_at: when it was saved last.
        expires_at: when it goes by itself.
    """

    form: Form
    typed: Typed
    lang: str
    changed: bool
    saved_at: datetime
    expires_at: datetime


def save(charter: Current, form: Form, typed: Typed, *, lang: str, network: str, now: datetime) -> str | TooMany:
    """Keep what was typed, as it stands. Returns the link by which it opens.

    Args:
        typed: all that was sent; only answers to the form's own questions are kept.
        network: the client's network, used for counting and forgotten.
    """
    link = link_of((typed.get(DRAFT) or [""])[-1], form.slug, network=network, now=now)
    return link if isinstance(link, TooMany) else _keep(link, charter, form, typed, lang=lang, now=now)


def link_of(before: str, form: str, *, network: str, now: datetime) -> str | TooMany:
    """The link under which something is saved: that of before, where it opens the same form; else a new one.

    Args:
        before: the link that it was taken up by, or anything.
        form: as the drafts call it.
        network: the client's network, used for counting and forgotten.
    """
    if wait := _saves.take(network, limit=settings.AZUKARI.limits.drafts_per_network, now=now):
        return TooMany(wait)
    try:
        known = drafts.opened(before, now=now).form == form
    except NoSuchDraft:
        known = False
    return before if known else drafts.new_link()


def lay_in(charter: Current, form: Form, typed: Typed, *, address: str, lang: str, now: datetime) -> bool:
    """Lay words that came by email into a form, and mail the link by which their writer sends them; both, or neither.

    Args:
        address: where they came from, which its person has confirmed.

    Returns:
        whether that address may get an email now.
    """
    if not may_write_to(form, address, now=now):
        return False
    filled = {**typed, "notice": (notices(charter, form)[lang].digest,)}  # they read the one that rules
    with transaction.atomic(durable=True):
        link = _keep(drafts.new_link(), charter, form, filled, lang=lang, now=now)
        _enqueue(link, WORDS_LETTER, address, lang, now)
    return True


def _keep(link: str, charter: Current, form: Form, typed: Typed, *, lang: str, now: datetime) -> str:
    content = {
        "lang": lang,
        "notice": (typed.get("notice") or [""])[-1][:64],
        "typed": {name: list(values) for name, values in typed.items() if name in _names(form) or name == AT},
    }
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    drafts.keep(link, text, form=form.slug, now=now, until=now + timedelta(days=charter.policy.draft_days))
    return link


def _names(form: Form) -> frozenset[str]:
    return frozenset({field.id for field in form.fields} | {CONSENT + purpose for purpose in form.consents})


def take_up(link: str, charter: Current, *, now: datetime) -> TakenUp:
    """Open a saved form. Changes nothing, however often it is done.

    Raises:
        NoSuchDraft: the link opens nothing (any more), or its form is gone.
    """
    saved = drafts.opened(link, now=now)
    form = charter.form(saved.form)
    if form is None:
        raise NoSuchDraft
    content = json.loads(saved.text)
    lang = content["lang"] if content["lang"] in charter.policy.languages else charter.policy.languages[0]
    known = _names(form)
    changed = content["notice"] != notices(charter, form)[lang].digest or not content["typed"].keys() <= known | {AT}
    typed = {
        name: tuple(values)
        for name, values in content["typed"].items()
        if name in known | {AT} and not (changed and (name == AT or name.startswith(CONSENT)))
    }
    return TakenUp(form, typed, lang, changed, saved.saved_at, saved.expires_at)


def address_in(form: Form, typed: Typed, *, lang: str) -> str:
    """The email address that was typed, normalised; ``""`` where there is none, or none that can be written to."""
    for field in form.fields:
        if field.category is Category.EMAIL and field.type is FieldType.EMAIL:
            found = read_one(field, list(typed.get(field.id, ())), lang=lang)
            return found if isinstance(found, str) else ""
    return ""


def post(link: str, form: Form, address: str, *, lang: str, now: datetime) -> None:
    """Mail the link to the address that was typed, within what one address may get in a day. It confirms nothing.

    Whether the mail goes is not told: else this were a way to ask how often we have written to somebody.

    Raises:
        NoSuchDraft: the link opens nothing.
    """
    if not may_write_to(form, address, now=now):
        return
    with transaction.atomic():
        _enqueue(link, DRAFT_LETTER, address, lang, now)


def _enqueue(link: str, kind: str, address: str, lang: str, now: datetime) -> None:
    letter = drafts.address_letter(link, address, now=now)
    enqueue(kind, person=letter.stand_in_id, reference=letter.id, lang=lang, now=now)


def used(link: str, *, now: datetime) -> None:
    """The form was sent: what had been saved is erased. Without a link there is nothing to do."""
    if link:
        drafts.throw_away(link, now=now)


def tend(now: datetime) -> int:
    """Erase what is too old, and forget the links and addresses of letters that have left. Returns how many went."""
    left = Message.objects.filter(reference__in=drafts.waiting(), sent_at__isnull=False)
    gone = [reference for reference in left.values_list("reference", flat=True) if reference]
    drafts.forget_letters(gone, now=now)
    return drafts.expire(now) + len(gone)
