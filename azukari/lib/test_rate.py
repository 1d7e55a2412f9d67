"""Rates per network, kept in memory only."""

from datetime import UTC, datetime, timedelta

import pytest

from azukari.lib.network import client_network, network
from azukari.lib.rate import RateLimit

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("address", "coarse"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ("fe80::1%eth0", "fe80::/48"),
        ("", ""),
        ("nonsense", ""),
    ],
)
def test_network(address, coarse):
    assert network(address) == coarse


@pytest.mark.parametrize(
    ("peer", "forwarded", "proxy", "coarse"),
    [
        ("192.0.2.1", "198.51.100.9", "", "192.0.2.0/24"),
        ("192.0.2.1", "203.0.113.5, 198.51.100.9", "192.0.2.1", "198.51.100.0/24"),
        ("203.0.113.1", "198.51.100.9", "192.0.2.1", "203.0.113.0/24"),
        ("192.0.2.1", "", "192.0.2.1", "192.0.2.0/24"),
    ],
)
def test_only_our_own_proxy_is_believed(peer, forwarded, proxy, coarse):
    assert client_network(peer, forwarded, trusted_proxy=proxy) == coarse


def test_room_ends_and_comes_back_with_the_next_window():
    rate = RateLimit(HOUR)
    assert [rate.take("a", limit=2, now=NOON) for _ in range(2)] == [0, 0]
    assert rate.take("a", limit=2, now=NOON + timedelta(minutes=45)) == 15 * 60
    assert rate.take("b", limit=2, now=NOON) == 0
    assert rate.take("a", limit=2, now=NOON + HOUR) == 0


def test_zero_means_no_limit():
    rate = RateLimit(HOUR)
    assert not any(rate.take("a", limit=0, now=NOON) for _ in range(100))


def test_no_window_ends_while_a_test_runs(began: datetime):
    rate = RateLimit(timedelta(minutes=1))
    asked = [rate.take("a", limit=1, now=began + timedelta(minutes=minutes)) for minutes in (0, 1, 2)]
    assert asked[0] == 0
    assert all(asked[1:])
    assert rate.take("a", limit=1, now=began + timedelta(minutes=5)) == 0  # named by the test
