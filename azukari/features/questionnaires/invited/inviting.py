"""Inviting people to a questionnaire: everybody whom a purpose lets us write to, once each, by a mailing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import batched
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from azukari.core.consent.models import Grant
from azukari.core.forms.models import Submission
from azukari.core.ledger.events import done_by
from azukari.core.ledger.record import record
from azukari.core.mail import mailing
from azukari.core.mail.layout import parts
from azukari.core.mail.letter import Letter
from azukari.core.mail.link import LinkClosed, LinkState, MailedLink
from azukari.core.mail.mailbox_score import closed_since
from azukari.core.mail.mailing_kind import LinkMaker, MailingKind
from azukari.core.mail.models import Mailing, MailingMessage
from azukari.core.policy_versions.current import today
from azukari.core.vault.reachable import address_given
from azukari.core.vault.ways import insist_that_it_serves
from azukari.features.questionnaires.events import INVITED
from azukari.features.questionnaires.invited.tickets import make_key
from azukari.features.questionnaires.models import Invitation, Poll, TicketKey
from azukari.features.questionnaires.publish import newest, questionnaire_of
from azukari.features.questionnaires.shape import Questionnaire
from azukari.lib.day import in_words
from azukari.policy.terms import Actor, Category, Policy, Use
from azukari.policy.ways import may_serve

SLOT = "invitation"
LASTS = timedelta(days=400)
_A_CALL = 2_000


class InvitationsOver(Exception):
    """Who was invited is not known any more, so somebody could answer twice; nothing was sent."""


class NobodyToInvite(Exception):
    """Everybody whom the purpose reaches was invited before, has drawn a ticket, or has no address that mail may go to;
    nothing was sent.
    """


@dataclass(frozen=True, slots=True)
class Sent:
    """How many were written to, and how many were not, because they have no address that mail may go to."""

    written: int
    left_out: int


@dataclass(frozen=True, slots=True)
class Guest:
    """Whom a link is about."""

    poll: Poll
    key: TicketKey
    invitation: Invitation


def find(id: UUID, now: datetime) -> Guest:
    """Who got the message of that id.

    Raises:
        LinkClosed: there is no such message, or the invitation is gone.
    """
    del now
    message = MailingMessage.objects.filter(id=id, mailing__kind=KIND.name).select_related("mailing").first()
    if message is None or message.mailing.reference is None:
        raise LinkClosed(LinkState.UNKNOWN)
    key = TicketKey.objects.filter(reference=message.mailing.reference).select_related("poll").first()
    if key is None or message.person_id is None:
        raise LinkClosed(LinkState.USED)
    invitation = Invitation.objects.filter(poll=key.poll, person_id=message.person_id).first()
    if invitation is None:
        raise LinkClosed(LinkState.USED)
    return Guest(key.poll, key, invitation)


INVITED_LINK: MailedLink[Guest] = MailedLink("questionnaires:invitation", "questionnaires/invited", find, LASTS)


def links(mailing: Mailing, now: datetime) -> LinkMaker:
    """Makes the link of each message."""
    expires = (mailing.starts_at or now) + LASTS
    return lambda message, _person, lang: {SLOT: INVITED_LINK.address(message, lang=lang, expires=expires)}


KIND = MailingKind(
    "questionnaires:invitation",
    gettext_lazy("invitation to a questionnaire"),
    frozenset({Use.INVITE}),
    links,
    frozenset({SLOT}),
)


def may_invite(policy: Policy, purposes: frozenset[str]) -> list[str]:
    """Those of ``purposes`` that may be used to invite people, and for which an address may be written to."""
    fit = (slug for slug in sorted(purposes) if Category.EMAIL in policy.purposes[slug].categories)
    return [slug for slug in fit if may_serve(policy, KIND.way, slug)]


def invite(poll: Poll, *, purpose: str, actor: Actor, now: datetime) -> Sent:
    """Invite whoever registered for a purpose, can be written to, and was not invited yet.

    Raises:
        Refused: the purpose is not for inviting anybody. Recorded first, before anybody is looked for.
        NobodyToInvite, InvitationsOver: see there.
    """
    insist_that_it_serves(KIND.way, purpose, actor=actor, now=now)
    invited = set(Invitation.objects.filter(poll=poll).values_list("person_id", flat=True))
    people = [(person, lang) for person, lang in _reached(purpose, now) if person not in invited]
    return _send(poll, people, purpose=purpose, actor=actor, now=now, new=True)


def remind(poll: Poll, *, purpose: str, actor: Actor, now: datetime) -> Sent:
    """Write once more to those who were invited and have drawn no ticket.

    Raises:
        Refused: the purpose is not for inviting anybody. Recorded first, before anybody is looked for.
        NobodyToInvite: see there.
    """
    insist_that_it_serves(KIND.way, purpose, actor=actor, now=now)
    left = set(Invitation.objects.filter(poll=poll, asked="").values_list("person_id", flat=True))
    people = [(person, lang) for person, lang in _reached(purpose, now) if person in left]
    return _send(poll, people, purpose=purpose, actor=actor, now=now, new=False)


def _reached(purpose: str, now: datetime) -> list[tuple[UUID, str]]:
    """Whoever has a living grant for it, with the language that they registered in."""
    lang = Submission.objects.filter(id=OuterRef("submission_id")).values("lang")[:1]
    grants = Grant.objects.living(now).unsettled().filter(purpose=purpose).annotate(lang=Subquery(lang))
    return list(dict(grants.order_by("begins_at").values_list("person_id", "lang")).items())


def _with_address(people: Sequence[tuple[UUID, str]], purpose: str, now: datetime) -> list[tuple[UUID, str]]:
    """Those whom mail would go to, as it is asked again when their turn comes."""
    found = []
    for some in batched(people, _A_CALL):
        given = address_given([person for person, _ in some], purpose=purpose, now=now, way=KIND.way)
        closed = closed_since([*given])
        open_to = {person for person, at in given.items() if person not in closed or at > closed[person]}
        found += [(person, lang) for person, lang in some if person in open_to]
    return found


def _send(
    poll: Poll, wanted: Sequence[tuple[UUID, str]], *, purpose: str, actor: Actor, now: datetime, new: bool
) -> Sent:
    if poll.answered and not TicketKey.objects.filter(poll=poll).exists():
        raise InvitationsOver
    people = _with_address(wanted, purpose, now)
    if not people:
        raise NobodyToInvite
    version = newest(poll)
    if version is None:
        raise NobodyToInvite
    said = texts(questionnaire_of(version), poll, reminder=not new)
    with transaction.atomic(durable=True):
        key = make_key(poll)
        made = mailing.write(KIND.name, purpose=purpose, texts=said, actor=actor, now=now, reference=key.reference)
    mailing.add(made, mailing.spoken(people, said), now=now)
    with transaction.atomic(durable=True):  # invited, and written to: both, or neither after a crash
        if new:
            rows = [Invitation(poll=poll, person_id=person) for person, _ in people]
            Invitation.objects.bulk_create(rows, batch_size=_A_CALL, ignore_conflicts=True)
        told = {"purpose": purpose, "key": key.digest, "mailing": made.id, "count": len(people)}
        record(done_by(actor, INVITED, questionnaire=poll.slug, **told), now=now)
        mailing.start(made, now=now)
    return Sent(len(people), len(wanted) - len(people))


def texts(questionnaire: Questionnaire, poll: Poll, *, reminder: bool) -> list[mailing.Text]:
    """The letter, in each language of the questionnaire."""
    last = today(poll.closes_at) if poll.closes_at else None
    found = []
    for lang in questionnaire.title:
        with translation.override(lang):
            title = {"title": questionnaire.title[lang]}
            subject = _("Reminder: %(title)s") % title if reminder else _("Your answers, please: %(title)s") % title
            opening = _("We ask for your answers to the questionnaire “%(title)s”.") % title
            closes = _("It takes answers until %(day)s.") % {"day": in_words(last, lang)} if last else ""
            letter = Letter(
                subject,
                tuple(part for part in (opening, questionnaire.lead[lang], closes) if part),
                (_("Answer the questionnaire"), f"{{{{{SLOT}}}}}"),
                (
                    _(
                        "The link is only for you and for one answer. Nobody can tell which answer is yours: we "
                        "record that a ticket was made for you, but not what it was used for."
                    ),
                ),
            )
            text, html = parts(letter, lang=lang)
        found.append(mailing.Text(lang, subject, text, html))
    return found
