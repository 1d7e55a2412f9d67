"""One person entered by hand: through the form, with how they were told, asked by email where there is an address."""

import json
from typing import Any

import pytest
from django.utils import timezone

from azukari.core.accounts.models import User
from azukari.core.consent.models import Grant
from azukari.core.forms.events import SUBMISSION_RECEIVED
from azukari.core.forms.models import State, Submission
from azukari.core.forms.notices import notices
from azukari.core.ledger.models import Pending
from azukari.core.mail.queue import send_due
from azukari.core.policy_versions.current import Current, charters
from azukari.core.vault.inspect import orphans
from azukari.core.vault.models import SealedValue
from azukari.features.questionnaires.tests.visitor import opened, panel_policy
from azukari.policy.terms import CONFIRMATION
from tests.console import desks
from tests.console.paper import AT, TYPED, digest


@pytest.fixture
def clerk(published: Current) -> User:
    return desks.staff("feedback")


def enter(clerk: User, **changed: Any) -> Any:
    day = timezone.localdate().isoformat()
    return desks.browser(clerk).post(AT, {**TYPED, "notice": digest(), "entry-day": day, **changed})


def test_without_an_address_it_counts_at_once_under_the_notice_they_were_told(clerk: User):
    answer = enter(clerk)
    submission = Submission.objects.get()
    assert answer["Location"] == f"/console/forms/feedback/{submission.id}/"
    assert (submission.channel, submission.state, submission.lang) == ("staff", State.ACCEPTED, "ja")
    assert submission.notice_id == digest("ja")
    assert {grant.purpose for grant in Grant.objects.filter(submission_id=submission.id)} >= {"feedback"}
    assert list(orphans(timezone.now())) == []
    assert not any(b"PAPER" in bytes(value.sealed) for value in SealedValue.objects.all())


def test_the_trail_names_who_wrote_it_down_and_how_it_came(clerk: User):
    enter(clerk)
    payload = json.loads(Pending.objects.get(kind=SUBMISSION_RECEIVED.name).payload)
    assert payload["actor"] == f"staff:{clerk.reference}"
    assert (payload["channel"], payload["method"]) == ("staff", "paper")
    assert payload["day"] == timezone.localdate().isoformat()


def test_with_an_address_nothing_is_used_until_its_owner_has_confirmed(clerk: User, mailoutbox: list[Any]):
    enter(clerk, email="hanako@example.org")
    submission = Submission.objects.get()
    assert submission.state == State.PENDING
    assert [grant.purpose for grant in Grant.objects.all()] == [CONFIRMATION]
    send_due(timezone.now())
    [mail] = mailoutbox
    assert mail.to == ["hanako@example.org"]
    assert "入力しました" in mail.body  # we wrote it down, they did not type it


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"message": ""}, "f-message"),
        ({"entry-told": ""}, "Choose how they were told"),
        ({"entry-day": "2999-01-01"}, "This date is in the future"),
        ({"entry-day": "soon"}, "2026-11-24"),
        ({"birthdate": "1990-01-01"}, "Error:"),
        ({"email": "nobody"}, "f-email"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(clerk: User, changed: dict[str, str], said: str):
    answer = enter(clerk, **changed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert "birthdate" in changed or "message" in changed or "The PAPER asks" in page
    assert not Submission.objects.exists()


def test_under_a_notice_that_rules_no_more_nothing_comes_in(clerk: User):
    answer = enter(clerk, notice="0" * 64)
    assert answer.status_code == 409
    assert "tell the person what is new" in answer.content.decode()
    assert not Submission.objects.exists()


def test_who_has_one_form_comes_straight_to_it_and_others_choose(clerk: User):
    assert desks.browser(clerk).get("/console/enter/")["Location"] == AT
    nobody = desks.browser(desks.staff("operator")).get("/console/enter/")
    assert "covers a form" in nobody.content.decode()


def test_the_page_has_the_notice_to_read_out_and_the_fields(clerk: User):
    page = desks.browser(clerk).get(AT).content.decode()
    assert page.index("The notice, to read it to them") < page.index('name="message"')
    assert 'name="entry-told"' in page


MEMBER = {
    "member_class": "regular",
    "name": "The PAPER Member",
    "postcode": "100-0001",
    "address": "Chiyoda 1-1",
    "entry-told": "paper",
    "entry-lang": "ja",
}


@pytest.mark.parametrize(("without", "status"), [("email", 302), ("", 422)])
@pytest.mark.usefixtures("published")
def test_whoever_has_no_address_is_entered_where_the_form_requires_one(without: str, status: int):
    ruling = charters().ruling
    notice = notices(ruling, ruling.policy.forms["membership"])["ja"].digest
    typed = {**MEMBER, "notice": notice, "entry-day": timezone.localdate().isoformat(), "entry-without": without}
    answer = desks.browser(desks.staff("membership")).post("/console/forms/membership/enter/", typed)
    assert answer.status_code == status
    assert [each.state for each in Submission.objects.all()] == [State.ACCEPTED] * (status == 302)


def test_a_magazine_is_of_no_use_without_an_address(published: Current):
    page = desks.browser(desks.staff("magazine")).get("/console/forms/magazine/enter/").content.decode()
    assert "entry-without" not in page


def test_a_questionnaire_is_not_filled_in_by_hand_in_one_field(charter: Current):
    panel_policy()
    opened(linked=True)
    client = desks.browser(desks.staff("questionnaires"))
    assert "river-panel" not in client.get("/console/enter/", follow=True).content.decode()
    assert client.get("/console/forms/river-panel/enter/").status_code == 404
    assert client.get("/console/forms/riverside-survey/enter/").status_code == 200


def test_the_guardian_is_asked_for_only_where_somebody_is_too_young(published: Current):
    slug = next(slug for slug, form in published.policy.forms.items() if form.minors)
    page = desks.browser(desks.staff("campaigns")).get(f"/console/forms/{slug}/enter/").content.decode()
    asked, _, rest = page.partition('id="f-guardian-email"')
    block = asked.rpartition('<div class="only-if"')[2]
    assert 'data-only-if="of-age" data-values="[&quot;no&quot;]"' in block, "the script of the public form hides it"
    assert "data-words" in block, "without a script it says for whom it is"
    assert "forms/form.js" in rest
