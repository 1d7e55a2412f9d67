"""Which IP addresses a request to an address that somebody typed may reach."""

import pytest

from azukari.lib.deadline import Deadline, NotReachableError, connect
from azukari.lib.http_client import NoAnswer, exchange
from azukari.lib.network import is_network, is_public, may_reach


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "93.184.216.34", "2001:4860:4860::8888", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_addresses_of_the_public_internet(address):
    assert is_public(address)
    assert may_reach(address, networks=())


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.1", "224.0.0.1",
        "::ffff:0:0", "169.254.170.2", "fd00:ec2::254",
        "255.255.255.255", "192.0.2.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1",
        "::ffff:169.254.169.254", "2002:7f00:1::", "64:ff9b::a9fe:a9fe", "localhost", "",
    ],
)  # fmt: skip
def test_addresses_that_are_not(address):
    assert not is_public(address)
    assert not may_reach(address, networks=())


def test_a_network_that_the_operator_allows():
    assert may_reach("10.1.2.3", networks=["10.1.0.0/16"])
    assert may_reach("::ffff:10.1.2.3", networks=["10.1.0.0/16"])
    assert not may_reach("10.2.2.3", networks=["10.1.0.0/16"])
    assert not may_reach("fc00::1", networks=["10.1.0.0/16"])


@pytest.mark.parametrize(
    ("text", "fits"), [("10.1.0.0/16", True), ("10.1.0.1", True), ("10.1.0.1/16", False), ("lan", False)]
)
def test_what_a_network_is(text, fits):
    assert is_network(text) is fits


def test_the_address_that_is_connected_to_is_the_one_that_is_judged():
    with pytest.raises(NotReachableError):
        connect("localhost", 9, Deadline(5), reachable=is_public)


def test_a_request_to_an_internal_address_is_not_sent():
    with pytest.raises(NoAnswer) as refused:
        exchange("POST", "https://localhost:9/", reachable=is_public)
    assert refused.value.code == "internal-address"
