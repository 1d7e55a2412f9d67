"""The request log and /metrics tell how the program fares, and nothing of anybody (P11, P18)."""

import io
import json
import logging
from dataclasses import replace

import pytest
from django.http import Http404, HttpRequest
from django.test import Client, RequestFactory
from prometheus_client.parser import text_string_to_metric_families

from azukari.lib.failure import Json, Plain
from azukari.lib.instance import Instance, InstanceError, load
from azukari.site import metrics

pytestmark = pytest.mark.django_db

MARK = "Nobody-7431"


def _lines(formatter: logging.Formatter, *, visit: object) -> str:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    log = logging.getLogger("azukari")
    log.addHandler(handler)
    try:
        visit()  # type: ignore[operator]
    finally:
        log.removeHandler(handler)
    return stream.getvalue()


def _everything_typed() -> None:
    client = Client(
        HTTP_USER_AGENT=MARK, HTTP_REFERER=f"https://example.org/{MARK}", HTTP_X_FORWARDED_FOR="203.0.113.9"
    )
    client.get(f"/en/?name={MARK}")
    client.get(f"/en/{MARK}")
    client.post(f"/en/forms/{MARK}", {"name": MARK, "email": f"{MARK}@example.org"})
    client.generic(f"X{MARK}".upper(), "/en/")


def test_a_line_for_each_request_and_nothing_typed_in_it():
    told = _lines(Json(), visit=_everything_typed)
    lines = [json.loads(line) for line in told.splitlines()]
    of_requests = [line for line in lines if line["logger"] == "azukari.request"]
    assert [(line["method"], line["status"]) for line in of_requests] == [
        ("GET", 200), ("GET", 404), ("POST", 404), ("?", 405),
    ]  # fmt: skip
    assert of_requests[0]["route"] == "<lang:lang>/"
    assert len({line["reference"] for line in of_requests}) == 4
    plain = _lines(Plain(), visit=_everything_typed)
    assert "GET /<lang:lang>/ 200 in " in plain
    for text in (told, plain, metrics.show(_asked()).content.decode()):
        assert MARK.lower() not in text.lower()
        assert "203.0.113" not in text


def test_an_error_carries_the_reference_of_its_request(monkeypatch: pytest.MonkeyPatch):
    def broken(*_args: object, **_more: object) -> None:
        raise ValueError(MARK)

    monkeypatch.setattr("azukari.site.views.render", broken)
    pages: list[bytes] = []
    told = _lines(Json(), visit=lambda: pages.append(Client(raise_request_exception=False).get("/en/").content))
    error, request = (json.loads(line) for line in told.splitlines())
    assert error["level"] == "error"
    assert error["reference"] == request["reference"]
    assert error["reference"].encode() in pages[0]
    assert MARK not in told


def _asked(**headers: str) -> HttpRequest:
    return RequestFactory().get("/metrics", **headers)  # type: ignore[arg-type]


def test_metrics_are_read_by_programs_on_this_machine_alone():
    answer = metrics.show(_asked()).content.decode()
    found = {family.name: family for family in text_string_to_metric_families(answer)}
    assert {"azukari_requests", "azukari_request_seconds", "azukari_grants_due", "azukari_mail_waiting"} <= found.keys()
    assert {"azukari_ledger_lag_seconds", "azukari_cases_open", "azukari_disk_free_bytes"} <= found.keys()
    assert found["azukari_database_up"].samples[0].value == 1
    for headers in ({"REMOTE_ADDR": "203.0.113.9"}, {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}, {"HTTP_FORWARDED": "for=x"}):
        with pytest.raises(Http404):
            metrics.show(_asked(**headers))


def test_the_settings_open_them(settings: object, monkeypatch: pytest.MonkeyPatch):

    from django.conf import settings as real

    monkeypatch.setattr(real, "AZUKARI", replace(real.AZUKARI, metrics="open"))
    assert metrics.show(_asked(REMOTE_ADDR="203.0.113.9")).status_code == 200


@pytest.mark.parametrize(
    ("line", "says"),
    [('metrics = "all"', 'metrics takes "loopback" or "open".'), ('[log]\nformat = "xml"', 'takes "text" or "json".')],
)
def test_what_a_setting_cannot_be_is_told(line: str, says: str, tmp_path):
    (tmp_path / "azukari.toml").write_text(line, "utf-8")
    with pytest.raises(InstanceError, match=says.replace('"', ".")):
        load(tmp_path)
    (tmp_path / "azukari.toml").write_text('metrics = "open"\n[log]\nformat = "json"\nrequests = false', "utf-8")
    assert load(tmp_path) == Instance(tmp_path, metrics="open", log=load(tmp_path).log)
