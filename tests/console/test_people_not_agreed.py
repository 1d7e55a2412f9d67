"""The list of people after a policy has widened: what somebody has not agreed to stays closed, and says so."""

import pytest

from azukari.core.policy_versions.current import Current
from tests.charter.widened import phone_too, publish_widened, says_more, says_more_and_stops
from tests.console import desks

LIST = "/console/people/"


@pytest.fixture
def person(published: Current) -> desks.Registered:
    return desks.register("membership", {"consent.magazine": "on"})


def opened(*categories: str) -> str:
    client = desks.browser(desks.staff("magazine"))
    sent = {"purpose": "magazine", "categories": categories, "reason": "service"}
    answer = client.post(f"{LIST}open/", sent)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def test_the_earlier_use_opens_and_the_later_one_says_why_it_does_not(person: desks.Registered):
    publish_widened(phone_too, now=desks.moment())
    html = opened("name", "phone")
    assert f"{desks.MARK} Aoba" in html
    assert "03-1234-5678" not in html
    assert html.count("not agreed to yet") == 1


def test_whoever_has_not_agreed_to_what_a_purpose_has_become_is_not_on_its_list(person: desks.Registered):
    client = desks.browser(desks.staff("magazine"))
    of_person = f"{LIST}{person.person}/"
    assert of_person in client.get(f"{LIST}?purpose=magazine").content.decode()
    publish_widened(says_more_and_stops, now=desks.moment())
    assert of_person not in client.get(f"{LIST}?purpose=magazine").content.decode()


THEN = "We use these details to send you our monthly email magazine"


def test_where_a_purpose_says_more_the_desk_goes_on_and_reads_by_which_words(person: desks.Registered):
    client = desks.browser(desks.staff("magazine"))
    of_person = f"{LIST}{person.person}/"
    for page in (f"{LIST}?purpose=magazine", of_person):
        assert THEN not in client.get(page).content.decode()
    publish_widened(says_more, now=desks.moment())
    assert f"{desks.MARK} Aoba" in opened_again(client)
    for page in (f"{LIST}?purpose=magazine", of_person):
        assert THEN in client.get(page).content.decode()


def opened_again(client) -> str:
    sent = {"purpose": "magazine", "categories": ["name"], "reason": "service"}
    return client.post(f"{LIST}open/", sent).content.decode()
