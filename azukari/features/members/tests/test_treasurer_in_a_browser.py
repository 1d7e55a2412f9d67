"""A treasurer's day in a browser: a bank file of sixty lines, the same again, another account, a verdict overruled, one
debt in three lines, one deposit typed in two windows, and unknown money; in both languages (P05).
"""

from collections.abc import Sequence
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import FilePayload, Page, expect
from pytest_django.live_server_helper import LiveServer

from azukari.core.payments.order import CURRENCY, Collected
from azukari.core.policy_versions.current import Current
from azukari.demo.people import SETTER
from azukari.features.members.admit import admit
from azukari.features.members.models import Invoice, MemberClass, Membership, Payment, Unbooked
from azukari.features.members.online.reported import keep_unbooked
from azukari.features.members.registers import begin_with_suggested
from tests.browser import OpenPage, carry_session, looked_at
from tests.console import desks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FORM, DUE = "membership", 3000


@pytest.fixture
def published(transactional_db: None) -> Current:
    return desks.publish()


@pytest.fixture
def members(published: Current) -> list[UUID]:
    """Six who owe 3,000 yen each, by their numbers."""
    now = timezone.now()
    begin_with_suggested(FORM, actor=SETTER, now=now)
    regular = MemberClass.objects.get(form=FORM, name_en="Regular member")
    for n in range(6):
        made = desks.register(FORM, {"name": f"見本 {n}", "email": f"member-{n}@example.org"})
        admit(made.submission, into=regular.id, actor=SETTER, now=now)
    Payment.objects.all().delete()
    Invoice.objects.update(amount=DUE, paid=0, state="open")
    return list(Membership.objects.order_by("number").values_list("pk", flat=True))


def _file(rows: Sequence[str], account: str) -> FilePayload:
    today = timezone.localdate()
    lines = [f"{today:%Y/%m/%d},{payer},{DUE},{(n + 1) * DUE}" for n, payer in enumerate(rows)]
    text = "\n".join([f"口座番号,{account}", "日付,摘要,入金,残高", *lines])
    return {"name": "bank.csv", "mimeType": "text/csv", "buffer": text.encode()}


def _upload(page: Page, at: str, file: FilePayload) -> None:
    page.goto(at)
    page.locator("main input[type=file]").set_input_files(files=[file])
    page.locator("form[enctype] button").click()
    expect(page.locator("input[name=line]").first).to_be_attached()


def _record(page: Page) -> list[str]:
    """Press the button; how many lines and yen: in the file, recorded now, recorded before, not recorded."""
    page.locator("form[action$='/confirm/'] button").click()
    page.wait_for_url("**/bank/?done=*")
    return page.locator("dl.facts dd").all_inner_texts()


def _booked() -> int:
    return Payment.objects.count()


@pytest.mark.parametrize(("lang", "width", "scheme"), [("ja", 320, "dark"), ("en", 1280, "light")])
def test_what_came_in_is_booked_once_whatever_is_pressed(
    lang: str, width: int, scheme: str, members: list[UUID], live_server: LiveServer, open_page: OpenPage
):
    page, marked = open_page(lang=lang, width=width, color_scheme=scheme), f"{lang}-{width}"
    client = desks.browser(desks.staff("membership"))
    client.get("/console/")
    carry_session(page, client, live_server.url)
    bank = f"{live_server.url}/console/members/{FORM}/bank/"
    codes = [Invoice.objects.get(submission=each).code for each in members]
    strangers = [f"ミホン{n:02}シヤ" for n in range(52)]
    sixty = [*codes, codes[0], codes[0], *strangers]

    _upload(page, bank, _file(sixty, "1111111"))
    assert page.locator("input[name=line]").count() == 60
    assert page.locator("input[name=take]:checked").count() == 6, "one debt in three lines is ticked once"
    looked_at(page, f"bank-sixty-{marked}")
    assert [text.split()[0].partition("件")[0] for text in _record(page)] == ["60", "6", "0", "54"]
    assert (_booked(), Invoice.objects.filter(state="paid").count()) == (6, 6)
    looked_at(page, f"bank-sixty-done-{marked}")

    _upload(page, bank, _file(sixty, "1111111"))  # the same file again
    assert page.locator("input[name=take]:checked").count() == 0
    _record(page)
    assert _booked() == 6

    _upload(page, bank, _file(codes[:1], "2222222"))  # another account has a line of the same day, payer and amount
    page.locator("input[name=take]").first.check()
    _record(page)
    assert _booked() == 7

    _upload(page, bank, _file(codes[:1], "1111111"))  # in the books already: overruled, and given to somebody else
    expect(page.locator("input[name=take]")).to_have_count(0)
    page.locator("select[name=why]").select_option("another")
    page.locator("input[name=to]").fill("2")
    _record(page)
    assert Payment.objects.filter(submission=members[1]).count() == 2

    person = f"{live_server.url}/console/people/{Membership.objects.get(pk=members[2]).person_id}/"
    windows = [page, page.context.new_page()]
    for each in windows:
        each.goto(person)
        each.locator("#dues input[name=amount]").fill("1234")
    for each in windows:
        each.locator("form[action$='/payment/'] button").click()
        each.wait_for_url("**done=paid*")
    assert Payment.objects.filter(submission=members[2], amount=1234).count() == 1
    expect(windows[1].locator("#dues input[name=another]")).to_be_visible()
    looked_at(windows[1], f"paid-twice-{marked}")

    with transaction.atomic():
        told = Collected(None, "cs_live_1", DUE, CURRENCY, timezone.now(), "pi_1")
        keep_unbooked(told, Unbooked.NOBODY, recipient="stripe", now=timezone.now())
    page.goto(f"{live_server.url}/console/members/{FORM}/money/")
    looked_at(page, f"unknown-money-{marked}")
    page.locator("input[name=number]").fill("4")
    page.locator("form[action$='/give/'] button").click()
    page.wait_for_url("**done=assigned*")
    assert Payment.objects.get(charge="pi_1").submission_id == members[3]
    looked_at(page, f"unknown-money-given-{marked}")
