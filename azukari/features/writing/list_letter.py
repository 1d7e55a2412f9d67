"""A letter to everybody on a filtered list: written once in each language, carried by the core's mailings.

Staff see no address for it. Whether each person may be written to is asked when their turn comes: by the policy, their
grants, and the list of those who are never written to again.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from azukari.core.forms.models import Submission
from azukari.core.ledger.events import Event, actor_reference
from azukari.core.ledger.record import record
from azukari.core.mail import mailing
from azukari.core.mail.layout import parts
from azukari.core.mail.letter import Letter
from azukari.core.mail.mailing_kind import MailingKind
from azukari.core.mail.models import Mailing
from azukari.core.policy_versions.current import Charters
from azukari.features.writing.events import LIST_WRITTEN
from azukari.policy.terms import Actor, Use
from azukari.shells.staff.people_filter import Filter
from azukari.shells.staff.people_rows import MOST, People
from azukari.shells.staff.to_many import in_place

LETTER = MailingKind("writing:list", _("letter to a list"), frozenset({Use.ADMINISTER, Use.INFORM}))
_A_STATEMENT = 500  # ids that one statement asks for


def readers(wanted: Filter, *, known: Charters, now: datetime) -> list[tuple[UUID, str]]:
    """Everybody on the list, with the language in which they registered; at most `people_rows.MOST`."""
    listed = list(
        People(wanted, known=known, now=now, way=LETTER.way).listed.values_list("person_id", "submission_id")[:MOST]
    )
    langs: dict[UUID, str] = {}
    for start in range(0, len(listed), _A_STATEMENT):
        ids = [submission for _person, submission in listed[start : start + _A_STATEMENT]]
        langs |= dict(Submission.objects.filter(id__in=ids).values_list("id", "lang"))
    first = known.ruling.policy.languages[0]
    return [(person, langs.get(submission, first)) for person, submission in listed]


def texts(subjects: Mapping[str, str], bodies: Mapping[str, str]) -> list[mailing.Text]:
    """What goes out in each language in which there are words, in the layout of every mail."""
    found = []
    for lang in (lang for lang, body in bodies.items() if body.strip() and subjects.get(lang, "").strip()):
        paragraphs = tuple(part.strip() for part in in_place(bodies[lang]).split("\n\n") if part.strip())
        subject = in_place(subjects[lang])
        with translation.override(lang):
            text, html = parts(Letter(subject, paragraphs), lang=lang)
        found.append(mailing.Text(lang, subject, text, html))
    return found


def send(wanted: Filter, said: list[mailing.Text], *, known: Charters, actor: Actor, now: datetime) -> Mailing:
    """Write it, and let it go to everybody who is on the list now. A language that it lacks gets its first one.

    Raises:
        UnknownSlot, NoText: see there; nothing was written.
    """
    made = mailing.write(LETTER.name, purpose=wanted.purpose, texts=said, actor=actor, now=now)
    people = mailing.spoken(readers(wanted, known=known, now=now), said)
    mailing.add(made, people, now=now)
    mailing.start(made, now=now)
    with transaction.atomic(durable=True):
        told = {"actor": actor_reference(actor), "mailing": str(made.id), "purpose": wanted.purpose}
        form = {"form": wanted.form} if wanted.form else {}
        record(Event(LIST_WRITTEN, {**told, **form, "count": len(people)}), now=now)
    return made
