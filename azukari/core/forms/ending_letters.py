"""Letters about the end of a registration: it has ended, and is kept until a day; or it goes on after all."""

from datetime import datetime

from django.utils.translation import gettext as _

from azukari.core.consent.models import EndReason, Grant
from azukari.core.forms.models import RegistrationEnd, Submission
from azukari.core.mail.letter import Letter, own_page
from azukari.core.mail.models import Message
from azukari.core.policy_versions.current import at
from azukari.lib.day import in_words


def ended(message: Message, now: datetime) -> Letter | None:
    """What ended, on which day, and until when it is kept; None if it was taken back or erased meanwhile."""
    end = message.about(RegistrationEnd.objects.select_related("submission"))
    if end is None:
        return None
    lang, submission = message.lang, end.submission
    words = {**_words(submission, lang), "day": in_words(end.ended_on, lang)}
    return Letter(
        subject=_("Your registration has ended: %(form)s") % words,
        paragraphs=(
            _("Your registration for %(service)s ended on %(day)s.") % words
            if end.by_person
            else _("We noted that your registration for %(service)s ended on %(day)s.") % words,
            *_kept(submission, lang, now),
            _("Your other registrations and agreements stay unchanged."),
        ),
        action=own_page(lang),
        after=(_("There you can also have it erased at once. If it has not ended, please tell us."),)
        if not end.by_person
        else (_("There you can also have it erased at once."),),
    )


def resumed(message: Message, _now: datetime) -> Letter | None:
    """That the end was a mistake; None if it has ended again, or was erased."""
    submission = message.about(Submission.objects.filter(ending__isnull=True))
    if submission is None:
        return None
    words = _words(submission, message.lang)
    return Letter(
        subject=_("Your registration continues: %(form)s") % words,
        paragraphs=(
            _("We had noted by mistake that your registration for %(service)s ended.") % words,
            _("We have corrected this. Your registration continues as before, and nothing is erased."),
        ),
        action=own_page(message.lang),
    )


def _words(submission: Submission, lang: str) -> dict[str, str]:
    policy = at(submission.charter_id).policy
    form = policy.forms[submission.form]
    return {"form": form.title[lang], "service": form.service[lang]}


def _kept(submission: Submission, lang: str, now: datetime) -> tuple[str, ...]:
    """Until when what only this service needed is kept."""
    running_out = Grant.objects.ending_later(now).filter(submission_id=submission.id, end_reason=EndReason.SERVICE)
    last = running_out.order_by("-ends_at").first()
    if last is None or last.ends_at is None:
        return (_("Its time has ended, and data used only for it is erased."),)
    day = in_words(at(submission.charter_id).policy.organisation.last_day(last.ends_at), lang)
    return (_("Data used only for this is erased after %(day)s, as our privacy policy says.") % {"day": day},)
