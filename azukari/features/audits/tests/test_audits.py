"""Nobody audits their own duty; an audit ends with every question answered, and its breaches are findings."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from azukari.core.accounts.granting import change_duties
from azukari.core.accounts.models import User
from azukari.core.ledger.catalogue import find
from azukari.core.ledger.integrate import integrate_all
from azukari.core.ledger.looking import told as told_of
from azukari.core.ledger.reading import Recorded
from azukari.core.policy_versions.current import current
from azukari.features.audits.audits import begin, close, plan_year
from azukari.features.audits.checklist import questions
from azukari.features.audits.events import AUDIT_REFUSED
from azukari.features.audits.independence import Independence
from azukari.features.audits.models import Audit, AuditAnswer, AuditState, Finding
from azukari.lib.control import ControlState, Doubt, controls, examine
from azukari.lib.identifier import new_id
from azukari.policy.auditing import Account, DutyChange, held_since, is_same_person, may_audit
from azukari.shells.staff.staff_timeline import each_in_words
from tests.console import desks
from tests.console.selected_purpose import LIST, TAKE, WORK

START = datetime(2026, 1, 1, tzinfo=UTC)


def _account(reference="a", name="Aoi Sample", email="aoi@staff.example.org", held=()):
    return Account(reference, name, email, frozenset(held))


@pytest.mark.parametrize(
    ("mine", "others", "code"),
    [
        (_account(held={"auditor"}), [], "audit.independent"),
        (_account(held={"auditor", "membership"}), [], "audit.own-duty"),
        (_account(), [_account("b", "ＡＯＩ sample", "x@y.org", {"membership"})], "audit.own-duty-elsewhere"),
        (_account(), [_account("b", "B", "a.oi+work@staff.example.org", {"membership"})], "audit.own-duty-elsewhere"),
        (_account(), [_account("b", "Other", "other@staff.example.org", {"membership"})], "audit.independent"),
    ],
    ids=["never had it", "has it", "same name", "same mailbox", "somebody else"],
)
def test_independence(mine, others, code):
    assert may_audit("membership", mine, [mine, *others]).code == code


def test_a_duty_that_was_given_away_in_the_time_that_is_audited_counts():
    before, within = START - timedelta(days=90), START + timedelta(days=90)
    changes = [DutyChange(before, frozenset({"membership"}), True), DutyChange(within, frozenset({"auditor"}), True)]
    assert held_since(START, changes, {"auditor"}) == {"membership", "auditor"}
    assert held_since(within + timedelta(days=1), changes, {"auditor"}) == {"auditor"}


def test_two_blank_names_are_no_person():
    assert not is_same_person(_account(name="", email="a@x.org"), _account("b", "", "b@x.org"))


@pytest.fixture
def plan(charter):
    actor = desks.OPERATOR
    plan_year(timezone.now().year, current().policy, actor=actor, now=timezone.now())
    return {audit.duty: audit for audit in Audit.objects.all()}


def test_every_duty_is_planned_once(plan):
    assert set(plan) == set(current().policy.duties)
    assert plan_year(timezone.now().year, current().policy, actor=desks.OPERATOR, now=timezone.now()) == 0


def test_an_audit_from_its_beginning_to_its_end(plan):
    desks.register("membership")
    integrate_all(timezone.now())
    auditor = desks.staff("auditor")
    client, audit = desks.browser(auditor), plan["feedback"]
    at = reverse("console-audit", args=[audit.id])
    client.post(reverse("console-audit-begin", args=[audit.id]))
    audit.refresh_from_db()
    assert (audit.state, audit.auditor) == (AuditState.UNDER_WAY, f"staff:{auditor.reference}")
    rows = list(audit.answers.all())
    told = {f"{row.question}-is": "conforms" for row in rows[1:]} | {"words": "Well kept.", "version": "0"}
    first = rows[0].question
    for more, wrong in (({}, f"f-{first}-is"), ({f"{first}-is": "breach"}, f"f-{first}-words")):
        answer = client.post(at, {**told, **more, "close": "1"})
        page = answer.content.decode()
        assert (answer.status_code, page.count('<li><a href="#f-'), f'href="#{wrong}"' in page) == (422, 1, True)
        told["version"] = re.findall('name="version" value="(.+?)"', page)[0]
    assert "Well kept." in client.get(at).content.decode(), "what was concluded so far is kept"
    whole = told | {f"{first}-is": "breach", f"{first}-words": "Two hold it for nothing."}
    assert client.post(at, {**whole, "close": "1"}).status_code == 302, "nobody else has changed it"
    audit.refresh_from_db()
    assert (audit.state, audit.words) == (AuditState.CLOSED, "Well kept.")
    [found] = Finding.objects.all()
    assert found.said == "Two hold it for nothing."
    retest = reverse("console-finding-retest", args=[found.id])
    page = reverse("console-finding", args=[found.id])
    assert retest in client.get(page).content.decode()
    other = desks.browser(desks.staff("privacy")).get(page).content.decode()
    assert (retest in other, "who carried out the audit" in other) == (False, True)
    assert client.post(retest).status_code == 409, "Nobody has mended it."
    operator = desks.staff("operator")
    Finding.objects.update(owner=f"staff:{operator.reference}")
    desks.browser(operator).post(reverse("console-finding-mended", args=[found.id]))
    assert client.post(retest).status_code == 409, "Nobody has written down the cause."
    Finding.objects.update(cause="Nobody took it away.")
    assert client.post(retest).status_code == 302
    found.refresh_from_db()
    assert found.closed_at is not None


def test_the_entries_of_a_sample_are_told_in_words(plan):
    desks.register("membership")
    clerk = desks.browser(desks.staff("membership"))
    clerk.post(TAKE, WORK)
    clerk.get(LIST)
    integrate_all(timezone.now())
    auditor = desks.browser(desks.staff("auditor"))
    auditor.post(reverse("console-audit-begin", args=[plan["membership"].id]))
    page = auditor.get(reverse("console-audit", args=[plan["membership"].id])).content.decode()
    assert "Proof file" in page
    assert "On a list of Staff of membership for “Membership”" in page
    assert "vault:value:released" not in page


@pytest.mark.parametrize(
    ("lang", "title"), [("ja", "メールマガジンの号を承認しました"), ("en", "Issue of the magazine approved")]
)
def test_an_entry_that_is_for_auditors_alone_has_its_title_too(lang, title, charter):
    editor = desks.staff("magazine")
    about = {"actor": f"staff:{editor.reference}", "form": "magazine", "issue": str(new_id())}
    entry, policy = Recorded(new_id(), timezone.now(), find("magazine:issue:approved"), about, None), current().policy
    with translation.override(lang):
        told = each_in_words([entry], policy=policy, purposes=frozenset())[entry.id]
    assert told.title == title
    assert told.detail == f"{editor.name} · {policy.forms['magazine'].title[lang]}"


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_what_a_law_leaves_to_people_is_asked_of_those_whose_work_it_is(lang, plan):
    day = timezone.now().date()
    asked = {duty: questions(found, day) for duty, found in current().policy.duties.items()}
    assert {"appi-26-1", "gdpr-33", "appi-19"} <= {*asked["privacy"]}
    assert "appi-23" in asked["operator"]
    assert not [slug for slug in asked["questionnaires"] if slug.startswith(("appi", "gdpr", "jis", "nist"))]
    assert "gdpr-2025-2518" not in questions(current().policy.duties["privacy"], date(2025, 1, 1)), "Announced."
    client = desks.browser(desks.staff("auditor"), lang)
    client.post(reverse("console-audit-begin", args=[plan["operator"].id]))
    page = client.get(reverse("console-audit", args=[plan["operator"].id])).content.decode()
    assert {"ja": "部屋や機器、紙の管理", "en": "Rooms, machines and paper"}[lang] in page


def test_not_one_s_own_duty_nor_by_a_swapped_role_nor_by_a_second_account(plan):
    policy = current().policy
    begin = reverse("console-audit-begin", args=[plan["magazine"].id])
    both = desks.staff("magazine", "auditor")
    assert desks.browser(both).post(begin).status_code == 403
    integrate_all(timezone.now())
    swapped = User.objects.get(pk=both.pk)
    change_duties(swapped, ["magazine", "auditor"], policy=policy, actor=desks.OPERATOR, now=timezone.now())
    change_duties(swapped, ["auditor"], policy=policy, actor=desks.OPERATOR, now=timezone.now())
    integrate_all(timezone.now())
    assert desks.browser(swapped).post(begin).status_code == 403, "Who had the duty in the time that is audited."
    plan["magazine"].refresh_from_db()
    assert plan["magazine"].state == AuditState.PLANNED
    second = desks.staff("auditor", email="second@staff.example.org")
    User.objects.filter(pk=second.pk).update(name="Magazine Person")
    first = desks.staff("magazine", email="first@staff.example.org")
    User.objects.filter(pk=first.pk).update(name="magazine  PERSON")
    assert desks.browser(second).post(begin).status_code == 403
    stranger = desks.staff("auditor", email="stranger@staff.example.org")
    User.objects.filter(pk=stranger.pk).update(name="Somebody Else")
    assert desks.browser(stranger).post(begin).status_code == 302


def test_somebody_else_goes_on_where_the_auditor_has_left(plan):
    left, other, held = desks.staff("auditor"), desks.staff("privacy"), desks.staff("feedback")
    audit = plan["feedback"]
    at = reverse("console-audit", args=[audit.id])
    desks.browser(left).post(reverse("console-audit-begin", args=[audit.id]))
    questions = [row.question for row in audit.answers.all()]
    told = {f"{each}-is": "conforms" for each in questions} | {"words": "", "version": "0", "close": "1"}
    told |= {f"{questions[0]}-is": "breach", f"{questions[0]}-words": "Two hold it."}
    client = desks.browser(other)
    assert 'name="version"' not in client.get(at).content.decode()
    assert client.post(at, told).status_code == 409, "its auditor is still here"
    User.objects.filter(pk=left.pk).update(is_active=False)
    assert 'name="version"' in client.get(at).content.decode()
    assert client.post(at, told).status_code == 302
    audit.refresh_from_db()
    assert (audit.state, audit.auditor) == (AuditState.CLOSED, f"staff:{other.reference}")
    Audit.objects.update(auditor=f"staff:{left.reference}")
    finding = Finding.objects.get()
    retest = reverse("console-finding-retest", args=[finding.id])
    operator = desks.staff("operator")
    Finding.objects.update(owner=f"staff:{operator.reference}", cause="Nobody took it away.")
    desks.browser(operator).post(reverse("console-finding-mended", args=[finding.id]))
    assert retest in client.get(reverse("console-finding", args=[finding.id])).content.decode()
    assert client.post(retest).status_code == 302
    finding.refresh_from_db()
    assert finding.closed_at is not None
    assert held.is_active


@pytest.mark.parametrize("step", ["answer", "close", "retest"])
def test_a_duty_that_comes_to_the_auditor_between_the_steps_ends_it(plan, step):
    """Also where the page is not asked, but a request made by hand."""
    auditor, policy = desks.staff("auditor"), current().policy
    client, audit = desks.browser(auditor), plan["feedback"]
    at = reverse("console-audit", args=[audit.id])
    client.post(reverse("console-audit-begin", args=[audit.id]))
    questions = [row.question for row in audit.answers.all()]
    told = {f"{each}-is": "conforms" for each in questions} | {"words": "Well kept.", "version": "0"}
    told |= {f"{questions[0]}-is": "breach", f"{questions[0]}-words": "Two hold it."}
    if step == "retest":
        assert client.post(at, {**told, "close": "1"}).status_code == 302
        Finding.objects.update(owner="staff:x", mended_by="staff:x", cause="c")
    change_duties(auditor, ["auditor", "feedback"], policy=policy, actor=desks.OPERATOR, now=timezone.now())
    change_duties(auditor, ["auditor"], policy=policy, actor=desks.OPERATOR, now=timezone.now())
    integrate_all(timezone.now())
    client = desks.browser(User.objects.get(pk=auditor.pk))
    if step == "retest":
        refused = client.post(reverse("console-finding-retest", args=[Finding.objects.get().id]))
        assert Finding.objects.get().closed_at is None
    else:
        refused = client.post(at, told | ({"close": "1"} if step == "close" else {}))
        audit.refresh_from_db()
        assert (audit.state, audit.words) == (AuditState.UNDER_WAY, "")
    assert refused.status_code == 403
    assert [each.payload["audit"] for each in told_of([AUDIT_REFUSED])] == [str(audit.id)]


def test_closing_judges_again_whose_duty_it_is(plan):
    auditor = desks.staff("auditor")
    audit = plan["feedback"]
    begin(audit.id, current().policy, actor=desks.actor(auditor), now=timezone.now())
    AuditAnswer.objects.filter(audit=audit).update(outcome="conforms")
    desks.exchange_duty(auditor, "feedback")
    with pytest.raises(Independence):
        close(audit.id, actor=desks.actor(User.objects.get(pk=auditor.pk)), now=timezone.now())
    audit.refresh_from_db()
    assert audit.state == AuditState.UNDER_WAY


def test_where_nobody_else_could_audit_it_is_unknown_and_said(charter):
    """An office of one person: the duties that it holds can be audited by nobody."""
    now = timezone.now()
    control = next(each for each in controls() if each.name == "audits")
    desks.staff("auditor", "membership")
    alone = examine(control, now)
    assert (alone.state, alone.why) == (ControlState.UNKNOWN, Doubt.OWN)
    assert alone.doubts[0].startswith("Nobody here can audit 2 duties")
    desks.staff("auditor", email="second@staff.example.org")
    desks.staff("privacy", email="third@staff.example.org")
    assert examine(control, now).why is not Doubt.OWN
