"""P14: what is changed through the API and by the pages of staff needs a purpose that the change serves: each act x
each purpose of the form, by a token and by a member of staff, whose duty has that purpose alone or who has it in hand.
"""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import resolve, reverse

from azukari.core.accounts.models import User
from azukari.core.accounts.tokens import make
from azukari.core.ledger.models import Pending
from azukari.core.policy_versions.current import Current, current
from azukari.core.policy_versions.publish import publish
from azukari.core.vault.events import VALUE_REFUSED
from azukari.features.members.models import Pause
from azukari.policy.parse import STARTER
from azukari.policy.ways import may_serve
from azukari.shells.staff.form_acts import way_of
from tests.console import desks
from tests.console.addresses import PAGES, address_of
from tests.console.selected_purpose import TAKE

pytestmark = pytest.mark.django_db

FORMS = {"membership": ("membership", "dues-record"), "volunteers": ("volunteers", "emergency")}
_DUTY = """  only-{purpose}:
    title: {{ja: "{purpose}だけの担当", en: "Only {purpose}"}}
    purposes: [{purpose}]
    acts: [correct, export, import]
"""


@pytest.fixture
def ruling() -> Current:
    """The starter's policy, with a duty for each purpose of a form that has several."""
    more = "".join(_DUTY.format(purpose=purpose) for purposes in FORMS.values() for purpose in purposes)
    text = STARTER.read_text("utf-8").replace("\nduties:\n", f"\nduties:\n{more}")
    publish(text, actor=desks.OPERATOR, now=desks.moment())
    return current()


def _writing(form: str) -> Iterator[str]:
    """Pages about one form of that kind that say in which way they change something."""
    for name, (route, pattern) in sorted(PAGES.items()):
        if "<slug:slug>" in route and way_of(pattern.callback).name.startswith(f"{form}:"):
            yield name


PAGES_OF = {"membership": [*_writing("members")], "volunteers": [*_writing("volunteers")]}


def test_the_pages_that_change_something_are_found() -> None:
    assert len(PAGES_OF["membership"]) > 12
    assert len(PAGES_OF["volunteers"]) > 6
    assert {"console-members-admit", "console-members-bank-confirm"} <= {*PAGES_OF["membership"]}


def _refusals() -> int:
    return Pending.objects.filter(kind=VALUE_REFUSED.name).count()


@pytest.mark.parametrize("form", sorted(FORMS))
def test_a_page_changes_nothing_for_whoever_has_no_purpose_of_it(form: str, ruling: Current) -> None:
    one = desks.register(form)
    for purpose in FORMS[form]:
        user = desks.staff(f"only-{purpose}")
        for name in PAGES_OF[form]:
            at = address_of(name, one, form)
            way, before = way_of(resolve(at).func), _refusals()
            answer = desks.fresh(user).post(at)
            if answer.status_code == 405:
                continue  # nothing is posted there
            if may_serve(ruling.policy, way, purpose):
                assert answer.status_code != 403, (name, purpose)
            else:
                assert (answer.status_code, _refusals() - before) == (403, 1), (name, purpose)
                assert way.title["en"] in answer.content.decode()


def test_with_another_purpose_of_the_form_in_hand_nothing_is_changed(ruling: Current) -> None:
    user = desks.staff("membership")
    at = reverse("console-members-renew", args=["membership"])
    classes = reverse("console-member-classes-begin", args=["membership"])
    client = desks.fresh(user)
    assert client.post(classes).status_code == 302
    client.post(TAKE, {"work": "membership:dues-record", "reason": "service"})
    assert client.post(at).status_code == 302, "Dues are the books' matter as well."
    before = _refusals()
    answer = client.post(classes)
    assert (answer.status_code, _refusals() - before) == (403, 1)


@pytest.mark.parametrize(("step", "serves"), [("pause", False), ("class", False), ("renew", True)])
def test_a_step_of_one_membership_needs_a_purpose_that_it_serves(step: str, serves: bool, ruling: Current) -> None:
    one, user = desks.register("membership"), desks.staff("only-dues-record")
    before = _refusals()
    answer = desks.browser(user).post(reverse("console-member-step", args=[one.person, one.submission, step]))
    assert (answer.status_code == 403, _refusals() - before) == ((False, 0) if serves else (True, 1))


def _token(user: User, purpose: str, ruling: Current) -> Client:
    words = make(user, purpose, [purpose], days=9, policy=ruling.policy, now=desks.moment())[1]
    return Client(headers={"Authorization": f"Bearer {words}"})


ACTS = ("1/pause", "1/pause/end", "1/reinstatement")


@pytest.mark.parametrize("act", ACTS)
def test_a_token_for_the_books_changes_no_membership(act: str, ruling: Current) -> None:
    desks.register("membership")
    user = desks.staff("membership")
    body = {"form": "membership"}
    body |= {"begins": "2027-01-01", "ends": "2027-02-01"} if act == "1/pause" else {}
    for purpose, status in (("dues-record", 403), ("membership", 404)):  # nobody has been admitted
        before = _refusals()
        program = _token(user, purpose, ruling)
        answer = program.post(f"/api/v1/members/{act}", body, content_type="application/json")
        assert answer.status_code == status, purpose
        assert _refusals() - before == (1 if status == 403 else 0)
        if status == 403:
            said = answer.json()
            assert (said["code"], said["clause"]) == ("way.other-use", "purposes.dues-record.uses")
            assert "会員名簿の手続き" in said["detail"]
    assert not Pause.objects.exists()
    assert _token(user, "dues-record", ruling).get("/api/v1/members", {"form": "membership"}).status_code == 200
