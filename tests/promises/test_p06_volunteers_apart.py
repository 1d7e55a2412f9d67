"""P06: volunteer data serves the volunteer purpose only, and is invisible to every other duty: not there at all."""

import pytest

from azukari.core.policy_versions.current import Current
from tests.console import desks

OTHERS = ["membership", "feedback", "magazine", "campaigns", "questionnaires", "privacy"]
BOTH = {"email": "both-marker@example.org"}


@pytest.fixture
def published(db: None) -> Current:
    return desks.publish()


@pytest.mark.parametrize("duty", OTHERS)
def test_home_and_lists_of_other_duties_do_not_show_that_there_are_volunteers(duty: str, published: Current):
    client = desks.browser(desks.staff(duty))
    before = client.get("/console/").content
    desks.register("volunteers")
    desks.register("volunteers", {"email": "second-marker@example.org"}, confirmed=False)
    after = client.get("/console/").content
    assert _without_tokens(before) == _without_tokens(after)
    assert client.get("/console/forms/volunteers/").status_code == 403


def _without_tokens(page: bytes) -> list[bytes]:
    return [line for line in page.splitlines() if b"csrfmiddlewaretoken" not in line]


def test_the_page_of_a_member_who_volunteers_too_shows_the_membership_desk_the_member_alone(published: Current):
    """Page, grants, trail and refusals look as those of somebody who is only a member."""
    desks.register("membership", BOTH)
    registered = desks.register("volunteers", {"phone": "090-1111-2222", "message": "Marker bicycle", **BOTH})
    volunteers_desk = desks.browser(desks.staff("volunteers"))
    opened = volunteers_desk.post(
        f"/console/people/{registered.person}/open/", {"purpose": "volunteers", "reason": "service"}
    ).content.decode()
    assert "090-1111-2222" in opened
    assert "Marker bicycle" in opened
    membership_desk = desks.browser(desks.staff("membership"))
    for page in (
        membership_desk.get(f"/console/people/{registered.person}/"),
        membership_desk.post(
            f"/console/people/{registered.person}/open/", {"purpose": "membership", "reason": "service"}
        ),
    ):
        assert page.status_code == 200
        for trace in ("olunteer", "090-1111-2222", "bicycle"):
            assert trace not in page.content.decode()


def test_asking_for_the_volunteer_purpose_tells_nothing_about_whether_somebody_volunteers(published: Current):
    only_member = desks.register("membership")
    desks.register("membership", BOTH)
    both = desks.register("volunteers", BOTH)
    client = desks.browser(desks.staff("membership"))
    asked = {"purpose": "volunteers", "reason": "service"}
    first = client.post(f"/console/people/{only_member.person}/open/", asked)
    second = client.post(f"/console/people/{both.person}/open/", asked)
    assert (first.status_code, second.status_code) == (403, 403)
    assert _without_tokens(first.content) == _without_tokens(second.content)


def test_the_magazine_does_not_learn_that_a_reader_volunteers(published: Current):
    """Somebody agreed to the magazine on the volunteers' form: its editor may open the address, and learns no more."""
    registered = desks.register("volunteers", {"message": "Marker bicycle", "consent.magazine": "yes"})
    editor = desks.browser(desks.staff("magazine"))
    closed = editor.get(f"/console/people/{registered.person}/").content.decode()
    opened = editor.post(
        f"/console/people/{registered.person}/open/", {"purpose": "magazine", "reason": "service"}
    ).content.decode()
    assert "kitagawa-marker@example.org" in opened
    for page in (closed, opened):
        for trace in ("olunteer", "090-8765-4321", "bicycle"):
            assert trace not in page
