"""Invalid signatures: found by hours of domains, previewed, removed to the number, and put back; honest ones stay."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from azukari.core.consent.models import Grant
from azukari.core.policy_versions.current import current
from azukari.core.vault.legal_holds import set_hold
from azukari.core.vault.mailboxes import Marks
from azukari.features.campaigns.models import DomainHour, Removal, Signature
from azukari.features.campaigns.removing import (
    RemovalChoice,
    chosen,
    end_removed,
    forget_trends,
    found_bursts,
    remove,
    take_back,
)
from azukari.features.campaigns.tests import signing
from azukari.features.campaigns.tests.signing import FORM, counted, sign
from azukari.features.campaigns.unusual import needs
from azukari.lib.conflict import StaleVersion
from azukari.lib.identifier import new_id
from azukari.policy.burst import Hour, bursts
from azukari.policy.casework import Hold
from azukari.policy.terms import Actor, ActorKind
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
    [found] = found_bursts([FORM])[FORM]
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
    assert (wrong.status_code, "nothing was removed" in wrong.content.decode()) == (409, True)
    done: Any = client.post(f"{at}remove/", {"which": key, "count": "30"}, follow=True)
    assert "They no longer count" in done.content.decode()
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


CHECKS = f"/console/forms/{FORM}/campaign/checks/"


def _which(client: Any) -> list[str]:
    return re.findall(r'name="which" value="([^"]+)"', client.get(CHECKS).content.decode())


def test_disposable_ones_are_looked_at_and_gone_from_the_list_once_they_are_out(db: None):
    signing.published()
    for number in range(2):
        sign(f"Bot{number}", email=f"bot{number}@mailinator.com")
    sign("Heron")
    counted()
    client = desks.browser(desks.staff("campaigns"))
    [which] = _which(client)
    look = client.post(f"{CHECKS}look/", {"which": which}).content.decode()
    assert "2 signatures would not be counted" in look
    assert "Disposable addresses" in look
    assert "Look with those as well" not in look, "nobody of them is known"
    assert "The number has changed" not in look
    client.post(f"{CHECKS}remove/", {"which": which, "count": "2"})
    assert _which(client) == []
    page = client.get(CHECKS).content.decode()
    assert ("Nothing looks unusual" in page, page.count("Put back</button>") + page.count("Put back<span")) == (True, 1)
    assert "They count" not in page


@pytest.fixture
def few(db: None) -> RemovalChoice:
    """Three of one domain, one of whom is known, in an hour that brought many, and one honest signer."""
    signing.published()
    sign("Heron")
    for number in range(2):
        sign(f"Bot{number}", email=f"bot{number}@burst.example.com")
    desks.register("feedback", {"email": "known@burst.example.com"})
    sign("Known", email="known@burst.example.com")
    assert counted() == 4
    DomainHour.objects.filter(domain=Marks(FORM).domain("example.com")).update(count=31)
    [found] = found_bursts([FORM])[FORM]
    return RemovalChoice(FORM, found.domain, found.begins, found.ends)


def test_those_who_are_known_go_too_where_staff_say_so(few: RemovalChoice):
    client = desks.browser(desks.staff("campaigns"))
    [which] = _which(client)
    for late in (few.ends, few.ends + timedelta(seconds=1), few.begins - timedelta(seconds=1)):
        Signature.objects.filter(number=4).update(signed_at=late)
        assert chosen(replace(few, known_too=True)).count() == 2
    Signature.objects.filter(number=4).update(signed_at=few.begins)
    look = client.post(f"{CHECKS}look/", {"which": which, "known": "1"}).content.decode()
    assert "3 signatures would not be counted" in look
    assert "stays in" not in look
    assert "Leave people in who are known here" in look
    client.post(f"{CHECKS}remove/", {"which": which, "known": "1", "count": "3"})
    assert counted() == 1
    assert (Removal.objects.get().known_too, Removal.objects.get().count) == (True, 3)
    assert _which(client) == []


def test_a_number_that_the_page_did_not_promise_takes_nothing_out(few: RemovalChoice):
    client = desks.browser(desks.staff("campaigns"))
    [which] = _which(client)
    for count in ("", "-2", "x", "000000002"):
        answer = client.post(f"{CHECKS}remove/", {"which": which, "count": count})
        assert (answer.status_code, "2 signatures would not be counted" in answer.content.decode()) == (200, True)
    assert client.post(f"{CHECKS}remove/", {"which": "x", "count": "2"}).status_code == 422
    with pytest.raises(StaleVersion):
        remove(RemovalChoice(FORM, b"none", DAY, DAY), promised=0, actor=STAFF, now=timezone.now())
    assert not Removal.objects.exists()
    client.post(f"{CHECKS}remove/", {"which": which, "count": "00000002"})
    assert Removal.objects.get().count == 2


def test_a_removal_of_another_campaign_is_not_put_back_from_here(few: RemovalChoice):
    made = remove(few, promised=2, actor=STAFF, now=timezone.now())
    Removal.objects.update(form="another")
    client = desks.browser(desks.staff("campaigns"))
    assert client.post(f"{CHECKS}{made.id}/back/").status_code == 422
    assert Signature.objects.filter(removal=made).count() == 2
    assert "Removed until now" not in client.get(CHECKS).content.decode()


def test_what_was_put_back_is_a_burst_to_look_at_again_and_says_so(few: RemovalChoice):
    take_back(remove(few, promised=2, actor=STAFF, now=timezone.now()), actor=STAFF, now=timezone.now())
    client = desks.browser(desks.staff("campaigns"))
    page = client.get(CHECKS).content.decode()
    assert page.count('name="which"') == 1
    assert ">put back</td>" in page
    undone = Removal.objects.get().undone_at
    assert undone
    assert take_back(Removal.objects.get(), actor=STAFF, now=timezone.now()) == 0
    assert Removal.objects.get().undone_at == undone


def test_a_large_provider_is_named_and_another_domain_is_not(db: None):
    signing.published()
    names = {Marks(FORM).domain(name): name for name in ("gmail.com", "small.example.com")}
    for domain in names:
        DomainHour.objects.create(form=FORM, domain=domain, hour=DAY, count=40)
        DomainHour.objects.create(form="another", domain=domain, hour=DAY, count=40)
    page = desks.browser(desks.staff("campaigns")).get(CHECKS).content.decode()
    assert page.count("gmail.com") == 2
    [unnamed] = [domain for domain, name in names.items() if name != "gmail.com"]
    assert f"not named here ({unnamed.hex()[-6:].upper()})" in page
    assert "small.example" not in page


def test_a_burst_waits_at_the_desk_of_the_campaign_s_duty_for_three_days(db: None):
    policy, now = signing.published().policy, DAY + timedelta(days=3)
    DomainHour.objects.create(form=FORM, domain=b"d", hour=DAY, count=20)

    def told(at: datetime, actor: Actor = STAFF) -> int:
        return len(needs(actor, policy, at))

    assert told(now) == 1
    assert told(now + timedelta(seconds=1)) == 0, "its hour began more than three days ago"
    assert told(now, replace(STAFF, duties=frozenset({"magazine"}))) == 0
    DomainHour.objects.update(count=19)
    assert told(now) == 0
    DomainHour.objects.update(count=20, form="another")
    assert told(now) == 0


def test_trends_go_with_the_campaign(db: None):
    signing.published()
    for form in (FORM, "another"):
        DomainHour.objects.create(form=form, domain=b"d", hour=DAY, count=40)
    assert forget_trends(DAY) == 1
    assert forget_trends(datetime(2028, 3, 31, 14, 59, tzinfo=UTC)) == 0
    assert forget_trends(datetime(2028, 3, 31, 15, tzinfo=UTC)) == 1


def test_a_trend_is_by_hours_and_knows_which_domains_are_disposable(db: None):
    signing.published()
    at = datetime(2026, 11, 28, 3, 59, 59, 9, tzinfo=UTC)
    for number, (domain, hours) in enumerate((("example.com", 0), ("example.com", 1), ("mailinator.com", 1))):
        one = sign("Bot", email=f"bot{number}@{domain}")
        Signature.objects.filter(pk=one.submission).update(signed_at=at + timedelta(hours=hours))
    assert counted() == 3
    assert counted() == 3
    rows = DomainHour.objects.order_by("hour", "is_disposable").values_list("hour", "count", "is_disposable")
    first, second = (datetime(2026, 11, 28, hour, tzinfo=UTC) for hour in (3, 4))
    assert list(rows) == [(first, 1, False), (second, 1, False), (second, 1, True)]
