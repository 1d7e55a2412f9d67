"""The HTTP API for forms, ``/api/v1/``: the same fields, the same checks and the same door as the page.

Described at ``/api/v1/openapi.json``. There is no page that shows the description: the ones to be had load scripts from
strangers or break the content security policy.
"""

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from ninja import Router, Schema
from ninja.errors import HttpError
from ninja.params.functions import Header
from pydantic import ConfigDict, Field

from azukari.core.forms import challenge
from azukari.core.forms.api_shapes import Detail, Errors
from azukari.core.forms.capacity import standing, standings
from azukari.core.forms.intake_view import LONGEST_KEY, SHORTEST_KEY, submissions
from azukari.core.forms.notices import notices
from azukari.core.forms.schema import json_schema
from azukari.core.forms.submit import secret
from azukari.core.policy_versions.current import Current, NoCharter
from azukari.core.policy_versions.of_request import charter_of
from azukari.lib.postal_address import addresses
from azukari.policy.terms import Form, Verdict


class FormEntry(Schema):
    """A form, for the list."""

    slug: str
    kind: str
    title: dict[str, str] = Field(description="By language.")
    service: dict[str, str]
    open: bool
    opens: date | None = Field(None, description="The first day on which it can be sent; null: from the start.")
    closes: date | None = Field(None, description="The last such day; null: no end is known.")
    closed_because: dict[str, str] | None = Field(None, description="Why it cannot be sent now, by language.")


class NoticeText(Schema):
    """The words to put before a person, and the digest to send back as `notice`."""

    digest: str
    text: str


class FormDetail(FormEntry):
    """A form with all that a program needs to fill it in."""

    lead: dict[str, str]
    charter: int = Field(description="Number of the policy that rules.")
    notice: dict[str, NoticeText] = Field(description="By language.")
    fields: dict[str, Any] = Field(alias="schema", description="JSON Schema of a submission.")
    challenge: dict[str, Any] = Field(description="ALTCHA proof of work (v2); its solution is sent as `altcha`.")


class Submission(Schema):
    """Field id to answer: a text, a list of texts where several may be chosen; `consent.<purpose>` to true or false.
    Each form accepts exactly the fields of its schema (`GET forms/{slug}`).
    """

    model_config = ConfigDict(extra="allow")

    notice: str = Field(description="Digest of the notice that was shown.")
    lang: str = Field(description="Language in which it was shown.")
    altcha: str | None = None


class Taken(Schema):
    """It is on disk."""

    id: str
    confirmation: Literal["mail", "review", "none"] = Field(
        description="What is needed next: a mailed link, or somebody here who looks first, since it looks automatic."
    )


class Postcode(Schema):
    model_config = ConfigDict(extra="forbid")

    postcode: str = Field(max_length=40)


class Addresses(Schema):
    addresses: list[str] = Field(description="Several where one code spans places; none if it is unknown.")


router = Router()


def _charter(request: HttpRequest) -> Current:
    try:
        return charter_of(request)
    except NoCharter as error:
        raise HttpError(404, _("The organisation has not published its policy yet.")) from error


def _entry(form: Form, verdict: Verdict) -> dict[str, Any]:
    return {
        "slug": form.slug,
        "kind": form.kind.value,
        "title": dict(form.title),
        "service": dict(form.service),
        "open": bool(verdict),
        "opens": form.opens,
        "closes": form.closes,
        "closed_because": None if verdict else dict(verdict.sentence),
    }


@router.get("forms", response={200: list[FormEntry], 404: Detail}, summary="List the forms")
def list_forms(request: HttpRequest) -> Any:
    charter = _charter(request)
    forms = charter.policy.forms.values()
    verdicts = standings(charter.policy, forms, now=timezone.now())
    return [_entry(form, verdicts[form.slug]) for form in forms]


@router.get(
    "forms/{slug}",
    response={200: FormDetail, 404: Detail},
    summary="One form: schema, notice, challenge",
    by_alias=True,
)
def show_form(request: HttpRequest, response: HttpResponse, slug: str) -> Any:
    charter = _charter(request)
    form = charter.form(slug)
    if form is None:
        raise HttpError(404, _("There is no such form. GET /api/v1/forms lists them."))
    shown = notices(charter, form)
    active = translation.get_language() or ""
    lang = active if active in shown else charter.policy.languages[0]
    response.headers["Cache-Control"] = "no-store"
    return {
        **_entry(form, standing(charter.policy, form, now=timezone.now())),
        "lead": dict(form.lead),
        "charter": charter.number,
        "notice": {code: {"digest": notice.digest, "text": notice.text} for code, notice in shown.items()},
        "schema": json_schema(form, charter.policy, lang=lang, digests={c: n.digest for c, n in shown.items()}),
        "challenge": challenge.issue(secret=secret(), now=timezone.now()),
    }


@router.post(
    "forms/{slug}/submissions",
    response={
        202: Taken,
        400: Detail,
        404: Detail,
        405: Detail,
        409: Detail,
        413: Detail,
        415: Detail,
        422: Errors,
        429: Detail,
        503: Detail,
    },
    summary="Send a submission",
)
def describe_submissions(
    request: HttpRequest,
    slug: str,
    body: Submission,  # noqa: ARG001
    key: str | None = Header(  # noqa: ARG001
        None,
        alias="Idempotency-Key",
        min_length=SHORTEST_KEY,
        max_length=LONGEST_KEY,
        pattern=r"^[A-Za-z0-9._~+/=-]+$",
        description="A random text. The same body with the same key counts once a day; repeats get the same answer.",
    ),
) -> Any:
    """Without a solved `altcha` it passes at a modest rate per client network."""
    return submissions(request, slug)


@router.post(
    "addresses", response={200: Addresses, 400: Detail, 422: Errors}, summary="Addresses of a Japanese postcode"
)
def find_addresses(request: HttpRequest, body: Postcode) -> Any:  # noqa: ARG001
    """A POST, so that the postcode does not appear in addresses or logs."""
    return {"addresses": [str(address) for address in addresses(body.postcode)]}
