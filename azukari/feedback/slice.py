"""Slice of feedback: opinions, feedback and questions, their answers, and how well they were answered."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from azukari.desk.menu import MenuEntry
from azukari.feedback.by_mail import take
from azukari.feedback.desk.answers import begin
from azukari.feedback.desk.tags import section as tags
from azukari.feedback.desk.useful import origin
from azukari.feedback.form_kind import KIND
from azukari.feedback.holder import FeedbackHolder
from azukari.feedback.numbers import count_topics, of_page
from azukari.feedback.numbers import section as numbers
from azukari.feedback.own import questions
from azukari.feedback.public_answers import has_answers
from azukari.feedback.useful import foot
from azukari.forms.front_links import FrontLink
from azukari.lib.job import Job, Lane
from azukari.lib.sections import Section
from azukari.mail.incoming.replies import on_reply
from azukari.policy.terms import FormKind
from azukari.slice import Hook, Slice


def _ways(now: datetime) -> Mapping[str, Any]:
    return {"public": has_answers(now)}


SLICE = Slice(
    name="feedback",
    form_kinds=(KIND,),
    holders=(FeedbackHolder(),),
    jobs=(Job("feedback by topic", timedelta(hours=1), count_topics, Lane.UPKEEP),),
    menu=(MenuEntry("console-feedback", _("Inbox"), "what", order=13, kinds=frozenset({FormKind.FEEDBACK})),),
    submission_sections=(
        Section("tags", "feedback/desk/message_tags.html", tags, done={"tagged": _("The tags are saved.")}),
        Section("origin", "feedback/desk/origin.html", origin),
        Section("public-answer", "feedback/desk/begin.html", begin),
    ),
    page_feet=(Section("useful", "feedback/useful.html", foot),),
    number_sections=(Section("feedback", "feedback/desk/numbers.html", numbers),),
    page_sections=(Section("useful", "feedback/desk/of_page.html", of_page),),
    own_sections=(Section("questions", "feedback/own/questions.html", questions),),
    contact_sections=(Section("answers", "feedback/contact.html", _ways),),
    front_links=(FrontLink("feedback-answers", _("Questions and answers"), "what", has_answers),),
    desk_urls="azukari.feedback.desk.urls",
    public_urls="azukari.feedback.urls",
    hooks=(Hook(on_reply, take),),
)
