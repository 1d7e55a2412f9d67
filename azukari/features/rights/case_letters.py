"""The mails of a case: that it came in, what was decided where the address is about to go, and the answer."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from azukari.core.cases.clocks import clock_of
from azukari.core.cases.lifecycle import number, subject_of
from azukari.core.cases.models import Case
from azukari.core.cases.words import kind_in_words
from azukari.core.mail.letter import Letter, Link, own_page
from azukari.core.mail.models import Message
from azukari.core.policy_versions.current import current
from azukari.core.vault import notes
from azukari.core.vault.notes import NoteKind
from azukari.features.rights.answer import answer
from azukari.lib.day import in_words
from azukari.policy.casework import Outcome
from azukari.policy.terms import POSTMAN


def received_letter(message: Message, now: datetime) -> Letter | None:
    """The request is here; this is its number, and by when it is answered."""
    case = message.about(Case.objects)
    if case is None:
        return None
    policy = current().policy
    words = {
        "number": number(case),
        "kind": kind_in_words(case.kind),
        "day": in_words(policy.organisation.day(clock_of(case, now).target), message.lang),
    }
    requests = policy.requests
    return Letter(
        subject=_("We have received your request %(number)s") % words,
        paragraphs=(
            _("Your request has arrived: %(kind)s. Its number is %(number)s.") % words,
            _("We aim to answer by %(day)s.") % words,
        ),
        action=own_page(message.lang),
        after=(
            _("If it was not you who asked, please tell us at once: %(department)s, %(phone)s.")
            % {"department": requests.department[message.lang], "phone": requests.phone},
        ),
    )


def answer_letter(message: Message, now: datetime) -> Letter | None:
    """The answer."""
    case = message.about(Case.objects)
    if case is None or not case.outcome or case.outcome == Outcome.TAKEN_BACK:
        return None
    person = subject_of(case.id)
    written = notes.read(case.id, person=person, actor=POSTMAN, now=now, kinds=[NoteKind.ANSWER])
    told = answer(case, words=[note.text for note in written], now=now)
    label, path = told.links[0]
    more = tuple(Link(title, f"{settings.AZUKARI.base_url}{at}") for title, at in told.links[1:])
    return Letter(
        subject=told.subject,
        paragraphs=told.paragraphs,
        action=(label, f"{settings.AZUKARI.base_url}{path}"),
        after=more,
    )
