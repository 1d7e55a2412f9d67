"""News of a campaign: to signers who ticked the box for it, by the core's mailings, and for everybody on its page.

Staff see no address. Whether each may still be written to is asked when their turn comes. The link that ends it names
the message that carried it, and nobody; its POST acts by itself, as mail programs send it (RFC 8058).
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
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
from azukari.core.mail.mailing_kind import LEAVE, LinkMaker, MailingKind
from azukari.core.mail.models import Mailing, MailingMessage
from azukari.core.vault.withdraw import NotAConsent, withdraw
from azukari.features.campaigns.agreed import news_for
from azukari.features.campaigns.events import UPDATE_SENT
from azukari.features.campaigns.models import CampaignUpdate, Signature
from azukari.policy.terms import Actor, ActorKind, Form, Policy, Use

UPDATE = "campaigns:update"
LASTS = timedelta(days=2 * 365)


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a link is about: a person, the campaign's form, and the purpose that writes to them."""

    person: UUID
    form: str
    purpose: str


def readers(form: Form, policy: Policy, *, now: datetime) -> dict[UUID, str]:
    """Those who get news of the campaign now, each with the language in which they signed. One query."""
    here = Signature.objects.filter(form=form.slug, removal__isnull=True).values("submission_id")
    lang = Submission.objects.filter(id=OuterRef("submission_id")).values("lang")[:1]
    grants = Grant.objects.living(now).unsettled().filter(purpose=news_for(form, policy), submission_id__in=here)
    found = grants.annotate(lang=Subquery(lang)).order_by("begins_at").values_list("person_id", "lang")
    return {person: lang or policy.languages[0] for person, lang in found}


def texts(form: Form, subjects: Mapping[str, str], bodies: Mapping[str, str]) -> list[mailing.Text]:
    """What goes out, in each language that has words."""
    found = []
    for lang in (lang for lang in bodies if bodies[lang].strip() and subjects.get(lang, "").strip()):
        with translation.override(lang):
            letter = Letter(
                subjects[lang],
                tuple(part.strip() for part in bodies[lang].split("\n\n") if part.strip()),
                action=(_("Page of the campaign"), f"{settings.AZUKARI.base_url}/{lang}/campaigns/{form.slug}"),
                after=(
                    _("You signed “%(title)s” and asked for news of it.") % {"title": form.title[lang]},
                    _("Stop this news: %(address)s") % {"address": "{{" + LEAVE + "}}"},
                ),
            )
            text, html = parts(letter, lang=lang)
        found.append(mailing.Text(lang, subjects[lang], text, html))
    return found


def send(
    form: Form, policy: Policy, subjects: Mapping[str, str], bodies: Mapping[str, str], *, actor: Actor, now: datetime
) -> CampaignUpdate:
    """Write it and let it go to everybody who agreed to get it. A language that it lacks gets its first one.

    Raises:
        NoText, UnknownSlot: see `mail.mailing`; nothing was written.
    """
    said = texts(form, subjects, bodies)
    made = mailing.write(UPDATE, purpose=news_for(form, policy), texts=said, actor=actor, now=now)
    people = mailing.spoken(readers(form, policy, now=now).items(), said)
    mailing.add(made, people, now=now)
    with transaction.atomic(durable=True):
        update = CampaignUpdate.objects.create(
            form=form.slug,
            subjects={text.lang: subjects[text.lang] for text in said},
            texts={text.lang: bodies[text.lang] for text in said},
            mailing=made.id,
            sent_at=now,
        )
        mailing.start(made, now=now)
        record(done_by(actor, UPDATE_SENT, form=form.slug, count=len(people)), now=now)
    return update


def find(id: UUID, now: datetime) -> Reader:
    """The signer to whom the message went.

    Raises:
        LinkClosed: they get nothing of it any more, or there is no such message.
    """
    found = MailingMessage.objects.filter(id=id, mailing__kind=UPDATE).select_related("mailing").first()
    update = CampaignUpdate.objects.filter(mailing=found.mailing_id).first() if found else None
    if found is None or update is None:
        raise LinkClosed(LinkState.UNKNOWN)
    purpose = found.mailing.purpose
    if found.person_id is None or not _consents(found.person_id, update.form, purpose, now):
        raise LinkClosed(LinkState.USED)
    return Reader(found.person_id, update.form, purpose)


def _consents(person: UUID, form: str, purpose: str, now: datetime) -> list[UUID]:
    """The registrations by which somebody agreed to the news of one campaign."""
    here = Signature.objects.filter(person_id=person, form=form).values("submission_id")
    found = Grant.objects.living(now).filter(person_id=person, purpose=purpose, submission_id__in=here)
    return list(found.values_list("submission_id", flat=True))


def stop(reader: Reader, *, now: datetime) -> None:
    """End the news of this campaign, and of no other."""
    for submission in _consents(reader.person, reader.form, reader.purpose, now):
        with suppress(NotAConsent):
            actor = Actor(ActorKind.PERSON, str(reader.person))
            withdraw(reader.person, purpose=reader.purpose, actor=actor, now=now, submission=submission)


LEAVING: MailedLink[Reader] = MailedLink("campaigns:leave", "campaigns/leave", find, LASTS)


def _links(of: Mailing, now: datetime) -> LinkMaker:
    expires = (of.starts_at or now) + LASTS
    return lambda message, _person, lang: {LEAVE: LEAVING.address(message, lang=lang, expires=expires)}


KIND = MailingKind(UPDATE, gettext_lazy("news of a campaign"), frozenset({Use.INFORM}), _links, frozenset({LEAVE}))
