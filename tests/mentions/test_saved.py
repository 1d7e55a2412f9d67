"""A saved form opens for its owner alone: nobody who goes is looked for in it, and their certificate says so."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from azukari.core.forms import saving
from azukari.core.policy_versions.current import current
from azukari.core.vault import erase
from azukari.core.vault.draft import NoSuchDraft, opened
from azukari.core.vault.models import Draft, Mention
from tests.mentions.writing import SURE, look_everywhere
from tests.rights.desk import come_in

DAYS = {"ja": "最後に保存されてから14日で消えます", "en": "It is erased 14 days after it was last saved"}


@pytest.fixture
def saved(charter, present):
    """The link of a form in which somebody else writes of Hanako."""
    typed = {"message": (SURE,)}
    return saving.save(charter, charter.policy.forms["feedback"], typed, lang="ja", network="", now=present)


def test_nobody_here_can_look_into_it(hanako, saved, present):
    come_in(hanako.email, present).post("/erase")
    look_everywhere(present)
    assert not Mention.objects.exists()
    assert SURE in opened(saved, now=present).text, "Its owner can."


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_certificate_says_so(hanako, saved, present, lang):
    address = come_in(hanako.email, present, lang).post("/erase")["Location"]
    assert DAYS[lang] in Client().get(address).content.decode()
    told = Client().get(address + ".json").json()["mentions"]["not_looked_into"]
    assert told == {"what": "saved forms", "gone_after_days": 14}
    saving.tend(present + timedelta(days=14))
    assert not Draft.objects.exists(), "What the certificate says, happens."
    with pytest.raises(NoSuchDraft):
        opened(saved, now=present + timedelta(days=14))


def test_a_certificate_says_nothing_of_saved_forms_where_there_are_none(hanako, present, monkeypatch):
    charter = current()
    unsaved = replace(charter, policy=replace(charter.policy, draft_days=0))
    monkeypatch.setattr(erase, "current", lambda: unsaved)
    address = come_in(hanako.email, present).post("/erase")["Location"]
    assert "saved but not sent" not in Client().get(address).content.decode()
    assert "not_looked_into" not in Client().get(address + ".json").json()["mentions"]
