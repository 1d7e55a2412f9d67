"""Controls driven to a break, to an error, out of reach and out of date: none of the last three is ever kept."""

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from azukari.core.accounts.models import User
from azukari.core.forms import notices as published
from azukari.core.policy_versions.publish import publish
from azukari.features.audits import advisories, checks_outside, checks_policy, manual
from azukari.features.audits.models import Finding
from azukari.features.audits.observe import keep_one, known
from azukari.lib import certificate
from azukari.lib.control import ControlResult, ControlState, Doubt, controls, examine
from azukari.lib.dns import Unknown as NoDns
from azukari.lib.http_client import NoAnswer, Response
from azukari.policy.parse import STARTER
from tests.console import desks
from tests.controls.ground import by_hand

pytestmark = pytest.mark.usefixtures("charter")

NAMES = [each.name for each in controls()]


def _called(name):
    return next(each for each in controls() if each.name == name)


@pytest.fixture
def public(monkeypatch):
    """An instance that the world reaches."""
    world = replace(settings.AZUKARI, base_url="https://members.example.org", smtp="smtps://mail.example.org")
    monkeypatch.setattr(settings, "AZUKARI", world)


@pytest.mark.parametrize("name", NAMES)
def test_each_control_turns_with_what_it_says_and_opens_one_finding(name):
    control, now = _called(name), timezone.now()

    def error(_now):
        raise OSError("no route to host")

    for hours, outcome, state in (
        (0, ControlResult(control, (), at=now), ControlState.KEPT),
        (1, ControlResult(control, ("It is broken. Mend it.",), at=now), ControlState.BROKEN),
        (2, ControlResult(control, ("It is broken. Mend it.",), at=now), ControlState.BROKEN),
        (3, examine(replace(control, check=error, seen=None), now), ControlState.UNKNOWN),
        (4, ControlResult(control, (), at=now), ControlState.KEPT),
    ):
        Finding.objects.filter(control=name).update(cause="Somebody broke it.")
        keep_one(outcome, now + timedelta(hours=hours))
        assert known()[name].at_time(now) is state
        left = Finding.objects.filter(control=name, closed_at__isnull=True).count()
        assert left == (1 if hours in (1, 2, 3) else 0), "It opens once, and an error closes nothing."
    assert Finding.objects.filter(control=name).count() == 1
    assert known()[name].at_time(now + control.shelf + timedelta(days=1)) is ControlState.UNKNOWN


def _raises(error):
    def run(*_args, **_more):
        raise error

    return run


def test_without_a_network_nothing_that_is_outside_is_kept(public, monkeypatch):
    monkeypatch.setattr(certificate, "connect", _raises(OSError()))
    monkeypatch.setattr(checks_outside, "Dns", _raises(NoDns()))
    monkeypatch.setattr(advisories, "exchange", _raises(NoAnswer("gaierror")))
    for name in ("tls", "mail-authentication", "advisories"):
        outcome = examine(_called(name), timezone.now())
        assert (outcome.state, outcome.failed) == (ControlState.UNKNOWN, False), name


@pytest.mark.parametrize(
    ("ends", "state"),
    [(90, ControlState.KEPT), (3, ControlState.BROKEN), (None, ControlState.BROKEN)],
    ids=["good for months", "ends this week", "not trusted"],
)
def test_the_certificate_of_the_public_address(ends, state, public, monkeypatch):
    now = timezone.now()
    shown = _raises(certificate.NotTrusted()) if ends is None else lambda *_: now + timedelta(days=ends)
    monkeypatch.setattr(certificate, "ends", shown)
    assert examine(_called("tls"), now).state is state


@pytest.mark.parametrize(
    ("results", "state"),
    [
        ([{}, {}], ControlState.KEPT),
        ([{"vulns": [{"id": "PYSEC-1"}]}, {}], ControlState.BROKEN),
        ([{}], ControlState.UNKNOWN),
        ([{}, {"next_page_token": "more"}], ControlState.UNKNOWN),
        (None, ControlState.UNKNOWN),
    ],
    ids=["none", "one", "skipped", "not all of it", "no answer to read"],
)
def test_advisories(results, state, public, monkeypatch):
    monkeypatch.setattr(advisories, "installed", lambda: {"one": "1", "two": "2"})
    body = b"<html>" if results is None else json.dumps({"results": results}).encode()
    monkeypatch.setattr(advisories, "exchange", lambda *_args, **_more: Response(200, body))
    assert examine(_called("advisories"), timezone.now()).state is state


def test_forms_and_contact_as_a_visitor_gets_them():
    now = timezone.now()
    assert examine(_called("form-pages"), now).findings == ()
    assert examine(_called("contact-page"), now).findings == ()
    assert examine(_called("policy-rules"), now).state is ControlState.KEPT
    assert examine(_called("database-guards"), now).state is ControlState.KEPT


def test_a_notice_whose_published_words_are_an_earlier_version_s_is_said_all_the_same(monkeypatch):
    monkeypatch.setattr(published, "text", lambda *_args, **_more: "as a later version words it")
    monkeypatch.setattr(published, "_known", {})
    assert 'data-key="info"' in Client().get("/en/forms/membership").content.decode()
    assert examine(_called("form-pages"), timezone.now()).state is ControlState.KEPT


def test_what_a_form_does_not_say_is_one_finding_in_words(monkeypatch):
    real = checks_policy.get

    def without(path, **plainly):
        status, headers, body = real(path, **plainly)
        return status, headers, re.sub('data-key="(why|how_long)"', "", body) if path == "/en/forms/magazine" else body

    monkeypatch.setattr(checks_policy, "get", without)
    [said] = examine(_called("form-pages"), timezone.now()).findings
    assert said == "The form magazine (en) does not say Why, Kept before its first field."


def test_an_account_that_nobody_uses():
    user = desks.staff("membership")
    now = timezone.now()
    User.objects.filter(pk=user.pk).update(last_login=now - timedelta(days=181), created_at=now - timedelta(days=999))
    assert examine(_called("dormant-accounts"), now).state is ControlState.BROKEN


def test_what_people_look_at_is_unknown_until_they_did_and_again_when_it_is_long_ago():
    control, now = _called("access-review"), timezone.now()
    assert examine(control, now).state is ControlState.UNKNOWN
    staff = desks.actor(desks.staff("operator"))
    row = manual.attest(
        "access-review", in_order=True, words="Seen.", evidence=("list.txt", b"all in order"), actor=staff, now=now
    )
    assert examine(control, now).state is ControlState.KEPT
    assert manual.evidence(row, actor=desks.OPERATOR, now=now) == b"all in order"
    assert examine(control, now + timedelta(days=200)).state is ControlState.UNKNOWN
    later = now + timedelta(hours=1)
    manual.attest("access-review", in_order=False, words="", evidence=None, actor=staff, now=later)
    assert examine(control, now + timedelta(days=1)).state is ControlState.BROKEN


@pytest.mark.parametrize("words", ["", "Seen."])
def test_a_look_of_which_nobody_of_staff_says_anything_leaves_it_unknown(words):
    now = timezone.now()
    actor = desks.OPERATOR if words else desks.actor(desks.staff("operator"))
    manual.attest("law-review", in_order=True, words=words, evidence=None, actor=actor, now=now)
    found = examine(_called("law-review"), now)
    assert (found.state, found.why) == (ControlState.UNKNOWN, Doubt.UNSEEN)


def test_a_version_of_the_policy_that_is_gone_is_missed():
    changed = STARTER.read_text("utf-8").replace("03-0000-0000", "03-0000-0001")
    publish(changed, actor=desks.OPERATOR, now=timezone.now())
    control, now = _called("charters"), timezone.now() + timedelta(minutes=1)
    assert examine(control, now).state is ControlState.KEPT
    by_hand("charter_notice", "DELETE FROM charter_notice WHERE charter_id = 2")
    by_hand("charter_charter", "DELETE FROM charter_charter WHERE number = 2")
    assert "is missing" in examine(control, now).findings[0], "The ledger tells of it."
