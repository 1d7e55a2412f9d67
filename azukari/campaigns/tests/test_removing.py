"""Invalid signatures: found by hours of domains, previewed, removed to the number, and put back; honest ones stay."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from azukari.campaigns.models import Removal, Signature
from azukari.campaigns.removing import RemovalChoice, chosen, end_removed, found_bursts, remove, take_back
from azukari.campaigns.tests import signing
from azukari.campaigns.tests.signing import FORM, counted, sign
from azukari.campaigns.unusual import needs
from azukari.charter.current import current
from azukari.consent.models import Grant
from azukari.lib.conflict import StaleVersion
from azukari.lib.identifier import new_id
from azukari.policy.burst import Hour, bursts
from azukari.policy.casework import Hold
from azukari.policy.terms import Actor, ActorKind
from azukari.vault.legal_holds import set_hold
from tests.console import desks

DAY = datetime(2026, 11, 2, tzinfo=UTC)
STAFF = Actor(ActorKind.STAFF, "00000000-0000-4000-8000-000000000009", frozenset({"campaigns"}))


def trend(**domains: list[int]) -> list[Hour]:
    return [
        Hour(domain.encode(), DAY + timedelta(hours=at), count)
        for domain, counts in domains.items()
        for at, count in enumerate(counts)
        if count
    ]


@pytest.mark.parametrize(
    ("hours", "found"),
    [
        (trend(a=[5] * 20, b=[3] * 20), []),
        (trend(a=[5] * 20, b=[0] * 10 + [200, 300] + [0] * 8), [(b"b", 10, 12, 500)]),
        (trend(a=[10] * 10 + [200] * 3, b=[8] * 10 + [170] * 3), []),  # on the news: everybody rises
        (trend(a=[40] * 24), []),  # a large provider, as ever, after its first hour
        (trend(a=[0, 0, 19]), []),
    ],
)
def test_what_is_unusual(hours: list[Hour], found: list[tuple[bytes, int, int, int]]):
    hours = [one for one in hours if one.at > DAY] if not found else hours
    told = [
        (b.domain, (b.begins - DAY).seconds // 3600, (b.ends - DAY).seconds // 3600, b.count) for b in bursts(hours)
    ]
    assert [one for one in told if one[0] != b"a"] == found


@pytest.fixture
def burst(db: None) -> RemovalChoice:
    """Thirty of one domain within an hour, one of whom is a member, beside honest signers over the days before."""
    signing.published()
    for number in range(30):
        sign(f"Bot{number}", email=f"bot{number}@burst.example.com")
    member = desks.register("membership", {"email": "member@burst.example.com"})
    sign("Member", email="member@burst.example.com")
    for number in range(6):
        sign(f"Bird{number}")
    now = timezone.now()
    Signature.objects.update(signed_at=now)
    assert Signature.objects.filter(person_id=member.person).exists()
    assert counted(now) == 37
    [found] = found_bursts(FORM)
    assert found.count == 31
    return RemovalChoice(FORM, found.domain, found.begins, found.ends)


def test_a_preview_is_what_is_removed_and_nobody_who_is_known_goes_by_default(burst: RemovalChoice):
    assert chosen(burst).count() == 30
    remove(burst, promised=30, actor=STAFF, now=timezone.now())
    assert counted() == 7
    assert Signature.objects.filter(removal__isnull=False).count() == 30
    assert needs(STAFF, current().policy, timezone.now()) == []


def test_one_more_or_less_and_nothing_is_removed(burst: RemovalChoice):
    with pytest.raises(StaleVersion):
        remove(burst, promised=31, actor=STAFF, now=timezone.now())
    assert counted() == 37
    assert not Removal.objects.exists()


def test_one_persons_hold_never_stops_the_others(burst: RemovalChoice):
    held = chosen(burst).earliest("number")
    until = timezone.now() + timedelta(days=100)
    set_hold(held.person_id, next(iter(Hold)), until=until, actor=desks.OPERATOR, now=timezone.now(), case=new_id())
    remove(burst, promised=30, actor=STAFF, now=timezone.now())
    assert end_removed(timezone.now()) == 30
    purposes = current().policy.forms[FORM].purposes
    ends = Grant.objects.filter(submission_id=held.pk, purpose__in=purposes).values_list("ends_at", flat=True)
    assert None not in ends
    assert end_removed(timezone.now()) == 0


def test_all_of_it_can_be_put_back(burst: RemovalChoice):
    made = remove(burst, promised=30, actor=STAFF, now=timezone.now())
    end_removed(timezone.now())
    assert take_back(made, actor=STAFF, now=timezone.now()) == 30
    assert counted() == 37
    assert not Grant.objects.filter(submission_id__in=chosen(burst).values("pk"), ends_at__isnull=False).exclude(
        purpose="confirmation"
    )


def test_staff_look_remove_and_put_back_without_a_single_address(burst: RemovalChoice):
    client, at = desks.browser(desks.staff("campaigns")), f"/console/forms/{FORM}/campaign/checks/"
    assert "Unusually many signatures at once" in client.get("/console/").content.decode()
    page = client.get(at).content.decode()
    assert ">31<" in page
    key = page.partition('name="which" value="')[2].partition('"')[0]
    look = client.post(f"{at}look/", {"which": key}).content.decode()
    assert "30 signatures would not be counted" in look
    assert "1 more stays in" in look
    wrong = client.post(f"{at}remove/", {"which": key, "count": "29"})
    assert (wrong.status_code, "nothing was taken out" in wrong.content.decode()) == (409, True)
    done: Any = client.post(f"{at}remove/", {"which": key, "count": "30"}, follow=True)
    assert "They count no more" in done.content.decode()
    assert counted() == 7
    back = client.post(f"{at}{Removal.objects.get().id}/back/", follow=True).content.decode()
    assert "They count again" in back
    assert counted() == 37
    assert "burst.example" not in page + look + back
    assert client.post(f"{at}look/", {"which": "x"}).status_code == 422
    assert desks.browser(desks.staff("magazine")).get(at).status_code == 403


def test_disposable_addresses_are_a_choice_of_their_own(db: None):
    signing.published()
    sign("Bot", email="bot@mailinator.com")
    sign("Heron")
    assert counted() == 2
    now = timezone.now()
    every = RemovalChoice(FORM, b"", now - timedelta(days=1), now + timedelta(minutes=1))
    remove(every, promised=1, actor=STAFF, now=now)
    assert counted() == 1
