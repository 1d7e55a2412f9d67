"""`azukari staff`: invite, list, cut off."""

import argparse
import json

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from azukari.cli import staff
from azukari.core.accounts.events import ACCOUNT_DISABLED, ACCOUNT_INVITED
from azukari.core.accounts.models import User
from azukari.core.accounts.second_factor import has_second_factor
from azukari.core.ledger.models import Pending
from azukari.core.policy_versions.current import Current
from azukari.lib.verb import Refusal
from tests.console import desks


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    staff.add(parser.add_subparsers())
    return int(staff.run(parser.parse_args(["staff", *words])))


def _add(*more: str, email: str = "New@Staff.Example.org") -> int:
    return run("add", email, "--name", "New", "--duty", "membership", *more)


def test_adding_prints_and_mails_a_link_that_chooses_a_password(published: Current, capsys: pytest.CaptureFixture[str]):
    assert _add("--lang", "en") == 0
    link = capsys.readouterr().out.split()[-1]
    assert link.startswith(f"{settings.AZUKARI.base_url}/console/invitation/")
    assert mail.outbox[0].to == ["new@staff.example.org"]
    assert link in mail.outbox[0].body
    head = mail.outbox[0].message()
    assert head["Auto-Submitted"] == "auto-generated", "no holiday replies"
    assert head["Message-ID"].endswith(f"@{settings.AZUKARI.host}>"), "it names no machine"
    page = Client(headers={"Accept-Language": "en"}).get(link.removeprefix(settings.AZUKARI.base_url), follow=True)
    assert "Welcome, New" in page.content.decode()


def test_no_mail_is_sent_where_none_is_wanted(published: Current):
    assert _add("--no-mail") == 0
    assert mail.outbox == []


def test_an_invitation_is_recorded_with_references_alone(published: Current):
    _add()
    user = User.objects.get()
    payload = json.loads(Pending.objects.get(kind=ACCOUNT_INVITED.name).payload)
    assert payload == {"actor": "system", "account": str(user.reference), "duties": ["membership"]}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["add", "nobody", "--name", "N", "--duty", "membership"], "not an email address"),
        (["add", "n@example.org", "--name", " ", "--duty", "membership"], "A name is needed"),
        (["add", "n@example.org", "--name", "N"], "At least one duty"),
        (["add", "n@example.org", "--name", "N", "--duty", "king"], "no duty called king"),
        (["disable", "n@example.org"], "There is no account"),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_sentence(words: list[str], sentence: str, published: Current):
    with pytest.raises(Refusal, match=sentence):
        run(*words)
    assert not User.objects.exists()
    assert not Pending.objects.filter(kind=ACCOUNT_INVITED.name).exists()


def test_before_the_first_policy_its_example_says_what_duties_there_are(db: None):
    with pytest.raises(Refusal, match="no duty"):
        run("add", "n@example.org", "--name", "New", "--duty", "gardener", "--no-mail")
    assert not User.objects.exists()
    _add()
    assert User.objects.get().duties.exists()


def test_an_account_is_not_made_twice_but_can_be_renewed(published: Current):
    user = desks.staff("volunteers", email="new@staff.example.org")
    browser = desks.browser(user)
    with pytest.raises(Refusal, match="--again"):
        _add()
    assert _add("--again") == 0
    user.refresh_from_db()
    assert user.duty_slugs() == {"membership"}
    assert not has_second_factor(user)
    assert not user.has_usable_password()
    assert browser.get("/console/").status_code == 302


def test_the_list_is_for_people_and_programs(published: Current, capsys: pytest.CaptureFixture[str]):
    desks.staff("magazine")
    _add("--no-mail")
    run("disable", "new@staff.example.org")
    capsys.readouterr()
    assert run("list", "--json") == 0
    rows = {row["email"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows["magazine@staff.example.org"]["second_factor"] is True
    assert rows["new@staff.example.org"]["active"] is False
    assert run("list") == 0
    assert "magazine@staff.example.org" in capsys.readouterr().out


def test_disabling_is_recorded_once(published: Current):
    _add()
    run("disable", "new@staff.example.org")
    run("disable", "new@staff.example.org")
    assert Pending.objects.filter(kind=ACCOUNT_DISABLED.name).count() == 1


def test_who_cuts_off_the_last_officer_is_told(published: Current, capsys: pytest.CaptureFixture[str]):
    desks.staff("privacy")
    desks.staff("operator")
    run("disable", "privacy@staff.example.org")
    told = capsys.readouterr().err
    assert "No active account may do this: Write and publish the policy" in told
    assert "Invite staff" not in told
