"""The notice of a general meeting: when, where and what about. It holds no name; one answers on the own page."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from azukari.core.mail.letter import Letter, LetterKind, own_page
from azukari.core.mail.models import Message
from azukari.core.policy_versions.current import at
from azukari.features.members.meetings.calling import NOTICE_LETTER
from azukari.features.members.models import Vote
from azukari.lib.day import in_words
from azukari.policy.terms import OWN_ACCESS


def notice(message: Message, now: datetime) -> Letter | None:
    """The notice; None if the meeting is over, or the vote is gone."""
    coming = Vote.objects.filter(meeting__starts__gt=now, meeting__closed_at=None)
    vote = message.about(coming.select_related("meeting", "submission"))
    if vote is None:
        return None
    meeting, lang = vote.meeting, message.lang
    organisation = at(vote.submission.charter_id).policy.organisation
    local = meeting.starts.astimezone(organisation.zone)
    words = {
        "organisation": organisation.name[lang],
        "title": meeting.title[lang],
        "day": in_words(organisation.day(meeting.starts), lang),
        "time": f"{local.hour}:{local.minute:02}",
        "place": meeting.place[lang],
    }
    return Letter(
        subject=_("%(title)s: %(organisation)s") % words,
        paragraphs=(
            _("You are invited to this meeting as a member with a vote: %(title)s.") % words,
            _("It begins on %(day)s at %(time)s. Place: %(place)s") % words,
            *(line for line in meeting.agenda[lang].split("\n") if line.strip()),
            _("On your own page, please say whether you will attend, or leave your vote to the chair."),
        ),
        action=own_page(lang),
    )


LETTERS = (LetterKind(NOTICE_LETTER, OWN_ACCESS, notice, gettext_lazy("notice of a general meeting")),)
