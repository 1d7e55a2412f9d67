"""Telling people what happened to their data (APPI 26(2), GDPR 34): a mailing in each one's language.

It is told to everybody concerned whose address is confirmed, whatever they have agreed to: the law asks for it, and it
is about data of their own. Whom an email does not reach, the report counts: they are told in another way. Of a drill
nothing leaves, and no row of anybody's says that it did.
"""

import re
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from azukari.core.ledger.events import Event, actor_reference
from azukari.core.mail import mailing
from azukari.core.mail.layout import parts
from azukari.core.mail.letter import Letter
from azukari.core.mail.mailing_kind import MailingKind
from azukari.core.mail.models import Mailing
from azukari.core.people.lock import lock_people
from azukari.core.vault.trail import record_about
from azukari.features.incidents import words
from azukari.features.incidents.events import NOTICE_MADE, TOLD
from azukari.features.incidents.models import Affected, Incident, Notice, NoticeState
from azukari.features.incidents.register import tell
from azukari.lib.conflict import InvalidTransition
from azukari.policy.mailing import MailingState
from azukari.policy.terms import OWN_ACCESS, Actor, ActorKind, Policy

KIND = MailingKind("incidents:notice", gettext_lazy("notice of an incident"), frozenset())
HERALD = Actor(ActorKind.SYSTEM, "incidents")
_BATCH = 500
_JAPANESE = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")


_OPEN = "…"
"""What stands under a heading about which nothing has been written yet."""


def is_open(text: str) -> bool:
    """Whether a heading of `suggested` still has nothing under it."""
    return any(line.strip() == _OPEN for line in text.splitlines())


def suggested(incident: Incident, policy: Policy, lang: str, texts: Mapping[str, str]) -> str:
    """A first wording: what people must be told (Enforcement Rules 10: the items 1, 2, 4, 5 and 9 of the report), and
    what is done about it, from what was written for the report, where that is in the language of the notice.

    Args:
        texts: what was written, by item.
    """

    def said(item: str) -> str:
        text = texts.get(item, "")
        return text if bool(_JAPANESE.search(text)) == (lang == "ja") else ""

    with translation.override(lang):
        told = (
            (_("What has happened"), said("summary")),
            (_("Which of your data it concerns"), incident.kinds(policy)[lang]),
            (_("Why it happened"), said("cause")),
            (_("What followed from it, or may"), said("harm")),
            (_("What we do about it"), said("people")),
            (_("What else you should know"), said("other")),
        )
        opening = _("Something happened to your data that we keep. We are sorry, and this is what we know.")
        closing = _("Please ask us anything you want to know: %(department)s, %(phone)s.") % {
            "department": policy.requests.department[lang],
            "phone": policy.requests.phone,
        }
    return "\n\n".join([opening, *(f"{title}\n{text or _OPEN}" for title, text in told), closing])


def make(incident: Incident, texts: Mapping[str, str], *, actor: Actor, now: datetime) -> Notice:
    """Keep the notice; the worker hands it over. Of a drill it ends here.

    Args:
        texts: in each language of the policy, paragraphs between blank lines.

    Raises:
        InvalidTransition: there is nobody to tell, it was made already, or the incident is closed.
    """
    with transaction.atomic():
        held = Incident.objects.select_for_update().get(id=incident.id)
        if held.closed_at is not None:
            raise InvalidTransition("incident.closed", words.IS_CLOSED)
        if Notice.objects.filter(incident=held).exists():
            raise InvalidTransition("incident.told", words.TOLD_ALREADY)
        count = held.affected.count()
        if not count:
            raise InvalidTransition("incident.nobody", words.NOBODY_TO_TELL)
        state = NoticeState.DRILLED if held.drill else NoticeState.READY
        by = actor_reference(actor)
        notice = Notice.objects.create(
            incident=held, texts=dict(texts), state=state, people=count, made_by=by, made_at=now
        )
        tell(NOTICE_MADE, held, actor, now, count=count)
    return notice


def send_ready(now: datetime) -> int:
    """Hand notices over to a mailing each; returns how many. A worker that dies anywhere goes on where it was."""
    ready = Notice.objects.filter(state=NoticeState.READY, incident__drill=False).select_related("incident")
    count = 0
    for notice in ready.order_by("made_at"):
        _hand_over(notice, now)
        count += 1
    return count


def _hand_over(notice: Notice, now: datetime) -> None:
    made = Mailing.objects.filter(id=notice.mailing).first() if notice.mailing else None
    if made is None:
        with transaction.atomic():
            made = mailing.write(
                KIND.name,
                purpose=OWN_ACCESS,
                texts=[_text(lang, text) for lang, text in sorted(notice.texts.items())],
                actor=HERALD,
                now=now,
                reference=notice.incident_id,
            )
            Notice.objects.filter(incident=notice.incident_id).update(mailing=made.id)
    while _note_batch(notice, made, now):
        pass
    if made.state == MailingState.PREPARING:
        mailing.start(made, now=now)
    Notice.objects.filter(incident=notice.incident_id).update(state=NoticeState.SENDING)


def _note_batch(notice: Notice, made: Mailing, now: datetime) -> int:
    """Put the next people into the mailing, and write on their trails that they were told."""
    waiting = Affected.objects.filter(incident=notice.incident_id, told_at__isnull=True).order_by("id")
    batch = list(waiting.values_list("id", "person_id", "lang")[:_BATCH])
    if not batch:
        return 0
    langs = {*notice.texts}
    usual = "ja" if "ja" in langs else min(langs)
    mailing.add(made, [(person, lang if lang in langs else usual) for _id, person, lang in batch], now=now)
    with transaction.atomic():
        there = lock_people({person for _id, person, _lang in batch})
        Affected.objects.filter(id__in=[id for id, _person, _lang in batch]).update(told_at=now)
        about = {"incident": str(notice.incident_id)}
        record_about([Event(TOLD, about, person) for _id, person, _lang in batch if person in there], now=now)
    return len(batch)


def subject_of(lang: str) -> str:
    """The subject of the notice."""
    with translation.override(lang):
        return _("About an incident that concerns your data")


def letter_of(text: str, lang: str) -> Letter:
    """The notice as a letter, with the reader's name in its slot."""
    return Letter(subject_of(lang), tuple(part.strip() for part in text.split("\n\n") if part.strip()))


def _text(lang: str, text: str) -> mailing.Text:
    with translation.override(lang):
        plain, html = parts(letter_of(text, lang), lang=lang)
    return mailing.Text(lang=lang, subject=subject_of(lang), text=plain, html=html)
