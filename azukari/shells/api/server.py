"""The HTTP API, ``/api/v1/``: one object, its description and its errors; routers come from forms and slices."""

import json
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path
from django.utils import translation
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.parser import Parser

from azukari.core.forms.api import router as forms
from azukari.core.forms.api_shapes import PROBLEM
from azukari.core.forms.intake_view import answer, submissions
from azukari.core.vault.refusal import Refused
from azukari.lib.json_depth import check_depth
from azukari.shells.api.errors import NotLetIn, Unasked

_LONGEST_NAME, _MOST = 60, 20  # of unknown parameters that are repeated in an answer


class BoundedParser(Parser):
    """JSON no deeper than anything that the API takes."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """The body's content.

        Raises:
            ValueError: it is no JSON, or too deep; ninja answers 400.
        """
        content: dict[str, Any] = json.loads(check_depth(request.body))
        return content


class Api(NinjaAPI):
    """The described API, with the busiest address mounted as a plain view in front of its description."""

    @property
    def urls(self) -> tuple[list[URLResolver | URLPattern], str, str]:
        described, app, namespace = super().urls
        return [path("forms/<str:slug>/submissions", submissions), *described], app, namespace

    @cached_property
    def with_token(self) -> frozenset[tuple[str, str]]:
        """Methods and routes of all that asks for a token, which has a limit of its own."""
        return frozenset(
            (method, str(pattern.pattern))
            for router in self._get_bound_routers()
            for operation, pattern in zip(
                (each for view in router.path_operations.values() for each in view.operations),
                router.urls_paths(router.prefix),
                strict=True,
            )
            if operation.auth_callbacks
            for method in operation.methods
        )

    def get_openapi_schema(self, **rest: Any) -> Any:
        """The description; a `Problem` travels under the media type of its own (RFC 9457 3)."""
        document = super().get_openapi_schema(**rest)
        for operation in (o for methods in document["paths"].values() for o in methods.values()):
            for answered in operation["responses"].values():
                content = answered.get("content", {})
                if content.get("application/json", {}).get("schema", {}).get("$ref", "").endswith("/Problem"):
                    content[PROBLEM] = content.pop("application/json")
        return document


api = Api(
    title="Azukari",
    version="1",
    description="Forms of an organisation, as its published privacy policy defines them.",
    docs_url=None,
    urls_namespace="api",
    parser=BoundedParser(),
)
api.add_router("", forms)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:  # noqa: ARG001
    """Name each field; never repeat its value."""
    found = [
        {
            "field": ".".join(str(part) for part in item["loc"][2:] or item["loc"]),
            "code": "type",
            "message": item["msg"],
        }
        for item in error.errors
    ]
    return answer({"errors": found}, 422)


@api.exception_handler(Refused)
def _refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    verdict, lang = refusal.verdict, translation.get_language() or "ja"
    sentence = verdict.sentence.get(lang) or next(iter(verdict.sentence.values()), "")
    body = {"detail": sentence, "code": verdict.code, "clause": verdict.clause, "link": verdict.link}
    return _no_store(api.create_response(request, body, status=403))


@api.exception_handler(NotLetIn)
def _not_let_in(request: HttpRequest, stop: NotLetIn) -> HttpResponse:
    answer = _no_store(api.create_response(request, {"detail": stop.sentence}, status=429 if stop.wait else 401))
    if stop.wait:
        answer.headers["Retry-After"] = str(stop.wait)
    else:
        answer.headers["WWW-Authenticate"] = "Bearer"  # RFC 6750 3
    return answer


@api.exception_handler(Unasked)
def _unasked(request: HttpRequest, error: Unasked) -> HttpResponse:
    message = _("There is no such parameter. See /api/v1/openapi.json.")
    found = [{"field": name[:_LONGEST_NAME], "code": "unknown", "message": message} for name in error.names[:_MOST]]
    return _no_store(api.create_response(request, {"errors": found}, status=422))


def _no_store(answer: HttpResponse) -> HttpResponse:
    answer.headers["Cache-Control"] = "no-store"
    return answer
