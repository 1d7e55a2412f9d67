"""Limits of sending hold over any minute and over restarts, and cost nobody a second look at their address."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from hypothesis import given
from hypothesis import strategies as st

from azukari.core.ledger.models import Pending
from azukari.core.mail.models import MailingMessage
from azukari.lib.instance import InstanceError, Sending, load
from azukari.policy.mailing import Rate, warm_up
from tests.cast import NOW
from tests.disclosure.fixtures import readers_of
from tests.mailings.issue import mailing_to, send_all
from tests.mailings.sink import Sink

MINUTE = timedelta(minutes=1)


@given(count=st.integers(1, 50), asked=st.lists(st.tuples(st.integers(0, 90), st.integers(1, 40)), max_size=8))
def test_no_minute_has_more_than_so_many(count: int, asked: list[tuple[int, int]]):
    rate, free_at, now = Rate(count, MINUTE), NOW, NOW
    moments = []
    for later, wanted in asked:
        now += timedelta(seconds=later)
        reserved, free_at = rate.reserve(wanted, free_at=free_at, now=now)
        moments += reserved
    moments.sort()
    for first, beyond in zip(moments, moments[count:], strict=False):
        assert beyond - first >= MINUTE - timedelta(microseconds=100)


@pytest.mark.django_db(transaction=True)
def test_what_has_no_room_waits_for_its_moment_and_is_opened_twice_at_most(settings, server: Sink, moment):
    settings.AZUKARI = replace(django_settings.AZUKARI, sending=Sending(per_domain=("example.org 10",)))
    mailing_to(readers_of(12), now=moment)
    now, gone = moment, []
    while MailingMessage.objects.filter(state__in=("waiting", "held")).exists():
        send_all(now)
        gone.append(len(server.taken))
        now += timedelta(seconds=6)
    assert gone[0] <= 2
    assert gone[9] <= 10
    assert len(server.taken) == 12
    assert Pending.objects.filter(kind="vault:value:released").count() <= 24


@pytest.mark.django_db(transaction=True)
def test_the_whole_server_has_a_limit_too(settings, server: Sink, moment):
    settings.AZUKARI = replace(django_settings.AZUKARI, sending=Sending(per_minute=20))
    mailing_to(readers_of(30), now=moment)
    for second in range(59):
        send_all(moment + timedelta(seconds=second))
    assert 15 <= len(server.taken) <= 20
    for second in range(60, 150):
        send_all(moment + timedelta(seconds=second))
    assert len(server.taken) == 30


@pytest.mark.parametrize("line", ["docomo.ne.jp", "docomo.ne.jp 0", "docomo.ne.jp many", "Docomo.ne.jp 5"])
def test_a_limit_that_is_none_is_refused_in_words(tmp_path, line: str):
    (tmp_path / "azukari.toml").write_text(f'[sending]\nper_domain = ["{line}"]\n', "utf-8")
    with pytest.raises(InstanceError, match="per_domain under"):
        load(tmp_path)
    (tmp_path / "azukari.toml").write_text('[sending]\nper_domain = ["docomo.ne.jp 100"]\n', "utf-8")
    assert load(tmp_path).sending.per_domain == ("docomo.ne.jp 100",)


@pytest.mark.django_db(transaction=True)
def test_a_new_sender_writes_a_few_on_its_first_day_and_twice_as_many_on_the_next(settings, server: Sink, moment):
    midnight = (moment + timedelta(days=1)).replace(hour=15, minute=0)  # of the next day, in Tokyo
    plan = Sending(per_minute=600, warm_up=f"{(midnight + timedelta(hours=9)).date()} 24")
    settings.AZUKARI = replace(django_settings.AZUKARI, sending=plan)
    mailing_to(readers_of(90), now=midnight)
    gone = []
    for hours in range(0, 72, 3):
        send_all(midnight + timedelta(hours=hours))
        gone.append(len(server.taken))
    assert gone[0] <= 3, "not all of a day at once"
    assert 16 <= gone[7] <= 24, "within 24 hours"
    assert 24 < gone[15] <= 24 + 48
    assert gone[-1] == 90


def test_the_plan_of_a_new_sender_ends():
    assert [warm_up(500, days) for days in (-3, 0, 1, 2, 19, 20)] == [500, 500, 1000, 2000, 500 * 2**19, None]


@pytest.mark.parametrize("plan", ["tomorrow", "2026-12-01", "2026-12-01 0", "2026-13-01 50"])
def test_a_plan_that_is_none_is_refused_in_words(tmp_path, plan: str):
    (tmp_path / "azukari.toml").write_text(f'[sending]\nwarm_up = "{plan}"\n', "utf-8")
    with pytest.raises(InstanceError, match="warm_up under"):
        load(tmp_path)
