"""Campaigns at the desk: how each stands, and what its public page says."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms import Form, IntegerField, TextInput
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from azukari.campaigns.models import CampaignPage
from azukari.campaigns.public import campaigns
from azukari.desk.doors import Opens, opens_to
from azukari.desk.fields import Questions, by_language, in_each_language
from azukari.desk.form_desk import FormDesk, serves_form
from azukari.desk.reader import reader
from azukari.policy.terms import FormKind

_LARGEST = 10_000_000
_NOT_A_NUMBER = gettext_lazy("Write a whole number between 1 and 10,000,000, or leave it blank.")


@opens_to(Opens.EVERYBODY)
@require_safe
def show_list(request: HttpRequest) -> HttpResponse:
    """The campaigns that the reader's duties serve."""
    who, lang = reader(request), get_language() or "ja"
    known = campaigns(who.policy, lang, now=timezone.now()) if who.policy else []
    served = [one for one in known if one.form.slug in who.scope.forms]
    return render(request, "campaigns/desk/list.html", {"campaigns": served})


@require_http_methods(["GET", "HEAD", "POST"])
@serves_form
def edit(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """What the public page says besides the form. Of a form that is no campaign, there is nothing to say."""
    is_campaign = desk.form.kind is FormKind.CAMPAIGN
    page = CampaignPage.objects.filter(form=desk.form.slug).first() or CampaignPage(form=desk.form.slug)
    asked = _asked(request, desk, page)
    if request.method == "POST" and is_campaign and asked.is_valid():
        said = asked.cleaned_data
        page.goal = said["goal"]
        page.addressee = by_language("addressee", said, desk.policy)
        page.body = by_language("body", said, desk.policy)
        page.changed_at = desk.now
        page.save()
        return HttpResponseRedirect(f"{reverse('console-campaign', args=[desk.form.slug])}?done=saved")
    context = {
        "form": desk.form,
        "frame": _frame(desk),
        "asked": asked,
        "is_campaign": is_campaign,
        "saved": request.GET.get("done") == "saved",
    }
    return render(request, "campaigns/desk/edit.html", context, status=422 if asked.errors else 200)


def _frame(desk: FormDesk) -> str:
    address = f"{settings.AZUKARI.base_url}/{desk.lang}/campaigns/{desk.form.slug}/box"
    return f'<iframe src="{address}" title="{desk.form.title[desk.lang]}" width="320" height="260"></iframe>'


def _asked(request: HttpRequest, desk: FormDesk, page: CampaignPage) -> Form:
    goal = IntegerField(
        label=_("Goal"),
        help_text=_("How many signatures you hope for. Blank: the page shows no goal."),
        required=False,
        initial=page.goal,
        widget=TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        validators=[MinValueValidator(1, _NOT_A_NUMBER), MaxValueValidator(_LARGEST, _NOT_A_NUMBER)],
        error_messages={"invalid": _NOT_A_NUMBER},
    )
    fields = {
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
    return Questions(fields, *([request.POST] if request.method == "POST" else []))
