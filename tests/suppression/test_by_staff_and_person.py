"""Who may ask that an address is never written to again, and what they see: the person, and staff with the act."""

import json
from dataclasses import replace

import pytest

from azukari.core.accounts.models import User
from azukari.core.ledger.models import Pending
from azukari.core.mail.letter import WhenSuppressed, registered
from azukari.core.policy_versions.current import Current
from azukari.core.vault.events import SUPPRESSION_CHECKED, SUPPRESSION_SET
from azukari.core.vault.models import Suppression
from azukari.core.vault.suppression import count, suppress, suppressed
from azukari.lib.identifier import new_id
from azukari.policy.terms import Act, Actor, ActorKind, Category
from azukari.shells.self_service.do_not_contact import addresses, is_off
from azukari.shells.self_service.own_data import own_data
from azukari.shells.self_service.session import open_session
from tests.console import desks
from tests.rights.desk import TOKEN

ADDRESS = "aoba-marker@example.org"
AT = "/console/suppression/"
SYSTEM = Actor(ActorKind.SYSTEM, "operator")


@pytest.fixture
def officer(published: Current) -> User:
    return desks.staff("privacy")


@pytest.fixture
def published(db: None) -> Current:
    return desks.publish()


def _post(user: User, **data: str) -> str:
    return desks.browser(user).post(AT, {"address": ADDRESS, **data}).content.decode()


def test_staff_see_a_count_and_no_address(officer: User):
    suppress([ADDRESS, "b@example.org"], actor=SYSTEM, now=desks.moment())
    page = desks.browser(officer).get(AT).content.decode()
    assert "2 addresses must never be written to again" in page
    assert "aoba" not in page


@pytest.mark.parametrize("is_there", [True, False])
def test_a_typed_address_is_looked_up_and_that_is_recorded(is_there: bool, officer: User):
    if is_there:
        suppress([ADDRESS], actor=SYSTEM, now=desks.moment())
    page = _post(officer, act="check")
    assert ("must not be written to" in page) == is_there
    event = json.loads(Pending.objects.get(kind=SUPPRESSION_CHECKED.name).payload)
    assert event == {"actor": f"staff:{officer.reference}", "count": int(is_there)}


def test_a_wish_is_written_down_with_the_way_it_came(officer: User):
    page = _post(officer, act="suppress", channel="phone")
    assert "It is kept nowhere." in page
    assert ADDRESS not in page
    assert suppressed([ADDRESS])
    assert json.loads(Pending.objects.get(kind=SUPPRESSION_SET.name).payload)["channel"] == "phone"
    _post(officer, act="suppress", channel="letter")
    assert count() == 1


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({"act": "suppress"}, "f-channel"),
        ({"act": "suppress", "channel": "x"}, "f-channel"),
        ({"act": "check", "address": "nobody"}, "f-address"),
        ({"act": "suppress", "channel": "phone", "address": ""}, "f-address"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(data: dict[str, str], error: str, officer: User):
    answer = desks.browser(officer).post(AT, {"address": ADDRESS, **data})
    assert answer.status_code == 422
    assert f'href="#{error}"' in answer.content.decode()
    assert not Suppression.objects.exists()


def test_it_belongs_to_an_act(published: Current):
    for duty, known in published.policy.duties.items():
        user = desks.staff(duty)
        assert desks.browser(user).get(AT).status_code == (200 if Act.SUPPRESS in known.acts else 403)
        assert (AT in desks.browser(user).get("/console/").content.decode()) == (Act.SUPPRESS in known.acts)


def _own(person: object):
    client = desks.browser()
    session = open_session(person, now=desks.moment())  # type: ignore[arg-type]
    client.cookies["azukari_me"] = session.secret
    return client


def test_the_person_asks_for_it_and_takes_it_back(published: Current):
    member = desks.register("membership")
    client = _own(member.person)
    page = client.get("/en/me/quiet").content.decode()
    assert ADDRESS in page
    token = TOKEN.search(page)
    assert token is not None
    answer = client.post("/en/me/quiet", {"token": token[1], "wish": "never"})
    page = client.get(answer.headers["Location"]).content.decode()
    assert "never write to your address again" in page
    assert page.count("notices about your data, such as a correction") == 2, "what was done, and how it stands"
    assert suppressed([ADDRESS])
    client.post("/en/me/quiet", {"token": token[1], "wish": "write"})
    assert not suppressed([ADDRESS])


def test_what_comes_nevertheless_was_asked_for_or_is_about_what_becomes_of_the_data():
    """As the own page says it; a kind that goes besides needs other words there."""
    going = {kind.name for kind in registered() if kind.when_suppressed is WhenSuppressed.GOES}
    asked_for = {"rights:sign-in", "rights:agent-asks"} | {
        f"rights:case-{what}" for what in ("received", "decided", "answer")
    }
    assert going == asked_for | {"rights:corrected", "rights:address-asked", "rights:address-changed"}


def test_whoever_has_another_address_that_may_be_written_to_is_not_off(published: Current):
    member = desks.register("membership")
    data = own_data(member.person, actor=Actor(ActorKind.PERSON, str(member.person)), lang="en", now=desks.moment())
    (known,) = [value for value in data.opened if value.category is Category.EMAIL]
    two = replace(data, opened=[known, known._replace(id=new_id(), text="other@example.org")])
    assert addresses(two) == {ADDRESS, "other@example.org"}
    suppress([ADDRESS], actor=SYSTEM, now=desks.moment())
    assert is_off(data)
    assert not is_off(two)
    suppress(["other@example.org"], actor=SYSTEM, now=desks.moment())
    assert is_off(two)


def test_it_can_be_asked_for_with_the_erasure(published: Current):
    member = desks.register("volunteers", {"email": ADDRESS})
    client = _own(member.person)
    token = TOKEN.search(client.get("/en/me/erase").content.decode())
    assert token is not None
    client.post("/en/me/erase", {"token": token[1], "never": "1"})
    assert suppressed([ADDRESS])
    other = desks.register("volunteers", {"email": "other@example.org"})
    client = _own(other.person)
    token = TOKEN.search(client.get("/en/me/erase").content.decode())
    assert token is not None
    client.post("/en/me/erase", {"token": token[1]})
    assert not suppressed(["other@example.org"])
