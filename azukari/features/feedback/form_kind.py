"""What a form of this kind is called, and what happens after it."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from azukari.core.forms.kinds import AfterReceipt, DeskPage, Kind
from azukari.core.forms.models import Submission
from azukari.features.feedback.codes import code_of, fetched_at, give_codes, has_code
from azukari.features.feedback.known_pages import kept
from azukari.features.feedback.satisfaction import reply_link
from azukari.features.feedback.tagging import told_apart
from azukari.policy.terms import Form, FormKind


def _code(submission: Submission, form: Form, lang: str, now: datetime) -> AfterReceipt | None:
    """The receipt of somebody who left no address shows the code by which an answer is fetched."""
    del form, lang
    code = code_of(submission, now)
    return AfterReceipt("feedback/code.html", {"code": code}) if code else None


KIND = Kind(
    kind=FormKind.FEEDBACK,
    title=_("Opinions, feedback and questions"),
    next_steps=_("We read what you wrote. If you asked something, we answer."),
    icon="pen",
    confirms=_("Confirm my message"),
    is_answered=True,
    origin=kept,
    told_apart=told_apart,
    desk_pages=(
        DeskPage("console-answers", _("Public answers"), "what"),
        DeskPage("console-tags", _("Tags"), "seal"),
        DeskPage("console-texts", _("Anonymised texts"), "book"),
        DeskPage("console-useful", _("Useful pages"), "check"),
    ),
    is_collected=has_code,
    collected_at=fetched_at,
    reply_link=reply_link,
    after_receipt=_code,
    on_accepted=give_codes,
)
