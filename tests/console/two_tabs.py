"""The forms of staff that change what is held, each with a row to change; and what such a form would send."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

from django.utils import timezone

from azukari.campaigns.models import CampaignPage
from azukari.desks.writing.models import ReplyTemplate
from azukari.feedback.models import PublicAnswer
from azukari.magazine.models import Issue, IssueText
from azukari.members.models import Meeting, MemberClass, Register
from azukari.volunteers.models import Opening

NOW = timezone.now()


class Form(HTMLParser):
    """What the form of a page that carries a token would send."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self._open: dict[str, list[str]] = {}
        self._inside, self._area, self._select = False, "", ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attrs}
        name, value = held.get("name", ""), held.get("value", "")
        if tag == "form":
            self._open, self._inside = {}, True
        if not self._inside or not (name or tag == "option"):
            return
        kind = held.get("type", "text")
        if tag == "input" and kind in ("checkbox", "radio"):
            if "checked" in held:
                self._open.setdefault(name, []).append(value)
        elif tag == "input" and kind != "file":
            self._open.setdefault(name, []).append(value)
        elif tag == "textarea":
            self._area = name
            self._open.setdefault(name, []).append("")
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in held:
            self._open.setdefault(self._select, []).append(value)

    def handle_data(self, data: str) -> None:
        if self._area:
            self._open[self._area][-1] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""
        elif tag == "select":
            self._select = ""
        elif tag == "form":
            self._inside = False
            if "as_shown" in self._open:
                self.sent = self._open


@dataclass(frozen=True)
class Case:
    """A form: who uses it, its address, a field to change, and how the field's value is read."""

    duty: str
    make: Callable[[], str]
    field: str
    read: Callable[[], Any]


def _template() -> str:
    made = ReplyTemplate.objects.create(form="membership", title="A", texts={"ja": "一", "en": "One"}, changed_at=NOW)
    return f"/console/forms/membership/replies/{made.id}/"


def _answer() -> str:
    texts = {"ja": "一", "en": "One"}
    made = PublicAnswer.objects.create(form="feedback", questions=texts, answers=texts, changed_at=NOW)
    return f"/console/forms/feedback/answers/{made.id}/"


def _issue() -> str:
    made = Issue.objects.create(form="magazine", layout="letter", created_at=NOW, changed_at=NOW)
    for lang in ("ja", "en"):
        IssueText.objects.create(issue=made, lang=lang, subject="One", body="One")
    return f"/console/magazine/magazine/{made.id}/edit/"


def _meeting() -> str:
    words = {"title_ja": "総会", "title_en": "One", "place_ja": "会館", "place_en": "Hall"}
    made = Meeting.objects.create(form="membership", starts=NOW + timedelta(days=30), **words)
    return f"/console/members/membership/meetings/{made.id}/edit/"


def _class() -> str:
    made = MemberClass.objects.create(
        form="membership", term="fiscal", fee=3000, name_ja="一", name_en="One", begins=4, months=12
    )
    return f"/console/members/membership/classes/{made.id}/"


def _register() -> str:
    Register.objects.get_or_create(form="membership")
    return "/console/members/membership/classes/"


def _opening() -> str:
    texts = {"ja": "一", "en": "One"}
    made = Opening.objects.create(form="volunteers", title=texts, made_at=NOW)
    return f"/console/volunteers/volunteers/openings/{made.id}/"


def _campaign() -> str:
    CampaignPage.objects.create(form="plastic-free-river", body={"ja": "一", "en": "One"}, changed_at=NOW)
    return "/console/forms/plastic-free-river/campaign/"


CASES: Mapping[str, Case] = {
    "console-reply-template": Case(
        "membership", _template, "text_en", lambda: ReplyTemplate.objects.values_list("texts", flat=True)[0]["en"]
    ),
    "console-answer": Case(
        "feedback", _answer, "answer_en", lambda: PublicAnswer.objects.values_list("answers", flat=True)[0]["en"]
    ),
    "console-magazine-edit": Case("magazine", _issue, "body_en", lambda: IssueText.objects.get(lang="en").body),
    "console-members-meeting-edit": Case("membership", _meeting, "agenda_en", lambda: Meeting.objects.get().agenda_en),
    "console-member-class": Case(
        "membership",
        _class,
        "name_en",
        lambda: MemberClass.objects.order_by("-id").values_list("name_en", flat=True)[0],
    ),
    "console-member-classes": Case("membership", _register, "transfer_en", lambda: Register.objects.get().transfer_en),
    "console-opening": Case("volunteers", _opening, "place_en", lambda: Opening.objects.get().place["en"]),
    "console-campaign": Case("campaigns", _campaign, "body_en", lambda: CampaignPage.objects.get().body["en"]),
}
