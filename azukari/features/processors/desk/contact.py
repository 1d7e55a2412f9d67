"""How a recipient is reached, and how an authority enters the register."""

import re

from django.db import IntegrityError, transaction
from django.forms import Field
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from azukari.both_languages import BothLanguages
from azukari.core.transfers.models import Channel, Recipient
from azukari.core.transfers.register import Reach, add_authority, set_reach
from azukari.core.transfers.webhook import url_fault
from azukari.features.processors.desk import words
from azukari.features.processors.desk.page import find
from azukari.features.processors.desk.steps import above, home, key_fault
from azukari.lib.conflict import InvalidTransition
from azukari.policy.terms import Act, Policy
from azukari.shells.staff.acts import Doer, form_behind
from azukari.shells.staff.fields import Answers, Email, Fields, Language, One, Text, by_language, in_each_language
from azukari.shells.staff.overtaken import LastChange
from azukari.shells.staff.step import Step, answer

_SLUG = re.compile(r"(?=.{1,64}$)[a-z][a-z0-9]*(-[a-z0-9]+)*")


@form_behind(Act.SUPERVISE, fresh=True)
def contact(request: HttpRequest, who: Doer, slug: str) -> HttpResponse:
    """Channel, key, address, contact."""
    row = find(slug)

    def do(answers: Answers, version: int) -> None:
        channel = Channel(answers["channel"])
        url, key = answers["webhook_url"], answers["public_key"]
        if channel == Channel.WEBHOOK and not url:
            raise InvalidTransition("reach.webhook", _NO_WEBHOOK)
        if channel in (Channel.FILE, Channel.WEBHOOK) and not key:
            raise InvalidTransition("reach.key", _NO_KEY)
        entered = Reach(
            channel=channel,
            public_key=key,
            webhook_url=url,
            representative=answers["representative"],
            contact_name=answers["contact_name"],
            contact_email=answers["contact_email"],
            contact_lang=answers["contact_lang"],
            abroad=by_language("abroad", answers, who.policy),
        )
        set_reach(slug, entered, version=version, actor=who.actor, now=who.now)

    step = Step(
        title=_("How %(name)s is reached") % {"name": row.called(who.lang)},
        lead=_("The data is encrypted to their key, so that nobody on the way can open it, including us."),
        button=_("Save"),
        above=above(who, row),
        fields=_reach_asks(row, who.policy),
        do=do,
        version=row.version,
        last=LastChange(),
    )
    return answer(request, step)


def _reach_asks(row: Recipient, policy: Policy) -> Fields:
    channels = [(c.value, words.CHANNELS[c]) for c in words.OFFERED_CHANNELS]
    asks: dict[str, Field] = {
        "channel": One(_("Channel"), channels, initial=row.channel),
        "public_key": Text(
            _("Their public key"),
            help_text=_("It begins with age1. Have them read it to you, or compare it by another way than mail."),
            required=False,
            max_length=128,
            check=key_fault,
            initial=row.public_key,
        ),
        "webhook_url": Text(
            _("Address of their server"),
            help_text=_("It begins with https://. Only where it is posted to their server."),
            required=False,
            max_length=300,
            check=url_fault,
            initial=row.webhook_url,
        ),
        "representative": Text(
            _("Representative"), help_text=_("Who represents the body."), required=False, initial=row.representative
        ),
        "contact_name": Text(_("Contact person"), required=False, max_length=120, initial=row.contact_name),
        "contact_email": Email(
            _("Contact’s email address"),
            required=False,
            max_length=254,
            help_text=_("Guidelines, instructions and reminders are mailed here."),
            initial=row.contact_email,
        ),
        "contact_lang": Language(_("Language of these emails"), policy, initial=row.contact_lang),
    }
    if row.country != "JP":
        asks |= in_each_language(
            "abroad",
            _("What people are told about the transfer abroad (%(lang)s)"),
            policy,
            row.abroad,
            rows=6,
            help_text=_("How that country protects data, and what the recipient does itself."),
            required=False,
            max_length=1500,
        )
    return asks


@form_behind(Act.DISCLOSE, fresh=True)
def authority(request: HttpRequest, who: Doer) -> HttpResponse:
    """An authority enters the register."""

    def do(answers: Answers, _version: int) -> str:
        slug, address = str(answers["slug"]), str(answers["address"])
        try:
            with transaction.atomic():
                add_authority(
                    slug,
                    name={lang: answers[f"name_{lang}"] for lang in ("ja", "en")},
                    address=dict.fromkeys(("ja", "en"), address),
                    country="JP",
                    actor=who.actor,
                    now=who.now,
                )
        except IntegrityError as error:
            raise InvalidTransition("authority.taken", _TAKEN) from error
        return home(slug)

    step = Step(
        title=_("Enter an authority"),
        lead=_("An authority gets data only under a case: when the law compels us, and exactly that far."),
        button=_("Enter it"),
        above=above(who),
        fields={
            "name_ja": Text(_("Name (Japanese)"), max_length=120),
            "name_en": Text(_("Name (English)"), max_length=120),
            "address": Text(_("Address"), max_length=200),
            "slug": Text(
                _("Short name"),
                help_text=_("Lower-case letters, digits and hyphens: tax-office"),
                max_length=64,
                check=lambda text: "" if _SLUG.fullmatch(text) else _("Use a-z, 0-9 and hyphens."),
            ),
        },
        do=do,
    )
    return answer(request, step)


_TAKEN = BothLanguages("That short name is taken. Choose another.")
_NO_WEBHOOK = BothLanguages("Enter the address of their server. It begins with https://.")
_NO_KEY = BothLanguages("Enter their public key. It begins with age1.")
