"""Campaigns at the desk: how each stands, and what its public page says."""

from django.conf import settings
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from azukari.core.appearance.outcome import outcome_of
from azukari.features.campaigns.desk.served import serves_campaign
from azukari.features.campaigns.models import CampaignPage
from azukari.features.campaigns.pictures import line, on_page
from azukari.features.campaigns.public import campaigns
from azukari.policy.terms import Policy
from azukari.shells.staff.doors import Opens, opens_to
from azukari.shells.staff.editing import edit as edit_form
from azukari.shells.staff.fields import Answers, Fields, Questions, Upload, by_language, in_each_language
from azukari.shells.staff.form_desk import FormDesk
from azukari.shells.staff.number_field import Number
from azukari.shells.staff.overtaken import LastChange
from azukari.shells.staff.reader import reader

_LARGEST = 10_000_000
_NOT_A_NUMBER = gettext_lazy("Write a whole number between 1 and 10,000,000, or leave it blank.")
NO_PICTURE = gettext_lazy("This file cannot be shown as a picture. Use PNG, JPEG, WebP or GIF of at most 4 MB.")
DONE = {
    "saved": gettext_lazy("Saved. The public page shows it within seconds."),
    "picture": gettext_lazy(
        "The picture was added at the end of the text in each language. Move its line where it belongs."
    ),
    "picture-off": gettext_lazy("The picture is deleted and no longer on the page."),
}


@opens_to(Opens.EVERYBODY)
@require_safe
def show_list(request: HttpRequest) -> HttpResponse:
    """The campaigns that the reader's duties serve."""
    who, lang = reader(request), get_language() or "ja"
    known = campaigns(who.policy, lang, now=timezone.now()) if who.policy else []
    served = [one for one in known if one.form.slug in who.scope.forms]
    return render(request, "campaigns/desk/list.html", {"campaigns": served})


@require_http_methods(["GET", "HEAD", "POST"])
@serves_campaign
def edit(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """What the public page says besides the form."""

    def keep(said: Answers) -> HttpResponse:
        page = _page_of(desk)
        page.goal = said["goal"] or None
        page.addressee = by_language("addressee", said, desk.policy)
        page.body = by_language("body", said, desk.policy)
        page.changed_at = desk.now
        page.save()
        return desk.to("console-campaign", done="saved")

    def again(asked: Questions, status: int) -> HttpResponse:
        return shown(request, desk, asked, status=status)

    def held() -> LastChange:
        kept = {"changed_at": desk.now}  # the row is there before it is locked: two may write it for the first time
        page, made = CampaignPage.objects.select_for_update().get_or_create(form=desk.form.slug, defaults=kept)
        return LastChange(at=None if made else page.changed_at)

    return edit_form(request, lambda *sent: Questions(page_fields(desk), *sent), keep, again, held=held)


def shown(
    request: HttpRequest, desk: FormDesk, asked: Form, *, upload: Form | None = None, status: int = 200
) -> HttpResponse:
    """The page on which the public page is written, with its pictures."""
    pictures = on_page(desk.form.slug)
    box = f"{settings.AZUKARI.base_url}/{desk.lang}/campaigns/{desk.form.slug}/box"
    context = {
        "form": desk.form,
        "frame": f'<iframe src="{box}" title="{desk.form.title[desk.lang]}" width="320" height="260"></iframe>',
        "asked": asked,
        "upload": upload or Questions(picture_fields(desk.policy)),
        "wrong": upload if upload and upload.errors else asked,
        "pictures": [(one, line(one.pk, "…", desk.lang)) for one in pictures],
        "done": DONE.get(outcome_of(request), ""),
    }
    return render(request, "campaigns/desk/edit.html", context, status=status)


def _page_of(desk: FormDesk, pages: QuerySet[CampaignPage] | None = None) -> CampaignPage:
    known = CampaignPage.objects.all() if pages is None else pages
    return known.filter(form=desk.form.slug).first() or CampaignPage(form=desk.form.slug)


def picture_fields(policy: Policy) -> Fields:
    """A picture, and what those read who do not see it."""
    file = Upload(
        _("A picture"),
        accept="image/png,image/jpeg,image/webp,image/gif",
        help_text=_("It is saved again at most 1200 pixels wide; location and names in the file are removed."),
        error_messages={"required": _("Please choose the file."), "empty": NO_PICTURE},
    )
    seen = _("Those who do not see the picture read or hear this.")
    words = in_each_language(
        "words", _("What it shows, in words (%(lang)s)"), policy, {}, max_length=150, help_text=seen
    )
    return {"file": file, **words}


def page_fields(desk: FormDesk) -> Fields:
    """The goal, and the words in each language."""
    page = _page_of(desk)
    goal = Number(
        _("Goal"),
        least=1,
        most=_LARGEST,
        help_text=_("How many signatures you hope for. Blank: the page shows no goal."),
        required=False,
        initial=page.goal,
        error_messages={"invalid": _NOT_A_NUMBER},
    )
    return {
        "goal": goal,
        **in_each_language(
            "addressee", _("To whom it is handed in (%(lang)s)"), desk.policy, page.addressee, required=False
        ),
        **in_each_language(
            "body",
            _("Text of the page (%(lang)s)"),
            desk.policy,
            page.body,
            rows=6,
            max_length=20_000,
            required=False,
            help_text=_("Markdown: a blank line between paragraphs, ## before a heading, - before each point."),
        ),
    }
