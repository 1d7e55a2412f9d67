"""How a recipient is reached, and how an authority enters the register."""

import re

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from azukari.desk.acts import Doer, needs_act
from azukari.desk.sheet import Ask, Choice, Sheet
from azukari.desk.step import Step, answer
from azukari.disclosure.models import Channel, Recipient
from azukari.disclosure.register import Reach, add_authority, set_reach
from azukari.lib.conflict import InvalidTransition
from azukari.policy.finding import both
from azukari.policy.terms import Act, Policy
from azukari.supervision.desk import words
from azukari.supervision.desk.page import find, name_of
from azukari.supervision.desk.steps import address_fault, home, key_fault, url_fault

LANGUAGES = {"ja": "日本語", "en": "English"}
_SLUG = re.compile(r"(?=.{1,64}$)[a-z][a-z0-9]*(-[a-z0-9]+)*")


@require_http_methods(["GET", "HEAD", "POST"])
@needs_act(Act.SUPERVISE, fresh=True)
def contact(request: HttpRequest, who: Doer, slug: str) -> HttpResponse:
    """Channel, key, address, contact."""
    row = find(slug)

    def do(sheet: Sheet, version: int) -> None:
        channel = Channel(sheet.text("channel"))
        url, key = sheet.text("webhook_url"), sheet.text("public_key")
        if channel == Channel.WEBHOOK and not url:
            raise InvalidTransition("reach.webhook", _NO_WEBHOOK)
        if channel in (Channel.FILE, Channel.WEBHOOK) and not key:
            raise InvalidTransition("reach.key", _NO_KEY)
        entered = Reach(
            channel=channel,
            public_key=key,
            webhook_url=url,
            representative=sheet.text("representative"),
            contact_name=sheet.text("contact_name"),
            contact_email=sheet.text("contact_email"),
            contact_lang=sheet.text("contact_lang"),
            abroad={lang: sheet.text(f"abroad_{lang}") for lang in who.policy.languages},
        )
        set_reach(slug, entered, version=version, actor=who.actor, now=who.now)

    step = Step(
        title=_("How %(name)s is reached") % {"name": name_of(row, who.lang)},
        lead=_("What goes out is sealed to their key, so that nobody on the way can open it, we ourselves included."),
        button=_("Keep this"),
        back=home(slug),
        crumb=name_of(row, who.lang),
        asks=_reach_asks(row, who.policy),
        do=do,
        version=row.version,
    )
    return answer(request, who, step)


def _reach_asks(row: Recipient, policy: Policy) -> list[Ask]:
    channels = [Choice(c.value, str(words.CHANNELS[c]), row.channel == c) for c in words.OFFERED_CHANNELS]
    asks = [
        Ask("channel", _("Channel"), "choice", choices=tuple(channels)),
        Ask(
            "public_key",
            _("Their public key"),
            hint=_("It begins with age1. Have them read it to you, or compare it by another way than mail."),
            required=False,
            max_length=128,
            check=key_fault,
            value=row.public_key,
        ),
        Ask(
            "webhook_url",
            _("Address of their server"),
            hint=_("It begins with https://. Only where it is posted to their server."),
            required=False,
            max_length=300,
            check=url_fault,
            value=row.webhook_url,
        ),
        Ask(
            "representative",
            _("Representative"),
            hint=_("Who represents the body."),
            required=False,
            value=row.representative,
        ),
        Ask("contact_name", _("Contact person"), required=False, max_length=120, value=row.contact_name),
        Ask(
            "contact_email",
            _("Contact’s e-mail address"),
            "email",
            required=False,
            max_length=254,
            check=address_fault,
            hint=_("Guidelines, instructions and reminders are mailed here."),
            value=row.contact_email,
        ),
        Ask(
            "contact_lang",
            _("Language of these mails"),
            "choice",
            choices=tuple(Choice(lang, LANGUAGES[lang], row.contact_lang == lang) for lang in policy.languages),
        ),
    ]
    if row.country != "JP":
        asks += [
            Ask(
                f"abroad_{lang}",
                _("What people are told about the transfer abroad (%(lang)s)") % {"lang": lang},
                "long_text",
                hint=_("How that country protects data, and what the recipient does itself."),
                required=False,
                max_length=1500,
                value=row.abroad.get(lang, ""),
            )
            for lang in policy.languages
        ]
    return asks


@require_http_methods(["GET", "HEAD", "POST"])
@needs_act(Act.DISCLOSE, fresh=True)
def authority(request: HttpRequest, who: Doer) -> HttpResponse:
    """An authority enters the register."""

    def do(sheet: Sheet, _version: int) -> str:
        slug = sheet.text("slug")
        try:
            with transaction.atomic():
                add_authority(
                    slug,
                    name={lang: sheet.text(f"name_{lang}") for lang in ("ja", "en")},
                    address={lang: sheet.text("address") for lang in ("ja", "en")},
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
        back=reverse("console-recipients"),
        crumb="",
        asks=[
            Ask("name_ja", _("Name in Japanese"), max_length=120),
            Ask("name_en", _("Name in English"), max_length=120),
            Ask("address", _("Address"), max_length=200),
            Ask(
                "slug",
                _("Short name"),
                hint=_("Lower-case letters, digits and hyphens: tax-office"),
                max_length=64,
                check=lambda text: "" if _SLUG.fullmatch(text) else _("Use a-z, 0-9 and hyphens."),
            ),
        ],
        do=do,
    )
    return answer(request, who, step)


_TAKEN = both("その短い名前は使われています。別の名前にしてください。", "That short name is taken. Choose another.")
_NO_WEBHOOK = both(
    "送信先を書いてください。https:// で始まります。", "Enter the address of their server. It begins with https://."
)
_NO_KEY = both("相手の公開鍵を書いてください。age1 で始まります。", "Enter their public key. It begins with age1.")
