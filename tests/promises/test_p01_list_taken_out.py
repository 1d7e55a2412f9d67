"""P01: whoever takes out a list is in the record of each person on it, with purpose, reason and time."""

import pytest
from django.test import Client
from django.utils import translation

from azukari.core.accounts.models import User
from azukari.core.ledger.models import Pending
from azukari.core.ledger.reading import recorded
from azukari.core.people.models import Trail
from azukari.core.policy_versions.current import current
from azukari.core.vault.events import VALUE_RELEASED
from azukari.features.exports.events import LIST_ASKED, LIST_FETCHED
from azukari.shells.self_service.subject_timeline import entries_of, story
from tests.console import desks
from tests.console.exported import ASKED, PEOPLE, ordered, put_together, taken


@pytest.fixture
def clerk(db: None) -> User:
    desks.publish()
    return desks.staff("membership")


def test_each_person_sees_who_took_it_out_what_for_and_why(clerk: User):
    someone, other = desks.register("membership"), desks.register("membership", {"email": "other@example.org"})
    before = {one.person: Trail.objects.filter(person_id=one.person).count() for one in (someone, other)}
    taken(desks.fresh(clerk))
    for person, entries in before.items():
        assert Trail.objects.filter(person_id=person).count() == entries + 1
        (look,) = [entry for entry in entries_of(person) if entry.kind == VALUE_RELEASED]
        assert (look.payload["act"], look.payload["categories"]) == ("export", ["email", "name"])
        assert (look.payload["purpose"], look.payload["reason"]) == ("membership", "service")
        with translation.override("en"):
            (told,) = story([look], policy=current().policy, lang="en")
        assert "exported your name and email address in a list" in told.title
        assert told.title.startswith(f"Membership desk (staff {str(clerk.reference)[-4:]})")
        assert "to do what you registered for" in told.detail


def test_staff_see_it_on_the_person_s_page(clerk: User):
    someone = desks.register("membership")
    taken(desks.fresh(clerk))
    page = desks.fresh(clerk).get(f"/console/people/{someone.person}/").content.decode()
    assert "Exported by Staff of membership" in page


def test_order_and_fetching_are_recorded_before_a_byte_goes(clerk: User):
    desks.register("membership")
    client = desks.fresh(clerk)
    at = ordered(client)
    asked = recorded(list(Pending.objects.filter(kind=LIST_ASKED.name).values_list("id", flat=True)))
    assert [entry.payload["count"] for entry in asked] == [1]
    put_together()
    answer = client.post(f"{at}file/")
    (fetched,) = recorded(list(Pending.objects.filter(kind=LIST_FETCHED.name).values_list("id", flat=True)))
    assert fetched.payload["actor"] == f"staff:{clerk.reference}"
    assert fetched.payload["list"] == asked[0].payload["list"]
    assert answer.getvalue()


def test_to_look_first_opens_nothing(clerk: User, client: Client):
    desks.register("membership")
    desks.fresh(clerk).post(PEOPLE, ASKED)
    assert not Pending.objects.filter(kind__in=(VALUE_RELEASED.name, LIST_ASKED.name)).exists()
