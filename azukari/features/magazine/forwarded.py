"""A forwarded copy: whoever got one can say so, and its reader is told by email what such a copy can do.

Nothing about the subscription changes, and no link ends: the links of a copy are those of the reader's own mail, which
has to go on leaving by one click (RFC 8058). The answer to whoever pressed is the same, whether an email goes or not.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from azukari.core.mail.letter import Letter, LetterKind
from azukari.core.mail.link import LinkClosed
from azukari.core.mail.models import MailingMessage, Message
from azukari.core.mail.queue import enqueue
from azukari.core.people.lock import lock_people
from azukari.core.policy_versions.current import current
from azukari.features.magazine.issues import public_path, without_archive
from azukari.features.magazine.links import ISSUE, LASTS, WISHING, Reader
from azukari.features.magazine.links import find as reader_of
from azukari.features.magazine.lists import list_for_purpose
from azukari.features.magazine.models import Issue
from azukari.policy.terms import OWN_ACCESS, Use

LETTER = "magazine:forwarded"
APART = timedelta(days=14)
"""So long after such a mail no other goes to the same person, whatever copies there are. Shorter than `queue.KEPT`, by
which it is known that one went."""


def tell(reader: Reader, *, now: datetime) -> None:
    """Write to the reader that a copy of an issue of theirs was passed on; unless they were told lately."""
    with transaction.atomic():
        lock_people([reader.person])
        lately = Message.objects.filter(kind=LETTER, person_id=reader.person, created_at__gt=now - APART)
        if not lately.exists():
            enqueue(LETTER, person=reader.person, reference=reader.message, lang=reader.lang, now=now)


def letter(message: Message, now: datetime) -> Letter | None:
    """What happened, that nothing changed, and how an issue is shown to others; None where its reader has left."""
    if message.reference is None:
        return None
    try:
        reader = reader_of(message.reference, now)
    except LinkClosed:
        return None
    of = list_for_purpose(current().policy, reader.purpose)
    if of is None or reader.person != message.person_id:
        return None
    names = {"list": of.title[message.lang]}
    public = _public_page(reader, message.lang)
    return Letter(
        subject=_("A copy was passed on: %(list)s") % names,
        paragraphs=(
            _("Someone has a copy of an issue that was sent to you, and told us through its unsubscribe link."),
            _("Nothing has changed: you will still get the magazine. You need not do anything."),
            _("Please note: anybody who has such a copy can use that link, and then you get no more issues."),
            public,
        ),
        action=(_("How you get it"), WISHING.address(reader.message, lang=message.lang, expires=now + LASTS)),
        after=(
            _("Should you be unsubscribed one day without having wished it, you can subscribe again by the form."),
            _("We write this at most once in two weeks."),
        ),
    )


def _public_page(reader: Reader, lang: str) -> str:
    """Which address to pass on instead: that of the issue in the archive, which has no link of anybody."""
    mailing = MailingMessage.objects.values_list("mailing_id", flat=True).get(id=reader.message)
    issue = Issue.objects.filter(mailing=mailing).first()
    path = public_path(issue, lang, closed=without_archive()) if issue else ""
    if not path:
        return _("To show it to others, copy its words rather than the whole mail, or take its last lines out.")
    return _("To show it to others, share this address instead, which does not contain your link: %(address)s") % {
        "address": settings.AZUKARI.base_url + path
    }


def _purpose(message: Message) -> str:
    """That of the list: the mail is about it, and goes for as long as its reader is on it."""
    if message.reference is None:
        return OWN_ACCESS
    found = MailingMessage.objects.filter(id=message.reference, mailing__kind=ISSUE)
    return found.values_list("mailing__purpose", flat=True).first() or OWN_ACCESS


LETTERS = (
    LetterKind(
        LETTER,
        OWN_ACCESS,
        letter,
        gettext_lazy("notice that a copy of an issue was passed on"),
        purpose_of=_purpose,
        serves=frozenset({Use.INFORM}),
    ),
)
