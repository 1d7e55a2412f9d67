"""What needs me today: counts and links for whose duty it is, and nothing for anybody else; nobody's data opens."""

import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from azukari.core.forms.handling import handle
from azukari.core.forms.models import Handled, Submission
from azukari.core.forms.suspicion import Suspected
from azukari.core.ledger.models import Pending
from azukari.core.mail.models import Message
from azukari.core.mail.retrying import MOST_ATTEMPTS
from azukari.core.policy_versions.current import Current
from azukari.core.vault.events import VALUE_RELEASED
from azukari.features.audits.observe import keep
from azukari.lib.control import ControlResult, controls
from azukari.policy.terms import Actor, ActorKind, Policy
from azukari.shells.staff.needs import Need, register
from tests.console import desks

pytestmark = pytest.mark.usefixtures("published")


def home(client: Client) -> str:
    answer = client.get("/console/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_came_in_is_to_be_read_until_somebody_takes_it_up(published: Current):
    registered, user = desks.register("feedback"), desks.staff("feedback")
    client = desks.browser(user)
    assert "1 submission to read: Opinions" in home(client)
    handle(
        registered.submission,
        state=Handled.IN_HAND,
        assignee=user.reference,
        version=0,
        form=published.policy.forms["feedback"],
        policy=published.policy,
        actor=Actor(ActorKind.STAFF, str(user.reference), frozenset({"feedback"})),
        now=desks.moment(),
    )
    page = home(client)
    assert "to read" not in page
    assert "1 submission in your hands" in page
    listed = client.get("/console/forms/feedback/?state=in-hand&mine=1").content.decode()
    assert listed.count("<tr>") == 2
    other = desks.browser(desks.staff("feedback", email="other@staff.example.org"))
    assert "in your hands" not in home(other)


def test_what_waits_apart_and_whom_no_mail_reaches(published: Current):
    desks.register("membership", suspected=Suspected(3, ("many-links",)))
    lost = desks.register("membership", {"email": "lost@example.org"}, confirmed=False)
    now = desks.moment()
    Message.objects.create(
        kind="forms:confirm", reference=lost.submission, lang="ja", created_at=now, due_at=now, attempts=MOST_ATTEMPTS
    )
    client = desks.browser(desks.staff("membership"))
    page = home(client)
    assert "1 submission looks like spam" in page
    assert "1 person could not be reached" in page
    assert client.get("/console/forms/membership/?state=undelivered").content.decode().count("<tr>") == 2


def test_another_duty_sees_none_of_it():
    desks.register("feedback")
    desks.register("feedback", suspected=Suspected(3, ("many-links",)))
    page = home(desks.browser(desks.staff("membership")))
    assert "Nothing is waiting for you" in page
    assert "Opinions" not in page


def test_the_numbers_count_each_person_once_and_open_nothing():
    before = Pending.objects.filter(kind=VALUE_RELEASED.name).count()
    for number in (1, 2, 2):
        desks.register("magazine", {"email": f"m{number}-marker@example.org"})
    page = home(desks.browser(desks.staff("magazine")))
    assert "<b>2</b> people now" in page
    assert "3 in all, 3 at most" in page
    assert desks.MARK.lower() not in page.lower()
    assert Pending.objects.filter(kind=VALUE_RELEASED.name).count() == before


def test_members_who_came_with_a_list_are_nothing_to_read():
    desks.register("membership")
    Submission.objects.update(channel="import")
    assert "to read" not in home(desks.browser(desks.staff("membership")))


def _fared(**findings: int) -> None:
    outcomes = [
        ControlResult(control, ("something is wrong",) * findings[control.name])
        for control in controls()
        if control.name in findings
    ]
    keep(outcomes, desks.moment())


def test_a_control_that_found_something_is_told_to_whom_it_concerns():
    _fared(mail=2, ledger=0)
    operator = desks.browser(desks.staff("operator"))
    assert "1 control is broken" in home(operator)
    page = operator.get("/console/controls/").content.decode()
    assert "Mail goes out." in page
    assert "something is wrong" in page
    member = desks.browser(desks.staff("membership"))
    assert "control is broken" not in home(member)
    assert member.get("/console/controls/").status_code == 403
    _fared(mail=0, ledger=0)
    assert "control is broken" not in home(operator)


def test_controls_that_never_ran_say_so():
    page = desks.browser(desks.staff("auditor")).get("/console/controls/").content.decode()
    assert "have not run yet" in page


@pytest.mark.parametrize("at", ["/console/forms/feedback/", "/console/recipients/"])
def test_a_page_asks_once_what_its_reader_may(at: str) -> None:
    client = desks.browser(desks.staff("feedback"))  # who may see the first, and not the second
    client.get(at)
    with CaptureQueriesContext(connection) as queries:
        client.get(at)
    told = ("FROM accounts_staffduty WHERE", "SELECT 1 FROM mfa_authenticator")
    asked = [sum(table in query["sql"] for query in queries) for table in told]
    assert asked == [1, 1]


def _pile(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nine lines of work, of which the last falls due first, and one of the auditor alone."""
    day = desks.moment().date()

    def lines(actor: Actor, _policy: Policy, _now: datetime) -> list[Need]:
        own = [Need(f"line {n}", "/console/", due=day + timedelta(days=60 - n)) for n in range(9)]
        return [
            *(own if "membership" in actor.duties else ()),
            *([Need("line of the auditor", "/console/")] if "auditor" in actor.duties else ()),
        ]

    monkeypatch.setattr(register, "known", [lines])


def _lines(page: str) -> list[str]:
    at_once = page.partition("<details")[2].partition('id="needs-title"')[2].partition("<details")[0]
    return re.findall(r">(line [^<]+)<", at_once)


def test_seven_lines_of_work_stand_at_once_and_what_falls_due_first_leads(monkeypatch: pytest.MonkeyPatch):
    _pile(monkeypatch)
    page = home(desks.browser(desks.staff("membership")))
    assert _lines(page) == [f"line {n}" for n in range(8, 1, -1)]
    assert "2 more" in page
    assert page.count(">line ") == 9


def test_a_selected_duty_narrows_home_and_menu_and_says_what_waits_elsewhere(monkeypatch: pytest.MonkeyPatch):
    _pile(monkeypatch)
    client = desks.browser(desks.staff("membership", "auditor"))
    page = home(client)
    assert "All duties" in page
    assert page.count(">line ") == 10
    assert "/console/controls/" in page
    assert client.post("/console/duty/", {"duty": "membership"}).status_code == 302
    page = home(client)
    assert page.count(">line ") == 9
    assert "line of the auditor" not in page
    assert "1 thing to do in your other duties" in page
    assert "/console/controls/" not in page
    assert client.get("/console/controls/").status_code == 200, "selecting a duty takes no right"
    client.post("/console/duty/", {"duty": ""})
    assert "line of the auditor" in home(client)


def test_a_duty_that_is_not_held_cannot_be_selected(monkeypatch: pytest.MonkeyPatch):
    _pile(monkeypatch)
    user = desks.staff("membership", "auditor")
    client = desks.browser(user)
    client.post("/console/duty/", {"duty": "operator"})
    assert home(client).count(">line ") == 10, "A duty that was never held."
    client.post("/console/duty/", {"duty": "auditor"})
    assert home(client).count(">line ") == 1
    desks.exchange_duty(user, "membership")
    assert "line of the auditor" not in home(client), "A duty that is not held any more."
