"""Somebody too young to decide alone: a guardian is asked, answers with a button, and their address is forgotten."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from azukari.core.consent.models import Grant
from azukari.core.forms.accept import GuardianNeeded, accept
from azukari.core.forms.models import GuardianAddress, Guardianship, GuardianState, State, Submission
from azukari.core.forms.notices import notices
from azukari.core.ledger.models import Pending
from azukari.core.mail.models import Message
from azukari.core.people.models import Person
from azukari.core.policy_versions.current import Current
from azukari.core.vault.erase import erase
from azukari.core.vault.find import confirmed_person
from azukari.core.vault.inspect import orphans
from azukari.core.vault.models import SealedValue
from azukari.core.vault.retention import expire
from azukari.policy.terms import Actor, ActorKind
from tests.forms.filled import hidden, opened
from tests.forms.guardians import DATA, FORM, PARENT, YOUNG, confirmed, deliver, link_in, post, register
from tests.importing.lists import Import, written

pytestmark = pytest.mark.usefixtures("charter")


OLDER = {"name": "見本 若葉", "email": YOUNG, "of-age": "yes"}


def second_time(client: Client, charter: Current) -> Any:
    """The same address says that it is old enough after all, and confirms that."""
    register(client, charter, OLDER)
    [letter] = [letter for letter in deliver() if "/confirm/" in letter.body]
    return post(client, link_in(letter), {})


def test_whoever_has_said_that_they_are_too_young_is_not_old_enough_the_second_time(client: Client, charter: Current):
    register(client, charter)
    question = confirmed(client)
    answer = second_time(client, charter)
    assert answer.headers["Location"].endswith(f"/forms/{FORM}/guardian/asked")
    assert not Submission.objects.filter(state=State.ACCEPTED).exists()
    assert confirmed_person(YOUNG) is None
    assert deliver() == []  # nobody is asked twice
    post(client, question, {"answer": "yes"})
    assert Submission.objects.filter(state=State.ACCEPTED).count() == 1  # the one that the guardian read
    assert expire(timezone.now() + timedelta(days=60)) >= 1
    assert Submission.objects.count() == 1


def test_the_guardian_reads_what_their_agreement_covers_besides(client: Client, charter: Current):
    besides = charter.policy.purposes["campaign-updates"]
    register(client, charter)
    assert "They also agreed to this" not in client.get(confirmed(client)).content.decode()
    other = {**DATA, "email": "other@example.org", "consent.campaign-updates": True}
    submission = register(client, charter, other)
    [letter] = deliver()
    post(client, link_in(letter), {})
    [asked] = deliver()
    page = client.get(link_in(asked)).content.decode()
    assert "They also agreed to this" in page
    assert page.count(besides.statement["en"]) == 2  # once in the notice, where it is offered
    assert "other@example.org" not in page
    assert submission.consents == "campaign-updates"


def test_nor_after_the_guardian_has_declined(client: Client, charter: Current):
    register(client, charter)
    post(client, confirmed(client), {"answer": "no"})
    page = second_time(client, charter)
    assert page.status_code == 200
    assert "did not agree" in page.content.decode()
    assert not Submission.objects.filter(state=State.ACCEPTED).exists()


def test_what_nobody_confirmed_keeps_nobody_from_registering(client: Client, charter: Current):
    register(client, charter)  # anybody can type anybody's address
    Message.objects.all().delete()
    assert "/receipt/" in second_time(client, charter).headers["Location"]
    assert Submission.objects.filter(state=State.ACCEPTED).count() == 1


def test_another_address_is_not_held_up_by_it(client: Client, charter: Current):
    register(client, charter)
    confirmed(client)
    register(client, charter, {**OLDER, "email": "other@example.org"})
    [letter] = deliver()
    assert "/receipt/" in post(client, link_in(letter), {}).headers["Location"]


def test_whoever_is_old_enough_is_not_asked_further(client: Client, charter: Current):
    register(client, charter, {"name": "A", "email": YOUNG, "of-age": "yes"})
    assert not Guardianship.objects.exists()
    assert set(SealedValue.objects.values_list("field", flat=True)) == {"name", "email"}
    [letter] = deliver()
    assert "/receipt/" in post(client, link_in(letter), {}).headers["Location"]


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        ({"name": "A", "email": YOUNG}, {"of-age": "missing"}),
        ({"name": "A", "email": YOUNG, "of-age": "no"}, {"guardian-email": "missing"}),
        ({"name": "A", "email": YOUNG, "of-age": "maybe"}, {"of-age": "not_a_choice"}),
        ({"name": "A", "email": YOUNG, "of-age": "yes", "guardian-email": PARENT}, {"guardian-email": "not_asked"}),
        ({"name": "A", "email": YOUNG, "of-age": "no", "guardian-email": "x"}, {"guardian-email": "format"}),
        (
            {"name": "A", "email": YOUNG, "of-age": "no", "guardian-email": YOUNG.upper()},
            {"guardian-email": "own_address"},
        ),
        ({"name": "A", "email": YOUNG, "of-age": "yes", "birthdate": "2015-01-01"}, {"birthdate": "unknown"}),
    ],
)
def test_the_declaration_is_needed_and_no_date_of_birth_is_taken(
    client: Client, charter: Current, data: dict[str, str], wrong: dict[str, str]
):
    digest = notices(charter, charter.policy.forms[FORM])["en"].digest
    body = {**data, "notice": digest, "lang": "en"}
    answer = client.post(f"/api/v1/forms/{FORM}/submissions", body, content_type="application/json")
    assert answer.status_code == 422
    assert {error["field"]: error["code"] for error in answer.json()["errors"]} == wrong
    assert not Submission.objects.exists()
    assert not SealedValue.objects.exists()


def test_the_page_asks_for_the_age_in_a_yes_or_no(client: Client):
    path = f"/en/forms/{FORM}"
    html = client.get(path).content.decode()
    assert "Are you 16 or older?" in html
    assert "We never ask for a date of birth." in html
    assert html.count('class="notice-row') == 7
    assert "Only if you chose “No” under “Are you 16 or older?”." in html
    assert "email address of a parent or guardian" in html[: html.index('name="name"')]
    page = post(client, path, opened(client, path) | DATA | {"step": "check"}).content.decode()
    assert PARENT in page
    answer = post(client, path, hidden(page) | {"step": "send"})
    assert answer.status_code == 303
    assert Guardianship.objects.get().state == GuardianState.WAITING


def test_until_the_guardian_agrees_it_grants_nothing(client: Client, charter: Current):
    submission = register(client, charter)
    assert [letter.to for letter in deliver()] == [[YOUNG]]  # the guardian is not written to before
    mail.outbox.clear()
    Message.objects.all().delete()
    register(client, charter, DATA | {"email": "other@example.org"})
    Submission.objects.exclude(id=submission.id).delete()
    with pytest.raises(GuardianNeeded):
        accept(submission, now=timezone.now())
    assert set(Grant.objects.values_list("purpose", flat=True)) == {"confirmation"}
    assert confirmed_person(YOUNG) is None
    assert confirmed_person(PARENT) is None


def test_with_the_guardians_button_it_counts_and_their_address_is_gone(client: Client, charter: Current):
    submission = register(client, charter)
    path = confirmed(client)
    submission.refresh_from_db()
    assert submission.state == State.PENDING
    html = client.get(path).content.decode()
    assert "Do you agree?" in html
    assert "見本" not in html
    assert YOUNG not in html
    assert Guardianship.objects.get().state == GuardianState.ASKED  # opening changes nothing
    answer = post(client, path, {"answer": "yes"})
    assert "You can withdraw your agreement" in client.get(answer.headers["Location"]).content.decode()
    submission.refresh_from_db()
    assert submission.state == State.ACCEPTED
    assert Grant.objects.filter(submission_id=submission.id, purpose="campaign").exists()
    assert confirmed_person(YOUNG) == submission.person_id
    assert not GuardianAddress.objects.exists()
    assert set(SealedValue.objects.values_list("field", flat=True)) == {"name", "email"}
    assert Person.objects.count() == 1
    assert not list(orphans(timezone.now() + timedelta(days=3)))
    assert "already been answered" in client.get(path).content.decode()


def test_the_receipt_names_the_agreement_and_not_the_address(client: Client, charter: Current):
    register(client, charter)
    post(client, confirmed(client), {"answer": "yes"})
    [receipt] = deliver()
    assert receipt.to == [YOUNG]
    assert "parent or guardian has agreed" in receipt.body
    page = client.get(link_in(receipt)).content.decode()
    assert "Parent or guardian" in page
    assert PARENT not in page
    signed = client.get(link_in(receipt) + ".json").json()
    assert "guardian" in str(signed)
    assert PARENT not in str(signed)


def test_a_no_is_told_and_leaves_nothing_behind(client: Client, charter: Current):
    register(client, charter)
    path = confirmed(client)
    answer = post(client, path, {"answer": "no"})
    assert "You did not agree" in client.get(answer.headers["Location"]).content.decode()
    assert not GuardianAddress.objects.exists()
    assert not SealedValue.objects.filter(field="guardian-email").exists()
    [told] = deliver()
    assert told.to == [YOUNG]
    assert "did not agree" in told.body
    expire(timezone.now() + timedelta(hours=2))
    assert not Submission.objects.exists()
    assert not Person.objects.exists()
    assert not SealedValue.objects.exists()


def test_after_a_no_the_persons_own_link_opens_nothing(client: Client, charter: Current):
    submission = register(client, charter)
    [letter] = deliver()
    post(client, link_in(letter), {})
    [asked] = deliver()
    post(client, link_in(asked), {"answer": "no"})
    answer = post(client, link_in(letter), {})
    assert "did not agree" in answer.content.decode()
    submission.refresh_from_db()
    assert submission.state == State.PENDING


def test_without_an_answer_both_are_forgotten(client: Client, charter: Current):
    register(client, charter)
    path = confirmed(client)
    later = timezone.now() + timedelta(days=charter.policy.unconfirmed_days, minutes=1)
    expire(later)
    assert not Submission.objects.exists()
    assert not Person.objects.exists()
    assert not SealedValue.objects.exists()
    assert client.get(path).status_code == 404


def test_the_days_for_an_answer_begin_when_the_guardian_is_asked(client: Client, charter: Current):
    submission = register(client, charter)
    long_ago = timezone.now() - timedelta(days=charter.policy.unconfirmed_days - 1)
    Grant.objects.update(begins_at=long_ago, ends_at=timezone.now() + timedelta(days=1))
    confirmed(client)
    expire(timezone.now() + timedelta(days=2))
    assert Submission.objects.filter(id=submission.id).exists()
    assert GuardianAddress.objects.exists()


def test_pressing_twice_asks_once(client: Client, charter: Current):
    register(client, charter)
    [letter] = deliver()
    for _ in range(2):
        assert post(client, link_in(letter), {}).status_code == 303
    assert len(deliver()) == 1


def test_an_answer_that_says_nothing_is_asked_again(client: Client, charter: Current):
    register(client, charter)
    path = confirmed(client)
    answer = post(client, path, {"answer": "perhaps"})
    assert answer.status_code == 422
    assert "one of the two buttons" in answer.content.decode()
    assert Guardianship.objects.get().state == GuardianState.ASKED


def test_who_erases_themselves_takes_the_guardians_address_along(client: Client, charter: Current):
    submission = register(client, charter)
    erase(submission.person_id, actor=Actor(ActorKind.PERSON, str(submission.person_id)), now=timezone.now())
    assert not SealedValue.objects.exists()
    assert not Person.objects.exists()


def test_the_ledger_holds_the_answer_and_no_address(client: Client, charter: Current):
    register(client, charter)
    post(client, confirmed(client), {"answer": "yes"})
    payloads = " ".join(Pending.objects.values_list("payload", flat=True))
    kinds = set(Pending.objects.values_list("kind", flat=True))
    assert {"form:guardian:asked", "form:guardian:agreed"} <= kinds
    assert "example.org" not in payloads


@pytest.mark.parametrize("path", ["/en/guardian/x", "/ja/guardian/" + "A" * 200, f"/en/forms/{FORM}/guardian/other"])
def test_what_leads_nowhere_says_so(client: Client, path: str):
    assert client.get(path).status_code == 404


def test_an_import_takes_those_who_are_old_enough_and_no_others(charter: Current, tmp_path: Path):
    rows = [
        ("name", "email", "of-age", "guardian-email"),
        ("A", "a@example.org", "yes", ""),
        ("B", "b@example.org", "no", PARENT),
        ("C", "c@example.org", "", ""),
    ]
    listed = written(tmp_path / "list.csv", rows)
    job = Import(listed, charter, timezone.now(), form=FORM, consents={"campaign": "2024-05-01"}).run()
    assert (job.asked, job.refused) == (1, 2)
    assert set(job.refusals.values_list("row", "code")) == {(3, "guardian"), (4, "missing")}
    assert set(SealedValue.objects.values_list("field", flat=True)) == {"name", "email"}
