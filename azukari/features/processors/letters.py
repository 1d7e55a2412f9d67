"""The two mails with a link: guidelines to accept, instructions to confirm. Neither tells of a registrant."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from azukari.core.mail.letter import Letter
from azukari.core.mail.models import Message
from azukari.core.policy_versions.current import current, today
from azukari.core.transfers.models import Instruction, Recipient
from azukari.core.transfers.standing import guidelines_of
from azukari.features.processors.call import needs_renewal
from azukari.features.processors.link import LINK
from azukari.features.processors.models import Call, Sort
from azukari.lib.day import in_words


def addressee(message: Message) -> str:
    """The contact of the recipient that is asked, looked up when an email goes, so that a corrected address counts for
    what waits already.
    """
    call = message.about(Call.objects.select_related("recipient"))
    return call.recipient.contact_email if call else ""


def build(message: Message, now: datetime) -> Letter | None:
    """The mail of a call; None if it was answered or overtaken meanwhile."""
    call = message.about(Call.objects.select_related("recipient", "guidelines"))
    if call is None or call.answered_at is not None or needs_renewal(call, now):
        return None
    return of_call(call, message.lang)


def of_call(call: Call, lang: str, *, first: tuple[str, ...] = (), subject: str = "") -> Letter | None:
    """The letter with the call's link.

    Args:
        first: what a reminder says before the rest; ``subject``: what it says instead.
    """
    letter = _LETTERS[Sort(call.sort)](call, lang)
    if letter is None:
        return None
    greeting, rest = letter.paragraphs[:1], letter.paragraphs[1:]
    return Letter(subject or letter.subject, (*greeting, *first, *rest), letter.action, letter.after)


def greeting(recipient: Recipient, lang: str) -> str:
    """To whom the letter speaks: the contact, of the company."""
    company = recipient.called(lang)
    if recipient.contact_name:
        return _("%(company)s\n%(name)s,") % {"company": company, "name": recipient.contact_name}
    return _("%(company)s,") % {"company": company}


def organisation(lang: str) -> str:
    """We ourselves."""
    return current().policy.organisation.name[lang]


def _guidelines(call: Call, lang: str) -> Letter | None:
    version = call.guidelines
    until = guidelines_of(call.recipient_id).until
    if version is None or until is None:
        return None
    words = {
        "organisation": organisation(lang),
        "number": version.number,
        "published": in_words(today(version.published_at), lang),
        "until": in_words(until, lang),
        "expires": in_words(today(call.expires_at), lang),
    }
    left = (
        _("The deadline to accept was %(until)s. We cannot hand over any more data until the guidelines are accepted.")
        if until < today(call.made_at)
        else _(
            "The deadline is %(until)s. After that we cannot hand over any more data until the guidelines are accepted."
        )
    )
    return Letter(
        subject=_("Please accept our guidelines for contractors, version %(number)d") % words,
        paragraphs=(
            greeting(call.recipient, lang),
            _("%(organisation)s asks every contractor to keep its managerial liability guidelines.") % words,
            _("Version %(number)d was published on %(published)s. The link below opens the full text.") % words,
            _("Please read it and have it accepted by someone who can speak for your company."),
            left % words,
        ),
        action=(_("Read and accept the guidelines"), _link(call, lang)),
        after=(_("The link works once, until %(expires)s. The page behind it can send you a new one.") % words,),
    )


def _link(call: Call, lang: str) -> str:
    return LINK.address(call.id, lang=lang, expires=call.expires_at)


def _instructions(call: Call, lang: str) -> Letter | None:
    open_ones = Instruction.objects.filter(recipient=call.recipient_id, acknowledged_at__isnull=True)
    count, oldest = open_ones.count(), open_ones.order_by("answer_by").first()
    if oldest is None:
        return None
    words = {
        "organisation": organisation(lang),
        "count": count,
        "day": in_words(today(oldest.answer_by), lang),
        "expires": in_words(today(call.expires_at), lang),
    }
    return Letter(
        subject=_("What we handed over to you has changed: please confirm"),
        paragraphs=(
            greeting(call.recipient, lang),
            _("People have corrected, withdrawn or erased data that %(organisation)s handed over to you.") % words,
            ngettext("%(count)d instruction is open for you.", "%(count)d instructions are open for you.", count)
            % words,
            _("The page behind the link names people only by the numbers that came with their data."),
            _("Please do what it says, and confirm it there by %(day)s.") % words,
        ),
        action=(_("See the instructions and confirm"), _link(call, lang)),
        after=(_("The link works until %(expires)s. The page behind it can send you a new one.") % words,),
    )


_LETTERS: Mapping[Sort, Callable[[Call, str], Letter | None]] = {
    Sort.GUIDELINES: _guidelines,
    Sort.INSTRUCTIONS: _instructions,
}
