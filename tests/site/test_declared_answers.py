"""An answer of the API that its description does not name is found by every test that gets it."""

from typing import Any

import pytest
from django.test import RequestFactory
from ninja import NinjaAPI, Schema

from tests.declared_answers import Undeclared


class _Told(Schema):
    detail: str


def test_an_answer_that_is_not_declared_is_an_error():
    api = NinjaAPI(urls_namespace="declared-answers")

    @api.get("one", response={200: _Told})
    def one(request):
        return api.create_response(request, {"detail": ""}, status=409)

    view: Any = next(pattern.callback for pattern in api.urls[0] if str(pattern.pattern) == "one")
    with pytest.raises(Undeclared, match="GET one answers 409"):
        view(RequestFactory().get("/one"))
