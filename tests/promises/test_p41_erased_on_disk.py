"""P41: once the keys of earlier epochs are destroyed, nothing of the erased opens, with all that the disk still has."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client

from azukari.core.policy_versions.current import Current
from azukari.core.vault import epochs
from azukari.core.vault.erase import erase
from azukari.core.vault.keys import data_keys
from azukari.core.vault.models import Erasure, KeyEpoch, PersonKey
from azukari.core.vault.traces import wipe
from azukari.policy.terms import Actor, ActorKind
from tests.cast import Known
from tests.console import desks
from tests.key_folder import key_folder
from tests.proofs.disk_keys import Taken, everything
from tests.rights.desk import come_in
from tests.sizes import how_many

__all__ = ["key_folder"]

PEOPLE = how_many("AZUKARI_ERASED")
STAFF = Actor(ActorKind.SYSTEM, "test")
HOUR = timedelta(hours=1)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("key_folder")]


@pytest.fixture
def charter(db: None) -> Current:
    return desks.publish()


def swept(now: datetime) -> datetime:
    """The worker looks each hour, until it has swept once more; returns when it had."""
    before = KeyEpoch.objects.order_by("-number")[0].number
    for _hour in range(24):
        now += HOUR
        epochs.sweep(now)
        if KeyEpoch.objects.filter(number__gt=before, destroyed_at__isnull=False).exists():
            return now
    raise AssertionError("The sweep does not end.")


def registered(number: int) -> UUID:
    return desks.register("magazine", {"email": f"reader{number}@example.org", "name": f"Reader {number}"}).person


@pytest.fixture
def gone(charter: Current) -> tuple[Taken, list[UUID], datetime]:
    """Half of some people were there for a day, half have just come; all are erased, but for every third."""
    epochs.sweep(desks.moment())
    early = [registered(number) for number in range(PEOPLE)]
    now = swept(desks.moment())
    people = early + [registered(PEOPLE + number) for number in range(PEOPLE)]
    assert PersonKey.objects.filter(group=None).exists()
    assert PersonKey.objects.exclude(group=None).exists()
    leaving = [person for number, person in enumerate(people) if number % 3]
    taken = Taken(leaving)
    for person in leaving:
        assert not erase(person, actor=STAFF, now=now).destroyed_at
    wipe(now)
    return taken, people[::3], now


def test_nothing_opens_after_the_day_and_whoever_stays_is_read(gone: tuple[Taken, list[UUID], datetime]) -> None:
    taken, staying, erased_at = gone
    final = swept(erased_at)
    wipe(final)
    disk = everything()
    if connection.vendor == "postgresql":
        assert taken.on(disk) > len(taken.values) / 2, "PostgreSQL keeps what was there: else this would show nothing."
    assert taken.opened(disk) == 0
    assert {*data_keys(staying)} == {*staying}
    assert {*Erasure.objects.values_list("destroyed_at", flat=True)} == {final}
    assert final - erased_at < epochs.FINAL_WITHIN
    assert epochs.late(erased_at + 100 * HOUR) == 0


def test_while_a_key_of_their_time_is_there_everything_opens_that_the_disk_has(
    gone: tuple[Taken, list[UUID], datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    """So the test above would see it."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite overwrites what is removed")
    taken, _staying, erased_at = gone
    monkeypatch.setattr(epochs, "remove_beside_keys", _kept)
    swept(erased_at)
    disk = everything()
    assert taken.opened(disk) == taken.on(disk) > 0


def test_of_whom_a_law_keeps_something_the_certificate_says_nothing_of_keys(hanako: Known, present: datetime) -> None:
    """Their key opens what is kept, and so it is not destroyed."""
    place = come_in(hanako.email, present).post("/erase")["Location"]
    swept(present)
    assert data_keys([hanako.id])
    assert "Keys destroyed" not in Client().get(place).content.decode()
    assert "keys" not in Client().get(f"{place}.json").json()


def test_the_certificate_says_which_moment_it_was_in_both_languages(amelia: Known, present: datetime) -> None:
    epochs.sweep(present)
    place = come_in(amelia.email, present).post("/erase")["Location"]
    shown = {lang: place.replace("/en/", f"/{lang}/") for lang in ("ja", "en")}
    assert re.search(r"<dt>Keys destroyed</dt><dd>by .+ at the latest</dd>", Client().get(shown["en"]).content.decode())
    assert re.search(r"<dt>鍵の破棄</dt><dd>遅くとも.+まで</dd>", Client().get(shown["ja"]).content.decode())
    assert Client().get(f"{place}.json").json()["keys"]["destroyed"] is None
    final = swept(present)
    for lang, words in (("en", "Keys destroyed"), ("ja", "鍵の破棄")):
        html = Client().get(shown[lang]).content.decode()
        assert f'<dt>{words}</dt><dd><time datetime="{final:%Y-%m-%dT%H}' in html
    assert datetime.fromisoformat(Client().get(f"{place}.json").json()["keys"]["destroyed"]) == final


def _kept(_path: Path) -> None:
    """In the place of destruction."""
