"""The thread on the page of a submission: our replies, what was written back by email, and the form for the next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from azukari.core.forms import kinds
from azukari.core.forms.models import Addition, Reply, State, Submission
from azukari.core.forms.replying import LONGEST, NEEDED, can_reach, deliveries, may_reply
from azukari.core.forms.shown_state import Beside
from azukari.core.forms.thread import further, quoted_of
from azukari.core.mail.models import Message
from azukari.core.mail.retrying import MOST_ATTEMPTS
from azukari.core.vault.find import gave_address
from azukari.core.vault.notes import NoteKind
from azukari.features.writing.drafts import LONGEST_NOTE, read_ours, waits
from azukari.features.writing.models import ReplyTemplate
from azukari.shells.staff.fields import Some, Text
from azukari.shells.staff.sections import AtPerson, AtSubmission

CLOSE = "close"


class ReplyForm(forms.Form):
    """What is written back, and whether the matter is closed with it."""

    text = Text(gettext_lazy("Your reply"), rows=6, max_length=LONGEST)
    beside: Mapping[str, Beside] = MappingProxyType({})

    def __init__(self, *args: Any, closes: bool, **rest: Any) -> None:
        super().__init__(*args, **rest)
        if closes:
            words = _("Close it: nothing is left to do")
            self.fields["then"] = Some(_("After that"), [(CLOSE, words)], required=False)

    @property
    def done(self) -> bool:
        return CLOSE in self.cleaned_data.get("then", ())


class NoteForm(forms.Form):
    """What colleagues should know; the sender does not get it."""

    note = Text(gettext_lazy("A note for colleagues"), rows=2, max_length=LONGEST_NOTE)


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """A reply, or what was written back, as the page shows it; ``text`` is blank while the submission is sealed."""

    at: datetime
    author: str
    text: str
    state: str
    icon: str
    quoted: str = ""


def at_person(at: AtPerson) -> Mapping[str, Any] | None:
    """Links from somebody's record to a reply, for what they sent whose purposes let us write back."""
    links = []
    for submission in at.submissions:
        form = at.policy.forms.get(submission.form)
        uses = [at.policy.purposes[slug] for slug in form.purposes if slug in at.who.scope.purposes] if form else []
        if submission.state == State.ACCEPTED and any(purpose.categories >= NEEDED for purpose in uses):
            there = reverse("console-submission", args=[submission.form, submission.id])
            links.append((f"{there}#replies", _("Write a reply"), "mail"))
    return {"links": links[:1]} if links else None


def replying(at: AtSubmission, form: ReplyForm | None = None) -> dict[str, Any] | None:
    """What stands below a submission that somebody confirmed, on its page and on that with errors; None where a reply
    is no use of its purposes.

    Args:
        form: what was typed, with what is wrong with it.
    """
    submission, desk = at.submission, at.desk
    if submission.state != State.ACCEPTED:
        return None
    written = list(submission.replies.select_related("author").order_by("id"))
    back = further([submission.id])
    purpose = may_reply(submission, desk.policy, desk.who.scope.purposes, now=desk.now)
    if not purpose and not written and not back:
        return None
    closes, by_mail = kinds.of(desk.form.kind).is_answered, gave_address(submission.id)
    looks = bool(purpose and at.opened)
    ours = read_ours(submission, purpose=purpose, actor=desk.who.actor, now=desk.now) if looks else ()
    draft_waits, notes_wait = (False, False) if looks else waits(submission.id)
    draft = next((one for one in ours if one.kind is NoteKind.DRAFT), None)
    return {
        "replies": sorted(
            [*_shown(submission, written, at.opened, by_mail=by_mail), *_shown_back(back, at.opened)],
            key=lambda one: one.at,
        ),
        "reply": form or ReplyForm(closes=closes, initial={"text": draft.text} if draft else {}),
        "draft": at.request.POST.get("draft", "") if form else str(draft.id) if draft else "",  # the one that was seen
        "kept": draft,
        "drafted_at": draft.at if draft else None,
        "draft_waits": draft_waits,
        "notes": [one for one in ours if one.kind is NoteKind.REMARK],
        "notes_wait": notes_wait,
        "note": NoteForm(),
        "may_reply": bool(purpose) and can_reach(submission),
        "is_fetched": not by_mail,
        "has_purpose": bool(purpose),
        "templates": list(ReplyTemplate.objects.filter(form=desk.form.slug).order_by("title")),
        "their_lang": submission.lang,
    }


def _shown(
    submission: Submission, replies: Sequence[Reply], opened: Mapping[str, str], *, by_mail: bool
) -> list[ShownMessage]:
    mails = deliveries(replies) if by_mail else {}
    came = kinds.of(submission.kind).collected_at(submission) if replies and not by_mail else None
    return [
        ShownMessage(
            reply.written_at,
            reply.author.name if reply.author else _("Somebody who has left"),
            opened.get(reply.field, ""),
            *(_delivery(mails.get(reply.id)) if by_mail else _collection(reply, came)),
        )
        for reply in replies
    ]


def _shown_back(additions: Sequence[Addition], opened: Mapping[str, str]) -> list[ShownMessage]:
    who, how = _("They wrote back"), pgettext("arrived", "by email")
    return [
        ShownMessage(one.at, who, opened.get(name, ""), how, "mail", opened.get(quoted_of(name), ""))
        for one in additions
        for name in one.fields.split()[:1]
    ]


def _collection(reply: Reply, came: datetime | None) -> tuple[str, str]:
    """Whether whoever left no address has come for it, in words, and an icon."""
    if came and came >= reply.written_at:
        return _("fetched with the code"), "check"
    return _("to be fetched with the code"), "key"


def _delivery(mail: Message | None) -> tuple[str, str]:
    """How far the mail is, in words, and an icon."""
    if mail is None or (mail.sent_at and not mail.failure):
        return _("sent"), "check"
    if mail.sent_at or mail.attempts >= MOST_ATTEMPTS:
        return _("not delivered"), "alert"
    return _("on its way"), "clock"
