"""The page about the API: made from its document, complete in both languages, without a script."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from azukari.core.policy_versions.current import Current
from azukari.shells.api.server import api
from azukari.site.api_page import STATUS, operations, shapes


def page(lang: str) -> str:
    answer = Client().get(f"/{lang}/api")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_operation_and_object_is_told(lang: str, charter: Current):
    shown, document = page(lang), api.get_openapi_schema()
    for path, methods in document["paths"].items():
        for method in methods:
            assert f"<strong>{method.upper()}</strong> {path.replace('/', '<wbr>/')}" in shown
    for name in document["components"]["schemas"]:
        if document["components"]["schemas"][name].get("properties"):
            assert f'id="{name}"' in shown
    assert 'href="/api/v1/openapi.json"' in shown


def test_a_body_that_is_no_object_of_ours_leads_nowhere_and_has_a_name(charter: Current):
    shown = page("en")
    assert {link for link in re.findall(r'href="#([^"]+)"', shown) if f'id="{link}"' not in shown} == set()
    assert "<code>base64</code>" in shown
    assert "<code>byte</code>" not in shown


def _said(document: Any) -> set[str]:
    told = {words for operation, _guarded in operations(document) for words in (operation.title, operation.words)}
    told |= {part.words for operation, _guarded in operations(document) for part in operation.parts}
    told |= {shape.words for shape in shapes(document)}
    told |= {part.words for shape in shapes(document) for part in shape.parts}
    return told | {outcome.words for operation, _g in operations(document) for outcome in operation.outcomes}


def test_not_a_sentence_stays_english_on_the_japanese_page(charter: Current):
    document = api.get_openapi_schema()
    with translation.override("ja"):
        left = {words for words in _said(document) if words and not re.search(r"[ぁ-んァ-ヶ一-龠]", words)}
    assert left == set()


def test_every_status_that_may_come_has_words(charter: Current):
    statuses = {str(s) for m in api.get_openapi_schema()["paths"].values() for o in m.values() for s in o["responses"]}
    assert statuses <= STATUS.keys()


def test_it_needs_no_script_and_nobody_elses_server(charter: Current):
    answer = Client().get("/en/api")
    assert "Set-Cookie" not in answer.headers
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert not re.search(r"<script(?![^>]*src=\"/static/)", answer.content.decode())
