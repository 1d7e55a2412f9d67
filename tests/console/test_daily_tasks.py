"""What daily tasks cost, counted by a browser that does them: actions (a click, a key that sends) and pages loaded.

A caller's record opened, and a submission answered, are counted in `test_search_in_a_browser` and
`test_reply_in_a_browser`. How many each may take stands in `tests/console/tasks.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, Request, expect
from pytest_django.live_server_helper import LiveServer

from azukari.core.accounts.models import User
from azukari.core.cases.models import Case
from azukari.core.forms.models import Handling, RegistrationEnd, Submission
from azukari.core.policy_versions.current import Current
from azukari.features.members.admit import admit
from azukari.features.members.models import Invoice, Membership, Payment
from azukari.features.members.registers import begin_with_suggested, classes_of
from azukari.features.rights.carry_out import run
from azukari.policy.casework import CaseState
from tests.browser import OpenPage, carry_session
from tests.console import desks
from tests.console.selected_purpose import TAKE, WORK
from tests.console.tasks import MOST

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@dataclass
class Work:
    """Somebody at work, who is counted."""

    page: Page
    at: str
    actions: int = 0
    loads: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        """Where the task begins: from here on it is counted."""
        self.page.goto(f"{self.at}{path}")
        self.page.on("framenavigated", lambda frame: self.loads.append(frame.url))

    def act(self, what: Locator, deed: str = "click") -> None:
        self.actions += 1
        getattr(what, deed)()

    def press(self, what: Locator, key: str) -> None:
        self.actions += 1
        what.press(key)


type Begin = Callable[..., Work]


@pytest.fixture
def published(transactional_db: None) -> Current:
    return desks.publish()


@pytest.fixture
def begin(published: Current, live_server: LiveServer, open_page: OpenPage) -> Begin:
    def come(user: User, *, selected_purpose: bool = False) -> Work:
        client = desks.fresh(user)
        if selected_purpose:
            assert client.post(TAKE, WORK).status_code == 302
        page = open_page(lang="en")
        carry_session(page, client, live_server.url)
        return Work(page, live_server.url)

    return come


def _asked(page: Page) -> list[Request]:
    found: list[Request] = []
    page.on("request", lambda request: found.append(request) if request.method == "POST" else None)
    return found


def test_a_payment_for_a_caller_takes_four_actions(begin: Begin):
    desks.register("membership")
    before = Payment.objects.count()
    work = begin(desks.staff("membership"), selected_purpose=True)
    work.go("/console/")
    work.page.locator("#head-text").fill("5678")
    work.press(work.page.locator("#head-text"), "Enter")
    work.act(work.page.get_by_role("button", name="Marker Aoba"))
    amount = work.page.locator("form[action$='/payment/'] input[name=amount]")
    amount.fill("3000")
    work.act(work.page.locator("form[action$='/payment/'] button"), "dblclick")  # a nervous finger
    expect(work.page.get_by_text("The payment is in the books.")).to_be_visible()
    expect(work.page.get_by_role("heading", level=1)).to_contain_text("Marker Aoba")  # still open
    assert Payment.objects.count() == before + 1
    assert work.actions <= MOST["A payment recorded for a caller"]
    assert len(work.loads) <= 4


def test_a_paper_application_is_entered_on_one_page(begin: Begin):
    work = begin(desks.staff("membership"))
    work.go("/console/forms/membership/enter/")
    page, posts = work.page, _asked(work.page)
    page.locator("input[name=entry-told][value=paper]").check()
    page.locator("input[name=entry-lang][value=ja]").check()
    page.locator("input[name=member_class]").first.check()
    for name, text in (("name", "紙野 申子"), ("postcode", "100-0001"), ("address", "東京都千代田区千代田1-1")):
        page.locator(f"[name={name}]").fill(text)
    page.locator("input[name=entry-without]").check()
    work.act(page.get_by_role("button", name="Enter it"), "dblclick")
    page.wait_for_url(f"{work.at}/console/forms/membership/*-*/")
    assert Submission.objects.count() == 1
    assert posts
    assert work.actions <= MOST["A paper application entered, once it is typed"]


def test_an_erasure_asked_for_by_telephone_takes_ten_actions(begin: Begin):
    desks.register("membership")
    desks.staff("membership")
    work = begin(desks.staff("privacy"))
    work.go("/console/rights/")
    page = work.page
    work.act(page.locator("main a[href$='/rights/new/']").first)
    work.act(page.locator("input[name=kind][value=elimination]"), "check")
    page.locator("#f-said").fill("She wants all of it erased.")
    page.locator("#f-contact").fill("03-1234-5678")
    work.act(page.locator("main input[name=lang][value=ja]"), "check")
    work.act(page.locator("main form button[type=submit]"))
    page.locator("#f-exactly").fill("aoba-marker@example.org")
    work.act(page.locator("form[action$='/connect/'] button"))
    work.act(page.locator("input[name=shown][value=call-back]"), "check")
    work.act(page.locator("form[action$='/shown/'] button"))
    work.act(page.locator("input[name=outcome][value=granted]"), "check")
    work.act(page.locator("form[action$='/decide/'] button"))
    page.wait_for_url("**?done=decided")
    run(timezone.now())
    page.reload()
    work.act(page.locator("form[action$='/answer/'] button"))
    page.wait_for_load_state()
    assert Case.objects.get().state == CaseState.CLOSED
    assert work.actions <= MOST["An erasure asked for by telephone, to its answer"]


def _call(work: Work) -> None:
    """Somebody calls: from the first page of the console to their open record."""
    work.go("/console/")
    work.page.locator("#head-text").fill("5678")
    work.press(work.page.locator("#head-text"), "Enter")
    work.act(work.page.get_by_role("button", name="Marker Aoba"))


def test_a_caller_who_names_a_number_is_found_in_two_actions(begin: Begin):
    known, now = desks.register("membership"), timezone.now()
    begin_with_suggested("membership", actor=desks.OPERATOR, now=now)
    owes = next(each for each in classes_of("membership") if each.fee)
    admit(known.submission, into=owes.id, actor=desks.OPERATOR, now=now)
    work = begin(desks.staff("membership"), selected_purpose=True)
    work.go("/console/")
    work.page.locator("#head-text").fill(Invoice.objects.earliest("id").code)
    work.press(work.page.locator("#head-text"), "Enter")
    work.act(work.page.get_by_role("button", name="Marker Aoba"))
    expect(work.page.get_by_text("03-1234-5678")).to_be_visible()
    assert work.actions <= MOST["A caller's record opened by a number"]
    assert len(work.loads) <= 3


def test_a_sealed_list_is_read_by_name_after_one_action(begin: Begin):
    desks.register("membership")
    work = begin(desks.staff("membership"))
    work.go("/console/forms/membership/")
    work.act(work.page.locator(".take-here button[value=answer]"))
    expect(work.page.locator("tbody")).to_contain_text("Marker Aoba")
    assert work.actions <= MOST["A sealed list read by name"]


def test_an_applicant_is_admitted_in_three_actions(begin: Begin):
    known = desks.register("membership")
    begin_with_suggested("membership", actor=desks.OPERATOR, now=timezone.now())
    work = begin(desks.staff("membership"), selected_purpose=True)
    work.go("/console/members/membership/applications/")
    work.act(work.page.locator("tbody th button"))
    form = work.page.locator("form[action$='/admit/']").first
    work.actions += 1
    form.locator("select").select_option(index=1)
    work.act(form.locator("button"), "dblclick")
    expect(work.page.locator("main")).to_contain_text("Admitted.")
    assert Membership.objects.get(pk=known.submission).joined_on
    assert work.actions <= MOST["An applicant admitted, from the list"]


def test_a_callers_name_is_corrected_in_five_actions(begin: Begin):
    desks.register("membership")
    work = begin(desks.staff("membership"), selected_purpose=True)
    _call(work)
    work.act(work.page.locator("a[href$='#edit']").first)
    work.page.locator("#edit [name=name]").fill("Marker Midori")
    work.act(work.page.locator("#edit input[name=channel]").first, "check")
    work.act(work.page.locator("#edit button[type=submit]"), "dblclick")
    expect(work.page.get_by_role("heading", level=1)).to_contain_text("Marker Midori")
    assert work.actions <= MOST["A caller's data corrected"]


def test_a_registration_is_ended_for_a_caller_in_four_actions(begin: Begin):
    known = desks.register("membership")
    work = begin(desks.staff("membership"), selected_purpose=True)
    _call(work)
    form = work.page.locator("form:has(select[name=way])").first
    work.actions += 1
    form.locator("select").select_option(index=1)
    work.act(form.locator("button"), "dblclick")
    work.page.wait_for_url("**done=**")
    assert RegistrationEnd.objects.filter(submission=known.submission).exists()
    assert work.actions <= MOST["A registration ended for a caller"]


def test_two_messages_are_taken_over_at_once_in_four_actions(begin: Begin):
    for n in range(2):
        desks.register("feedback", {"email": f"asks-{n}@example.org"})
    work = begin(desks.staff("feedback"))
    work.go("/console/forms/feedback/")
    for n in range(2):
        work.act(work.page.locator("input[name=picked]").nth(n), "check")
    work.actions += 1
    work.page.locator("#f-act").select_option(index=1)
    work.act(work.page.locator(".list-tools button[type=submit]"), "dblclick")
    work.page.wait_for_url("**done=**")
    assert Handling.objects.exclude(assignee=None).count() == 2
    assert work.actions <= MOST["Two messages taken over at once"]
