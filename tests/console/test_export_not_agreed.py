"""Lists that are taken out after a policy has widened: what somebody has not agreed to is not in it, and it says so."""

from typing import Any

import pytest

from azukari.core.policy_versions.current import Current
from tests.charter.widened import Draft, phone_too, publish_widened, says_more, says_more_and_stops
from tests.console import desks
from tests.console.exported import fetched, ordered, put_together, table

AT = "/console/export/people/?purpose=magazine"
ASKED: dict[str, Any] = {"fields": ["name", "phone"], "reason": "service", "format": "csv"}


@pytest.fixture
def reader(published: Current) -> desks.Registered:
    return desks.register("membership", {"consent.magazine": "on"})


def takes_lists_out(draft: Draft) -> None:
    """The magazine's duty gets the act."""
    draft["duties"]["magazine"]["acts"].append("export")


def test_the_earlier_use_is_in_the_file_and_the_later_one_is_empty_there(reader: desks.Registered):
    publish_widened(phone_too, takes_lists_out, now=desks.moment())
    client = desks.fresh(desks.staff("magazine"))
    looked = client.post(AT, ASKED).content.decode()
    assert "1 person would be on the list." in looked
    assert "1 has not agreed to this use of: phone number. It is empty there." in looked
    at = ordered(client, AT, **ASKED)
    put_together()
    (row,) = table(fetched(client, at))[1:]
    assert row[3:] == [f"{desks.MARK} Aoba", ""]


def test_whoever_has_not_agreed_to_what_the_purpose_has_become_is_counted_and_left_out(reader: desks.Registered):
    publish_widened(says_more_and_stops, takes_lists_out, now=desks.moment())
    looked = desks.fresh(desks.staff("magazine")).post(AT, {**ASKED, "fields": ["name"]}).content.decode()
    assert "0 people would be on the list." in looked
    assert "1 has not agreed to what this purpose has become." in looked


def test_whoever_agreed_only_to_earlier_words_is_on_it_and_the_words_are_shown(reader: desks.Registered):
    publish_widened(says_more, takes_lists_out, now=desks.moment())
    looked = desks.fresh(desks.staff("magazine")).post(AT, {**ASKED, "fields": ["name"]}).content.decode()
    assert "1 person would be on the list." in looked
    assert "1 has agreed only to earlier words of this purpose" in looked
    assert "our monthly email magazine" in looked
