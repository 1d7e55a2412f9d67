"""Letters about pauses, and the notice before a renewal that comes by itself. They hold no name."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from azukari.core.mail.letter import Letter, LetterKind, own_page
from azukari.core.mail.link import LASTS
from azukari.core.mail.models import Message
from azukari.features.members.letters import words_of
from azukari.features.members.models import MemberState, Pause, RenewalNotice
from azukari.features.members.pause import PAUSED_LETTER
from azukari.features.members.pauses import months_off, times_of
from azukari.features.members.renew import following
from azukari.features.members.renewal_notice import LINK, NOTICE_LETTER, notices
from azukari.features.members.term import Span, TooEarly
from azukari.features.members.upkeep import BACK_LETTER
from azukari.lib.day import in_words
from azukari.policy.terms import OWN_ACCESS


def paused(message: Message, _now: datetime) -> Letter | None:
    """That a membership rests, and what that means; None if the pause was called off."""
    pause = _pause(message)
    if pause is None:
        return None
    words = {
        **words_of(pause.membership.submission, message.lang),
        "first": in_words(pause.begins, message.lang),
        "last": in_words(pause.ends, message.lang),
    }
    return Letter(
        subject=_("Your membership is paused: %(organisation)s") % words,
        paragraphs=(
            _("Your membership of %(organisation)s is paused from %(first)s until %(last)s.") % words,
            _("During the pause we ask for no dues and send no reminders, and your membership card is not valid."),
            _("Time that you have paid for is not used up during the pause."),
        ),
        action=own_page(message.lang),
        after=(_("You can end the pause earlier there."),),
    )


def back(message: Message, _now: datetime) -> Letter | None:
    """That a pause ends soon; None if it is over, or was ended."""
    pause = _pause(message)
    if pause is None:
        return None
    words = {**words_of(pause.membership.submission, message.lang), "last": in_words(pause.ends, message.lang)}
    return Letter(
        subject=_("The pause of your membership ends soon: %(organisation)s") % words,
        paragraphs=(
            _("The pause of your membership of %(organisation)s ends on %(last)s.") % words,
            _("Your membership continues automatically from the next day. Please write to us if you need longer."),
        ),
        action=own_page(message.lang),
    )


def renewal(message: Message, now: datetime) -> Letter | None:
    """That a membership renews by itself, what it costs, and how to decline it; None if that holds no more."""
    found = message.about(notices().filter(declined_at=None))
    following = _following(found) if found else None
    if found is None or following is None or found.term.ends is None:
        return None
    term, amount = following
    words = {
        **words_of(found.term.membership.submission, message.lang),
        "last": in_words(found.term.ends, message.lang),
        "first": in_words(term.begins, message.lang),
        "until": in_words(term.ends, message.lang) if term.ends else "",
        "amount": f"{amount:,}",
    }
    follows = (
        _("The next term begins automatically on %(first)s. It runs until %(until)s, and the dues are %(amount)s yen.")
        if term.ends
        else _("The next term begins automatically on %(first)s. It has no end date, and the dues are %(amount)s yen.")
    )
    return Letter(
        subject=_("Your membership renews automatically: %(organisation)s") % words,
        paragraphs=(
            _("Your membership of %(organisation)s runs until %(last)s.") % words,
            follows % words,
            _("To renew, you need not do anything. We send the invoice when the term begins."),
        ),
        action=(_("Do not renew"), LINK.address(found.id, lang=message.lang, expires=now + LASTS)),
        after=(_("The page behind this link asks you once more. Your membership then ends with the current term."),),
    )


def _following(notice: RenewalNotice) -> tuple[Span, int] | None:
    """The term that follows that of a notice, if it is renewed as its last day is over, and its dues in whole yen; None
    where nothing follows.
    """
    term, member = notice.term, notice.term.membership
    pauses = times_of([member.pk])
    off, last = months_off([member.pk], pauses), term.ends or term.begins
    try:
        renewal, fee, _off = following(term, member, notice.member_class, on=last, pauses=pauses, off=off)
    except TooEarly:
        return None
    return renewal.span, fee


def _pause(message: Message) -> Pause | None:
    found = Pause.objects.filter(membership__state=MemberState.ADMITTED)
    return message.about(found.select_related("membership__submission"))


REST_LETTERS = (
    LetterKind(PAUSED_LETTER, OWN_ACCESS, paused, gettext_lazy("notice that the membership is paused")),
    LetterKind(BACK_LETTER, OWN_ACCESS, back, gettext_lazy("notice that the pause of the membership ends soon")),
    LetterKind(NOTICE_LETTER, OWN_ACCESS, renewal, gettext_lazy("notice before the membership renews automatically")),
)
