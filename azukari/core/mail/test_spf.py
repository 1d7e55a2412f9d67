"""SPF records as a receiving server reads them (RFC 7208): who is permitted, the last word, the lookups."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from azukari.core.mail.spf import MOST_LOOKUPS, Spf


class _Names:
    """The DNS as a table."""

    def __init__(self, texts: Mapping[str, Sequence[str]]) -> None:
        self._texts = texts

    def texts(self, domain: str) -> Sequence[str]:
        return self._texts.get(domain, ())

    def exchangers(self, domain: str) -> Sequence[str]:
        return {"us.example": ["mx1.us.example", "mx2.us.example"]}.get(domain, [])

    def addresses(self, host: str) -> Sequence[str]:
        return {
            "us.example": ["192.0.2.1", "2001:db8::1"],
            "mx1.us.example": ["192.0.2.11"],
            "mx2.us.example": ["192.0.2.12"],
            "far.example": ["198.51.100.5"],
        }.get(host, [])


def read(record: str, **more: Sequence[str]) -> Any:
    texts = {"us.example": [record], **{name.replace("_", "."): said for name, said in more.items()}}
    return Spf(_Names(texts)).read("us.example")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("record", "permitted", "not_permitted", "lookups"),
    [
        ("v=spf1 ip4:203.0.113.0/24 -all", ["203.0.113.9"], ["203.0.114.1", "2001:db8::1"], 0),
        ("v=spf1 ip6:2001:db8::/32 ip4:203.0.113.7", ["2001:db8::9", "203.0.113.7"], ["203.0.113.8"], 0),
        ("v=spf1 a -all", ["192.0.2.1", "2001:db8::1"], ["192.0.2.2", "192.0.2.11"], 1),
        ("v=spf1 a/24 -all", ["192.0.2.200", "2001:db8::1"], ["192.0.3.1", "2001:db8::2"], 1),
        ("v=spf1 a:far.example", ["198.51.100.5"], ["192.0.2.1"], 1),
        ("v=spf1 a:far.example/24", ["198.51.100.77"], ["198.51.101.5"], 1),
        ("V=SPF1 MX ~all", ["192.0.2.11", "192.0.2.12"], ["192.0.2.1"], 1),
        ("v=spf1 +a ?mx -ip4:203.0.113.1", ["192.0.2.1"], ["192.0.2.11", "203.0.113.1"], 2),
        ("v=spf1 exists:%{i}.far.example ptr exp=why.far.example -all", [], ["192.0.2.1"], 2),
    ],
)
def test_who_is_permitted_and_how_many_lookups_it_takes(
    record: str, permitted: Sequence[str], not_permitted: Sequence[str], lookups: int
) -> None:
    found = read(record)
    assert [address for address in permitted if not found.permits(address)] == []
    assert [address for address in not_permitted if found.permits(address)] == []
    assert (found.lookups, found.faulty) == (lookups, False)


@pytest.mark.parametrize(
    ("record", "end"),
    [
        ("v=spf1 -all", "-all"),
        ("v=spf1 ~all", "~all"),
        ("v=spf1 all", "+all"),
        ("v=spf1 ?all", "?all"),
        ("v=spf1 a", ""),
        ("v=spf1 include:other.example", ""),  # what it includes has no last word here
        ("v=spf1 include:other.example ~all", "~all"),
        ("v=spf1 redirect=other.example", "-all"),  # but who points elsewhere has that one's
        ("v=spf1 include:points.example", ""),
    ],
)
def test_the_last_word_is_the_outermost_records_own(record: str, end: str) -> None:
    others, pointing = ["v=spf1 ip4:203.0.113.1 -all"], ["v=spf1 redirect=other.example"]
    found = read(record, other_example=others, points_example=pointing)
    assert (found.end, found.faulty) == (end, False)
    assert found.permits("203.0.113.1") is ("example" in record)


@pytest.mark.parametrize(
    "record",
    ["v=spf1 ip4:not-an-address", "v=spf1 nonsense", "v=spf1 include:nobody.example", "v=spf1 include:two.example"],
)
def test_what_cannot_be_read_is_faulty(record: str) -> None:
    assert read(record, two_example=["v=spf1 -all", "v=spf1 ~all"]).faulty


def test_other_texts_are_none_and_a_word_with_a_value_that_nobody_knows_is_passed_over() -> None:
    assert Spf(_Names({"us.example": ["google=x", "v=spf1 -all"]})).read("us.example").end == "-all"  # type: ignore[arg-type]
    assert Spf(_Names({})).read("us.example").faulty  # type: ignore[arg-type]
    assert not read("v=spf1 later=word a -all").faulty


def test_a_record_that_includes_itself_ends_and_costs_more_than_is_allowed() -> None:
    found = read("v=spf1 include:us.example -all")
    assert MOST_LOOKUPS < found.lookups <= MOST_LOOKUPS + 2
    assert not found.faulty
