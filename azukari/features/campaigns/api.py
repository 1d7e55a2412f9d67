"""Campaigns over the HTTP API: the numbers of their public pages, for everybody; and for staff the signatures, unnamed.

Nobody is named: a reference leads to the person, whose data opens by ``GET people/{id}``, for a purpose and a reason.
"""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema
from pydantic import ConfigDict

from azukari.core.forms.api_shapes import Detail
from azukari.core.policy_versions.of_request import policy_of
from azukari.core.vault.ways import PROGRAM
from azukari.features.campaigns.counting import stands
from azukari.features.campaigns.models import Signature
from azukari.features.campaigns.public import SECONDS, ShownCampaign, campaigns
from azukari.policy.terms import FormKind
from azukari.shells.api.staff_form import ANSWERS, does, form_asked
from azukari.shells.api.staff_token import StaffToken

PAGE = 200
router = Router(tags=["campaigns"])


class CampaignNumbers(Schema):
    """A campaign in numbers, as its public page shows them."""

    form: str
    title: dict[str, str] = Field(description="By language.")
    is_open: bool = Field(description="Whether it can be signed now.")
    count: int | None = Field(description="How many people have signed; none before the first count.")
    counted_at: datetime | None = Field(description="The moment at which the count was exact.")
    is_final: bool = Field(description="Whether the campaign has ended and the count is final.")
    goal: int | None
    opens: date | None
    closes: date | None


class CampaignsList(Schema):
    """Campaigns in the order of the policy."""

    items: list[CampaignNumbers]


class SignaturesAsked(Schema):
    """Which signatures."""

    model_config = ConfigDict(extra="forbid")

    form: str = Field(max_length=64)
    after: Annotated[int, Field(ge=0, le=2_000_000_000)] = Field(
        0, description="Only those with a higher number of the signature."
    )


class SignatureEntry(Schema):
    """A signature, unnamed."""

    number: int
    person: UUID
    submission: UUID
    signed_at: datetime | None
    counts: bool = Field(description="Whether it counts: not withdrawn, and not removed as invalid.")
    is_removed: bool = Field(description="Whether it was taken out as invalid.")


class SignaturesPage(Schema):
    """Two hundred at most, by number."""

    items: list[SignatureEntry]
    next: int | None = Field(description="What to send as `after` for the rest.")


@router.get("campaigns", response={200: CampaignsList}, summary="List the campaigns with their numbers")
def list_campaigns(request: HttpRequest, response: HttpResponse) -> Any:
    """For everybody, as the public page."""
    response.headers["Cache-Control"] = f"public, max-age={SECONDS}"
    policy = policy_of(request)
    shown = campaigns(policy, policy.languages[0], now=timezone.now()) if policy else []
    return {"items": [_numbers(one) for one in shown]}


@router.get("campaigns/{slug}", response={200: CampaignNumbers, 404: Detail}, summary="One campaign with its numbers")
def show_campaign(request: HttpRequest, response: HttpResponse, slug: str) -> Any:
    """For everybody, as the public page."""
    policy = policy_of(request)
    form = policy.form_of(FormKind.CAMPAIGN, slug) if policy else None
    if policy is None or form is None:
        return 404, {"detail": _("There is no such campaign. GET /api/v1/campaigns lists them.")}
    response.headers["Cache-Control"] = f"public, max-age={SECONDS}"
    [shown] = campaigns(policy, policy.languages[0], now=timezone.now(), only=form)
    return _numbers(shown)


def _numbers(one: ShownCampaign) -> dict[str, Any]:
    return {
        "form": one.form.slug,
        "title": dict(one.form.title),
        "is_open": bool(one.verdict),
        "count": one.count,
        "counted_at": one.counted_at,
        "is_final": one.final,
        "goal": one.goal,
        "opens": one.form.opens,
        "closes": one.form.closes,
    }


@router.get(
    "signatures",
    response={200: SignaturesPage, **ANSWERS},
    auth=StaffToken(),
    tags=["staff"],
    summary="List the signatures under a campaign",
)
@does(PROGRAM)
def list_signatures(request: HttpRequest, asked: Query[SignaturesAsked]) -> Any:
    """Numbers and times; no names."""
    form = form_asked(request, asked, FormKind.CAMPAIGN)
    found = Signature.objects.filter(form=form.slug, number__gt=asked.after)
    found = found.annotate(stands=stands(form, timezone.now()))
    rows = list(found.order_by("number")[: PAGE + 1])
    items = [
        {
            "number": row.number,
            "person": row.person_id,
            "submission": row.pk,
            "signed_at": row.signed_at,
            "counts": row.stands and row.removal_id is None,
            "is_removed": row.removal_id is not None,
        }
        for row in rows[:PAGE]
    ]
    return {"items": items, "next": rows[PAGE - 1].number if len(rows) > PAGE else None}
