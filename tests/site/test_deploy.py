"""What lies in `deploy/` speaks of things that are there: metrics, files, verbs. `tests.releases.image` builds it."""

import json
import re
from pathlib import Path

import pytest
from django.test import RequestFactory
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families
from ruamel.yaml import YAML

from azukari.cli.verbs import VERBS
from azukari.shells.worker import gauges
from azukari.site import metrics

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
_METRIC = re.compile(r"azukari_[a-z_]+")


def _expressions() -> dict[str, str]:
    rules = YAML(typ="safe").load((DEPLOY / "monitoring" / "alerts.yml").read_text("utf-8"))
    told = {rule["alert"]: rule["expr"] for group in rules["groups"] for rule in group["rules"]}
    board = json.loads((DEPLOY / "monitoring" / "dashboard.json").read_text("utf-8"))
    return told | {panel["title"]: panel["targets"][0]["expr"] for panel in board["panels"]}


@pytest.mark.django_db
def test_every_alert_and_every_plot_reads_a_metric_that_is_there(monkeypatch: pytest.MonkeyPatch):
    here = {"job": "mail", "lane": "mail"}
    beat = [gauges.Reading(name, "A gauge.", 0, here) for name in ("job_failing", "job_runs", "job_failures")]
    beat += [gauges.Reading("worker_heartbeat_age_seconds", "A gauge.", 1)]
    beat += [gauges.Reading("mailing_messages", "A gauge.", 1, {"state": "sent"})]
    found = [*gauges.readings(timezone.now()), *beat]
    monkeypatch.setattr("azukari.site.metrics.readings", lambda _now: found)
    monkeypatch.setattr(metrics._looked_up, "_until", 0.0)  # whoever asked a moment before
    monkeypatch.setattr("azukari.site.metrics._FRESH", -1.0)
    answer = metrics.show(RequestFactory().get("/metrics")).content.decode()
    samples = {sample.name for family in text_string_to_metric_families(answer) for sample in family.samples}
    families = {family.name for family in text_string_to_metric_families(answer)}
    known = samples | families | {f"{name}_total" for name in families} | {f"{name}_bucket" for name in families}
    for title, expression in _expressions().items():
        names = set(_METRIC.findall(expression))
        assert names or "up{" in expression, title
        assert names <= known, title


def test_the_container_copies_what_there_is_and_runs_verbs_that_there_are():
    text = (DEPLOY / "Containerfile").read_text("utf-8")
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.MULTILINE)
    assert all((ROOT / name).exists() for line in copied for name in line.split())
    assert json.loads(re.findall(r"^CMD (.+)$", text, re.MULTILINE)[0])[0] in VERBS
    compose = YAML(typ="safe").load((DEPLOY / "compose.yaml").read_text("utf-8"))
    assert set(compose["services"]) == {"web", "worker", "database", "proxy"}
    for name in ("web", "worker"):
        service = compose["services"][name]
        assert service["command"][0] in VERBS
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
    assert "reverse_proxy web:8000" in (DEPLOY / "Caddyfile").read_text("utf-8")
