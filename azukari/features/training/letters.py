"""The mails of training, to staff and to people who work for a contractor. None tells of a registrant."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from azukari.core.accounts.who import email_of
from azukari.core.mail.letter import Letter
from azukari.core.mail.models import Message
from azukari.core.policy_versions.current import current
from azukari.features.training.contractors import LINK
from azukari.features.training.course import title_of
from azukari.features.training.models import Trainee, TrainingReminder
from azukari.features.training.overview import Trained, trained
from azukari.lib.day import in_words
from azukari.policy.terms import Organisation
from azukari.policy.training import LessonState


def addressee(message: Message) -> str:
    """The member of staff, while they work here."""
    row = message.about(TrainingReminder.objects)
    return email_of(str(row.holder)) if row else ""


def build(message: Message, now: datetime) -> Letter | None:
    """What is to be studied, by when, and where; None if it is done meanwhile."""
    policy, reminder = current().policy, message.about(TrainingReminder.objects)
    row = next((one for one in trained(policy, now) if reminder and one.user.reference == reminder.holder), None)
    if row is None:
        return None
    near = [each for each in row.lessons if each.state is not LessonState.VALID] or list(row.lessons)
    titles = [title_of(each.lesson, policy)[message.lang] for each in near]
    words = {"name": row.user.name, "course": policy.training.course[message.lang]}
    return Letter(
        subject=_("Training: %(course)s") % words,
        paragraphs=(
            _("%(name)s,") % words,
            _why(row, policy.organisation, message.lang),
            *(f"・{title}" if message.lang == "ja" else f"- {title}" for title in titles),
            _("Each lesson takes a few minutes: you read it, and answer a few questions."),
        ),
        action=(_("Go to the lessons"), settings.AZUKARI.base_url + reverse("console-training")),
        after=(_("We keep only how many of your answers were right."),),
    )


def _why(row: Trained, organisation: Organisation, lang: str) -> str:
    until = row.until
    if until is None:
        return _("You need to pass a training course before you can open personal data.")
    words = {"day": in_words(organisation.last_day(until), lang)}
    if row.closed:
        return (
            _("Your training was valid until %(day)s. You cannot open personal data until you pass it again.") % words
        )
    if row.state is LessonState.OWED:
        return _("The policy has changed for your duties. Please study the change by %(day)s.") % words
    return _("Your training is valid until %(day)s. Please take it again by then.") % words


def trainee_address(message: Message) -> str:
    """Whoever was invited."""
    row = message.about(Trainee.objects)
    return row.email if row else ""


def of_trainee(message: Message, now: datetime) -> Letter | None:
    """The link to the lesson for those who work for a contractor; None if it is too old meanwhile."""
    row = message.about(Trainee.objects.select_related("recipient"))
    if row is None or now >= row.expires_at:
        return None
    lang = message.lang
    policy = current().policy
    words = {
        "name": row.name,
        "us": policy.organisation.name[lang],
        "company": row.recipient.called(lang),
        "day": in_words(policy.organisation.last_day(row.expires_at), lang),
    }
    return Letter(
        subject=_("A lesson on data protection, from %(us)s") % words,
        paragraphs=(
            _("%(name)s,") % words,
            _("%(company)s handles personal data for %(us)s. Everyone who does so first reads a short lesson.") % words,
            _("Each lesson takes a few minutes: you read it, and answer a few questions."),
        ),
        action=(_("Go to the lesson"), LINK.address(row.id, lang=lang, expires=row.expires_at)),
        after=(
            _("The link works until %(day)s.") % words,
            _("We keep only how many of your answers were right."),
        ),
    )
