"""Slice of feedback: opinions, feedback and questions, their answers, and how well they were answered."""

from collections.abc import Collection
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from azukari.core.appearance.public_page import PublicPage
from azukari.core.forms.events import REPLY_WRITTEN, SUBMISSION_ADDED, SUBMISSION_CONFIRMED, SUBMISSION_HANDLED
from azukari.core.forms.front_links import FrontLink
from azukari.core.forms.models import Handled
from azukari.core.ledger.catalogue import Kind
from azukari.core.mail.incoming.replies import on_reply
from azukari.features.feedback.by_mail import take
from azukari.features.feedback.desk.answers import begin
from azukari.features.feedback.desk.tags import section as tags
from azukari.features.feedback.desk.texts import section as keep_text
from azukari.features.feedback.desk.useful import origin
from azukari.features.feedback.figures import SOURCES
from azukari.features.feedback.form_kind import KIND
from azukari.features.feedback.holder import FeedbackHolder
from azukari.features.feedback.numbers import of_page
from azukari.features.feedback.numbers import section as numbers
from azukari.features.feedback.own import questions
from azukari.features.feedback.public_answers import has_answers
from azukari.features.feedback.topics import count_topics
from azukari.features.feedback.useful import foot
from azukari.features.feedback.ways import WAYS
from azukari.lib.job import Job, Lane
from azukari.lib.sections import Section
from azukari.policy.terms import FormKind
from azukari.shells.api.told import ToldEvent
from azukari.shells.staff.menu import MenuEntry
from azukari.slice import Hook, Place, Routes, Slice

_THREADS = "/api/v1/feedback?form={form}"


def _told(name: str, kind: Kind, title: Promise, **where: Collection[object]) -> ToldEvent:
    return ToldEvent(f"feedback.{name}", (kind,), FormKind.FEEDBACK, title, _THREADS, where)


SLICE = Slice(
    name="feedback",
    ways=WAYS,
    form_kinds=(KIND,),
    holders=(FeedbackHolder(),),
    jobs=(Job("feedback by topic", timedelta(hours=1), count_topics, Lane.UPKEEP),),
    tallies=SOURCES,
    menu=(MenuEntry("console-feedback", _("Inbox"), "what", order=13, kinds=frozenset({FormKind.FEEDBACK})),),
    sections=(
        Section(
            Place.SUBMISSION, "tags", "feedback/desk/message_tags.html", tags, done={"tagged": _("The tags are saved.")}
        ),
        Section(Place.SUBMISSION, "origin", "feedback/desk/origin.html", origin),
        Section(Place.SUBMISSION, "public-answer", "feedback/desk/begin.html", begin),
        Section(Place.SUBMISSION, "keep-text", "feedback/desk/keep_text.html", keep_text),
        Section(Place.PAGE_FOOT, "useful", "feedback/useful.html", foot),
        Section(Place.FORM_NUMBERS, "feedback", "feedback/desk/numbers.html", numbers),
        Section(Place.PAGE_COUNTS, "useful", "feedback/desk/of_page.html", of_page),
        Section(Place.OWN_PAGE, "questions", "feedback/own/questions.html", questions),
        Section(Place.CONTACT, "answers", "feedback/contact.html", lambda now: {"public": has_answers(now)}),
    ),
    front=(FrontLink("feedback-answers", _("Questions and answers"), "what", has_answers),),
    routes=Routes(
        staff="azukari.features.feedback.desk.urls",
        public="azukari.features.feedback.urls",
        api=("azukari.features.feedback.api",),
    ),
    pages=(PublicPage("feedback-answers"),),
    told=(
        _told("received", SUBMISSION_CONFIRMED, _("A message arrived")),
        _told("written-back", SUBMISSION_ADDED, _("A person wrote back")),
        _told("replied", REPLY_WRITTEN, _("A message was replied to")),
        _told("closed", SUBMISSION_HANDLED, _("A message was closed"), state=(Handled.CLOSED.value,)),
        _told("taken-up", SUBMISSION_HANDLED, _("A message was taken up"), state=(Handled.IN_HAND.value,)),
    ),
    hooks=(Hook(on_reply, take),),
)
