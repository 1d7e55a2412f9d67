"""Public pages of campaigns: what it asks of whom, how many have signed, and the way to the form.

No cookie, no script of its own, nothing from elsewhere: the count comes with the page.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from azukari.core.appearance.markdown import as_html
from azukari.core.forms.capacity import standings
from azukari.core.forms.framing import framed
from azukari.core.policy_versions.of_request import policy_of
from azukari.features.campaigns.agreed import shown_for
from azukari.features.campaigns.counting import counts
from azukari.features.campaigns.curve import curve
from azukari.features.campaigns.models import CampaignPage, CampaignUpdate
from azukari.features.campaigns.pictures import OURS
from azukari.features.campaigns.sharing import sharing
from azukari.lib.mime_template import filled, pieces, slots
from azukari.lib.percent import percent
from azukari.policy.decide import grant_end
from azukari.policy.terms import Form, FormKind, Policy, Verdict

SECONDS = 5
"""For so long whoever serves many may keep a page: the count is made as often."""


@dataclass(frozen=True, slots=True)
class ShownCampaign:
    """A campaign as its page and the list show it.

    Args:
        verdict: whether it can be signed now.
        count: how many have signed at ``counted_at``; None before the first count.
        share: of the goal, in percent and at most 100; None without a goal.
    """

    form: Form
    title: str
    lead: str
    verdict: Verdict
    count: int | None
    counted_at: datetime | None
    final: bool
    goal: int | None
    share: int | None
    addressee: str
    body: str

    @property
    def a_day(self) -> int:
        """Signatures a day over the whole time, rounded; 0 where it has no first day or no last one."""
        if not (self.count and self.form.opens and self.form.closes):
            return 0
        return round(self.count / ((self.form.closes - self.form.opens).days + 1))


@require_safe
@cache_control(public=True, max_age=SECONDS)
def show_list(request: HttpRequest, lang: str) -> HttpResponse:
    """All campaigns, those that can be signed first. Four queries, however many there are."""
    policy = policy_of(request)
    shown = campaigns(policy, lang, now=timezone.now()) if policy else []
    shown.sort(key=lambda one: not one.verdict)
    return render(request, "campaigns/list.html", {"campaigns": shown})


def has_campaigns(now: datetime) -> bool:  # noqa: ARG001 - as every link of the first page is asked
    """Whether a page of any campaign was written."""
    return CampaignPage.objects.exists()


@require_safe
@cache_control(public=True, max_age=SECONDS)
def show(request: HttpRequest, lang: str, slug: str) -> HttpResponse:
    """One campaign."""
    policy, campaign = _found(request, lang, slug)
    form = campaign.form
    context = {
        "campaign": campaign,
        "gone_by": _gone_by(form, policy) if campaign.final else None,
        "curve": curve(slug) if campaign.final else (),
        "shows_names": bool(shown_for(form, policy)) and not campaign.final,
        "news": list(_news(slug, lang)),
        "shown": sharing(form, lang),
    }
    return render(request, "campaigns/campaign.html", context)


@require_safe
@cache_control(public=True, max_age=SECONDS)
@framed
def show_box(request: HttpRequest, lang: str, slug: str) -> HttpResponse:
    """The campaign as it stands in a frame of another site: its count and the way to the form, which opens here."""
    _policy, campaign = _found(request, lang, slug)
    return render(request, "campaigns/box.html", {"campaign": campaign, "form": campaign.form})


def _found(request: HttpRequest, lang: str, slug: str) -> tuple[Policy, ShownCampaign]:
    policy = policy_of(request)
    form = policy.form_of(FormKind.CAMPAIGN, slug) if policy else None
    if policy is None or form is None:
        raise Http404
    [campaign] = campaigns(policy, lang, now=timezone.now(), only=form)
    return policy, campaign


def _gone_by(form: Form, policy: Policy) -> date | None:
    """The day by which what was signed is erased, by the longest of the form's purposes; None when it has passed."""
    if form.closes is None or not form.purposes:
        return None
    home = policy.organisation
    over = home.midnight(form.closes + timedelta(days=1))
    ends = [grant_end(policy, purpose, confirmed_at=over, ended_at=over) for purpose in form.purposes]
    day = max(home.day(end) for end in ends if end) if all(ends) else None
    return day if day and day >= home.day(timezone.now()) else None


def _news(slug: str, lang: str) -> Iterator[dict[str, object]]:
    """The news of a campaign, the newest first. One query."""
    for update in CampaignUpdate.objects.filter(form=slug).order_by("-sent_at")[:20]:
        spoken = lang if lang in update.texts else next(iter(update.texts), "")
        if spoken:
            subject, body = impersonal(update.subjects.get(spoken, "")), impersonal(update.texts[spoken])
            yield {"lang": spoken, "subject": subject, "body": body, "at": update.sent_at}


def impersonal(text: str) -> str:
    """Without the place where the mail had the reader's own name."""
    return filled(pieces(text), dict.fromkeys(slots(text), ""))


def campaigns(policy: Policy, lang: str, *, now: datetime, only: Form | None = None) -> list[ShownCampaign]:
    """The campaigns of the policy, in its order."""
    forms = [only] if only else policy.forms_of(FormKind.CAMPAIGN)
    slugs = [form.slug for form in forms]
    verdicts, pages, known = standings(policy, forms, now=now), CampaignPage.objects.in_bulk(slugs), counts(slugs)
    shown = []
    for form in forms:
        page, count = pages.get(form.slug), known.get(form.slug)
        goal = page.goal if page else None
        campaign = ShownCampaign(
            form=form,
            title=form.title[lang],
            lead=form.lead[lang],
            verdict=verdicts[form.slug],
            count=count.count if count else None,
            counted_at=count.counted_at if count else None,
            final=bool(count and count.final),
            goal=goal,
            share=min(100, percent(count.count, goal)) if goal and count else None,
            addressee=page.addressee.get(lang, "") if page else "",
            body=as_html(page.body.get(lang, "") if page else "", pictures=OURS),
        )
        shown.append(campaign)
    return shown
