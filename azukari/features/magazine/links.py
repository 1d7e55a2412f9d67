"""Links in an issue: one that ends the subscription by a single POST (RFC 8058), one to a reader's wishes.

Both name the message that carried them, and nobody. They are good without a sign-in: whoever has the link has the mail.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from azukari.core.consent.models import Grant
from azukari.core.mail.link import LinkClosed, LinkState, MailedLink, secret
from azukari.core.mail.mailing_kind import LEAVE, LinkMaker, MailingKind
from azukari.core.mail.models import Mailing, MailingMessage
from azukari.features.magazine.rendering import LINKS, READING, WISHES
from azukari.lib.token import make
from azukari.policy.terms import Use

ISSUE = "magazine:issue"
LASTS = timedelta(days=2 * 365)


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a link is about, and in which message it stands."""

    message: UUID
    person: UUID
    purpose: str
    lang: str


def find(id: UUID, now: datetime) -> Reader:
    """The reader to whom the message went.

    Raises:
        LinkClosed: they have left, or there is no such message.
    """
    found = MailingMessage.objects.filter(id=id, mailing__kind=ISSUE).select_related("mailing").first()
    if found is None:
        raise LinkClosed(LinkState.UNKNOWN)
    purpose = found.mailing.purpose
    if found.person_id is None:
        raise LinkClosed(LinkState.USED)
    if not Grant.objects.living(now).filter(person_id=found.person_id, purpose=purpose).exists():
        raise LinkClosed(LinkState.USED)
    return Reader(found.id, found.person_id, purpose, found.lang)


LEAVING: MailedLink[Reader] = MailedLink("magazine:leave", "magazine/leave", find, LASTS)
WISHING: MailedLink[Reader] = MailedLink("magazine:wishes", "magazine/wishes", find, LASTS)


def links(mailing: Mailing, now: datetime) -> LinkMaker:
    """Makes both links of each message; everything that is the same for all is asked for once."""
    expires = (mailing.starts_at or now) + LASTS
    key, base = secret(), settings.AZUKARI.base_url

    def of_message(message: UUID, _person: UUID, lang: str) -> dict[str, str]:
        made = {
            slot: f"{base}/{lang}/{link.path}/{make(key, link.use, message, expires)}"
            for slot, link in ((LEAVE, LEAVING), (WISHES, WISHING))
        }
        return {**made, READING: f"{made[WISHES]}#{READING}"}

    return of_message


KIND = MailingKind(ISSUE, _("an issue of the magazine"), frozenset({Use.INFORM}), links, LINKS)
