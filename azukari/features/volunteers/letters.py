"""Letters to volunteers: signed up, moved up, covered, a reminder the day before, a shift that is called off.

They hold no name. What is signed up for comes with an invitation for the calendar, whose UID is that of the feed.
"""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from azukari.core.mail.letter import Attachment, Letter, LetterKind
from azukari.core.mail.models import Message
from azukari.core.policy_versions.current import at
from azukari.features.volunteers.held import COVERED_LETTER, MOVED_UP_LETTER, TAKEN_LETTER
from azukari.features.volunteers.icalendar import calendar
from azukari.features.volunteers.models import SignUp, SignUpState
from azukari.features.volunteers.openings import CALLED_OFF_LETTER
from azukari.features.volunteers.times import from_to
from azukari.features.volunteers.upkeep import REMIND_LETTER
from azukari.lib.day import in_words
from azukari.policy.terms import OWN_ACCESS


def taken(message: Message, now: datetime) -> Letter | None:
    """That somebody has a place; None if they gave it up meanwhile."""
    return _of_place(message, now, _("You have a place: %(title)s"), _("Thank you. You have a place."))


def moved_up(message: Message, now: datetime) -> Letter | None:
    """That somebody who waited has a place now."""
    first = _("A place has become free. You have moved up from the waiting list, and it is yours.")
    return _of_place(message, now, _("You have a place now: %(title)s"), first)


def reminder(message: Message, now: datetime) -> Letter | None:
    """The day before."""
    return _of_place(message, now, _("Coming up: %(title)s"), _("We look forward to seeing you."))


def _of_place(message: Message, now: datetime, subject: str, first: str) -> Letter | None:
    row = _row(message, SignUpState.TAKEN)
    if row is None or now >= row.shift.ends or row.shift.called_off_at:
        return None
    after = _("If you cannot come, please cancel there: the next person on the waiting list gets your place at once.")
    return _letter(row, subject, first, after, lang=message.lang, now=now, method="PUBLISH")


def covered(message: Message, now: datetime) -> Letter | None:
    """That somebody else took over."""
    first = _("Someone else has taken over your shift, so you need not come. Thank you for telling us in time.")
    return _of_cancelled(message, now, _("Your shift is covered: %(title)s"), first)


def called_off(message: Message, now: datetime) -> Letter | None:
    """That a shift does not take place."""
    first = _("This shift has been cancelled. Please do not come.")
    return _of_cancelled(message, now, _("Cancelled: %(title)s"), first)


def _of_cancelled(message: Message, now: datetime, subject: str, first: str) -> Letter | None:
    row = _row(message, SignUpState.CANCELLED)
    if row is None:
        return None
    after = _("You can find other shifts there.")
    return _letter(row, subject, first, after, lang=message.lang, now=now, method="CANCEL")


def _row(message: Message, state: SignUpState) -> SignUp | None:
    return message.about(SignUp.objects.filter(state=state).select_related("shift__opening", "submission"))


def _letter(row: SignUp, subject: str, first: str, after: str, *, lang: str, now: datetime, method: str) -> Letter:
    """With what is known of the shift, and with it as an entry for the calendar."""
    zone = at(row.submission.charter_id).policy.organisation.zone
    time = from_to(row.shift.starts, row.shift.ends, zone)
    opening = row.shift.opening
    title, place, needs = (words.get(lang, "") for words in (opening.title, opening.place, opening.needs))
    day = in_words(time.day, lang)
    return Letter(
        subject=subject % {"title": title},
        paragraphs=(
            first,
            _("%(title)s: %(day)s, %(time)s") % {"title": title, "day": day, "time": time.hours},
            *((_("Where: %(place)s") % {"place": place},) if place else ()),
            *((_("What to bring and know: %(needs)s") % {"needs": needs},) if needs else ()),
            *((_("You have signed up as a group of %(size)s.") % {"size": row.size},) if row.size > 1 else ()),
        ),
        action=(_("Open my shifts"), f"{settings.AZUKARI.base_url}/{lang}/me/shifts"),
        after=(after,),
        attachments=(
            Attachment(
                "shift.ics", calendar([row], lang=lang, now=now, method=method), f"text/calendar; method={method}"
            ),
        ),
    )


LETTERS = (
    LetterKind(TAKEN_LETTER, OWN_ACCESS, taken, gettext_lazy("confirmation of a shift")),
    LetterKind(MOVED_UP_LETTER, OWN_ACCESS, moved_up, gettext_lazy("notice of a place from the waiting list")),
    LetterKind(COVERED_LETTER, OWN_ACCESS, covered, gettext_lazy("notice that a shift is covered")),
    LetterKind(REMIND_LETTER, OWN_ACCESS, reminder, gettext_lazy("reminder of a shift")),
    LetterKind(CALLED_OFF_LETTER, OWN_ACCESS, called_off, gettext_lazy("notice that a shift is called off")),
)
