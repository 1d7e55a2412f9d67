"""Which pages were useful, at the desk: the numbers, what to copy into pages of other sites, and which those are."""

from collections.abc import Mapping
from datetime import timedelta
from html import escape
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext
from django.views.decorators.http import require_http_methods

from azukari.core.appearance.outcome import outcome_of
from azukari.core.forms.models import PageOfOrigin
from azukari.features.feedback.desk.served import serves_feedback
from azukari.features.feedback.known_pages import LONGEST, MOST, faults, listed, write_list
from azukari.features.feedback.numbers import by_page
from azukari.lib.conflict import StaleVersion
from azukari.shells.staff.fields import Answers, Questions, Text
from azukari.shells.staff.form_desk import FormDesk
from azukari.shells.staff.overtaken import LastChange
from azukari.shells.staff.sections import AtSubmission
from azukari.shells.staff.step import ask

DAYS = 90
_EXAMPLE = "/about/"


def origin(at: AtSubmission) -> Mapping[str, Any] | None:
    """On the page of a message: from which page it was written. One query."""
    page = PageOfOrigin.objects.filter(submission=at.submission).values_list("page", flat=True).first()
    return {"page": page} if page else None


@require_http_methods(["GET", "HEAD", "POST"])
@serves_feedback
def show(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """The pages by how many found them useful; on POST, the list of those of other sites."""
    known = listed()
    fields = {
        "pages": Text(
            _("Pages of other sites"),
            rows=6,
            required=False,
            initial="\n".join(known),
            max_length=(LONGEST + 2) * MOST,
            help_text=_("One path a line, such as %(example)s. Clicks on any other page are not counted.")
            % {"example": _EXAMPLE},
            check=_fault,
        )
    }

    def do(said: Answers) -> HttpResponse:
        with transaction.atomic(durable=True):
            if listed(hold=True) != known:
                raise StaleVersion
            write_list(_lines(said["pages"]))
        return HttpResponseRedirect(f"{reverse('console-useful', args=[desk.form.slug])}?done=saved")

    def page(asked: Questions, status: int) -> HttpResponse:
        context = {
            "form": desk.form,
            "asked": asked,
            "rows": by_page(desk.form, desk.today - timedelta(days=DAYS), policy=desk.policy),
            "days": DAYS,
            "snippets": [(lang, _snippet(lang)) for lang in desk.policy.languages],
            "saved": outcome_of(request) == "saved",
        }
        return render(request, "feedback/desk/useful.html", context, status=status)

    return ask(request, fields, do, page, last=LastChange())


def _lines(text: str) -> list[str]:
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def _fault(text: str) -> str:
    lines = _lines(text)
    if len(lines) > MOST:
        return _("At most %(most)s pages.") % {"most": MOST}
    wrong = faults(lines)
    if wrong:
        words = _("“%(line)s” is not a path. Begin with a slash, and leave out what follows a question mark.")
        return words % {"line": wrong[0][:40]}
    return ""


def _snippet(lang: str) -> str:
    """Two buttons and no script, for a page of another site."""
    with override(lang):
        words, yes, no = _("Was this page useful?"), pgettext("useful", "Yes"), pgettext("useful", "No")
    return (
        f'<form method="post" action="{settings.AZUKARI.base_url}/{lang}/useful">\n'
        f'  <input type="hidden" name="page" value="{_EXAMPLE}">\n'
        f"  <p>{escape(words)}\n"
        f'  <button name="useful" value="yes">{escape(yes)}</button>\n'
        f'  <button name="useful" value="no">{escape(no)}</button></p>\n'
        "</form>"
    )
