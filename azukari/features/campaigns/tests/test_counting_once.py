"""One mailbox counts once, by its provider's rule; what is folded stays a signature of its own for whoever made it."""

from random import Random
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from azukari.core.consent.models import Grant
from azukari.core.policy_versions.current import current
from azukari.core.vault.erase_unheld import forget
from azukari.features.campaigns.models import DomainHour, Signature
from azukari.features.campaigns.tests import signing
from azukari.features.campaigns.tests.signing import FORM, counted, sign
from azukari.lib.mail_provider import canonical, is_disposable, site_of


@pytest.mark.parametrize(
    ("address", "same"),
    [
        ("Aoba.Hana+river@googlemail.com", "aobahana@gmail.com"),
        ("hana+x@outlook.jp", "hana@outlook.jp"),
        ("h.a.n.a@outlook.jp", "h.a.n.a@outlook.jp"),
        ("hana+x@example.org", "hana+x@example.org"),  # no rule is known: two addresses, two people
        ("ha-na@protonmail.com", "hana@proton.me"),
        ("+@gmail.com", "+@gmail.com"),
        ("not an address", "not an address"),
    ],
)
def test_an_address_is_folded_by_its_providers_rule_alone(address: str, same: str):
    assert canonical(address) == same
    assert canonical(canonical(address)) == same


def test_subdomains_are_one_site_and_disposable_ones_are_known():
    assert site_of("a@x1.bad.example.com") == site_of("b@x2.bad.example.com") == "example.com"
    assert site_of("a@mail.city.co.jp") == "city.co.jp"
    assert is_disposable(site_of("a@b.mailinator.com"))
    assert not is_disposable(site_of("a@example.org"))


@pytest.mark.django_db
def test_spellings_of_one_mailbox_count_once_and_others_do_not():
    signing.published()
    first = sign("Heron", email="he.ron@gmail.com")
    sign("Heron", email="heron+again@googlemail.com")
    sign("Egret", email="egret@gmail.com")
    sign("Ibis", email="i.bis@example.org")
    sign("Ibis", email="ibis@example.org")
    assert counted() == 4
    assert Signature.objects.count() == 5
    forget([first.person], now=timezone.now())
    assert counted() == 4  # the other spelling still stands for the mailbox
    rows = DomainHour.objects.filter(form=FORM).order_by("-count").values_list("count", flat=True)
    assert sorted(rows) == [2, 3]  # a trend knows hours, and nobody


def _mark(signature: Signature) -> bytes:
    return bytes(signature.mailbox or b"")


@pytest.mark.django_db
def test_a_new_index_key_makes_new_marks_and_the_count_stays(monkeypatch: pytest.MonkeyPatch):
    signing.published()
    sign("Heron", email="he.ron@gmail.com")
    assert counted() == 1
    before = _mark(Signature.objects.get())
    monkeypatch.setattr("azukari.core.vault.mailboxes.versions", lambda: (2, 1))
    monkeypatch.setattr(type(settings.AZUKARI), "key", lambda _self, name: name.encode() * 4)
    sign("Heron", email="heron@gmail.com")
    assert counted() == 1
    assert {_mark(one)[:2] for one in Signature.objects.all()} == {b"\x00\x02"}
    assert before != _mark(Signature.objects.earliest("number"))


@pytest.mark.django_db
def test_whatever_comes_and_goes_the_count_is_that_of_an_independent_recount():
    """Random sign-ups in several spellings, withdrawals and erasures; at every count, people are recounted by hand."""
    signing.published()
    purposes, draw = current().policy.forms[FORM].purposes, Random(7)  # noqa: S311 - lots, not secrets
    alive: dict[int, tuple[str, Any]] = {}
    spellings = ("{0}@gmail.com", "{0}+a@gmail.com", "{0}@googlemail.com")
    for turn in range(40):
        if alive and draw.random() < 0.3:
            key = draw.choice(sorted(alive))
            _box, signed = alive.pop(key)
            if draw.random() < 0.5:
                forget([signed.person], now=timezone.now())
            else:
                Grant.objects.filter(submission_id=signed.submission, purpose__in=purposes).update(
                    ends_at=timezone.now()
                )
        else:
            who = f"bird{draw.randrange(12)}"
            address = draw.choice(spellings).format(who)
            if address in {box for box, _signed in alive.values()}:
                continue
            alive[turn] = (address, sign("Bird", email=address))
        if turn % 8 == 7:
            assert counted() == len({canonical(box) for box, _signed in alive.values()})
