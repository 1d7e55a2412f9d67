"""Lists and numbers of members: who stands on which, in which order, with what is owed; for staff and for programs."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from azukari.core.accounts.tokens import make
from azukari.core.policy_versions.current import current
from azukari.demo.people import SETTER
from azukari.features.members import payments
from azukari.features.members.counts import Counts, Entry, add_counts, of_payments
from azukari.features.members.desk.columns import COLUMNS
from azukari.features.members.desk.needs import unbooked
from azukari.features.members.desk.numbers import by_class, owed_by_year
from azukari.features.members.donors.register import donations
from azukari.features.members.holder import MembersHolder
from azukari.features.members.invoices import open_total
from azukari.features.members.marks import mark, renewable_from
from azukari.features.members.models import (
    Invoice,
    InvoiceState,
    MemberClass,
    Membership,
    MemberState,
    Pause,
    ProviderMoney,
    Register,
    Term,
)
from azukari.features.members.models.counts import NO_CLASS, What
from azukari.features.members.old_debts import lapse_old_debts
from azukari.features.members.paused_time import Paused
from azukari.features.members.registers import SUGGESTED, classes_of
from azukari.features.members.renew import count_due, due_for_renewal
from azukari.features.members.slice import SLICE
from azukari.features.members.tests.days import at
from azukari.features.members.upkeep import remind, to_lapse
from azukari.lib.identifier import new_id
from azukari.policy.terms import Actor, ActorKind, FormKind
from tests.cast import registrant
from tests.console import desks

FORM, NAMES = "membership", ("hanako", "kana", "amelia")
TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)


@pytest.fixture
def three(charter, classes):
    """Three members, of numbers 1 to 3, each of another class, with a paid term that ends a month after the other's."""
    kinds = [classes[name] for name in ("Regular member", "Student member", "Friend")]
    made = []
    for number, (mailbox, kind) in enumerate(zip(NAMES, kinds, strict=True), 1):
        held = registrant(charter, mailbox, FormKind.MEMBERSHIP).submission
        member = Membership.objects.create(
            submission=held, person_id=held.person_id, form=FORM, state=MemberState.ADMITTED, number=number,
            member_class=kind, anchor=TODAY, joined_on=TODAY - number * DAY, decided_at=at(TODAY),
        )  # fmt: skip
        made.append(member)
        _term(member, date(2026, 4, 1), date(2027, 3, number))
    return made


def _term(member, begins, ends, state="paid", **more):
    return Term.objects.create(
        membership=member, person_id=member.person_id, member_class=member.member_class, begins=begins, ends=ends,
        dues_year=begins.year, fee=3000, state=state, made_at=at(TODAY), **more,
    )  # fmt: skip


def _owes(member, amount=3000, *, due=TODAY, state=InvoiceState.OPEN, **more):
    made = Invoice.objects.create(
        submission_id=member.pk, person_id=member.person_id, form=FORM, dues_year=due.year, amount=amount, code="0",
        issued_on=due - 30 * DAY, due_on=due, state=state, **more,
    )  # fmt: skip
    mark(member.pk)
    return made


def _rests(member, begins=TODAY, ends=TODAY):
    return Pause.objects.create(
        membership=member, person_id=member.person_id, begins=begins, ends=ends, made_at=at(TODAY)
    )


@pytest.fixture
def listed(membership_desk, monkeypatch):
    """What the list shows, by numbers."""
    monkeypatch.setattr(timezone, "now", lambda: at(TODAY))
    client = desks.browser(membership_desk.user)

    def of(**query):
        answer = client.get(reverse("console-members-list", args=[FORM]), query)
        return [row.membership.number for row in answer.context["rows"]], answer.context

    return of


@pytest.mark.parametrize(
    ("sort", "order"),
    [("", [3, 2, 1]), ("number", [1, 2, 3]), ("until", [2, 3, 1]), ("since", [1, 2, 3]), ("x", [3, 2, 1])],
)
def test_the_list_is_ordered_by_what_was_chosen(three, listed, sort, order):
    Term.objects.filter(membership=three[0]).update(ends=None)
    _term(three[1], date(2027, 4, 1), date(2030, 3, 31), state="void")
    _term(three[1], date(2027, 4, 1), date(2030, 3, 31), state="pending")
    assert listed(sort=sort)[0] == order
    assert listed(sort=sort)[1]["sort"] == (sort if sort != "x" else "")


def test_the_list_is_narrowed_to_a_state_to_debts_to_pauses_and_to_a_class(three, listed):
    first, second, third = three
    assert listed()[0] == listed(state="nonsense")[0] == [3, 2, 1]
    _owes(second)
    _owes(third, state=InvoiceState.PAID)
    assert listed(state="owing")[0] == [2]
    for member, begins, ends in ((first, -1, 0), (second, -2, -1), (third, 1, 2)):
        _rests(member, TODAY + begins * DAY, TODAY + ends * DAY)
    assert listed(state="paused")[0] == [1]
    kind = str(third.member_class_id)
    assert listed(kind=kind)[0] == [3]
    assert listed(kind=str(uuid4()))[0] == [3, 2, 1]
    Membership.objects.filter(pk=first.pk).update(state=MemberState.LEFT)
    Membership.objects.filter(pk=second.pk).update(form="another")
    assert (listed()[0], listed(state="left")[0], listed(state="lapsed")[0]) == ([3], [1], [])
    shown = listed(state="left", kind=kind, sort="until")[1]
    assert (shown["state"], shown["kind"], shown["query"]) == ("left", kind, f"state=left&kind={kind}&sort=until&")
    assert [chip.query for chip in shown["chips"]] == [f"kind={kind}&sort=until", "state=left&sort=until"]
    assert listed()[1]["chips"] == []


def test_a_row_tells_the_last_day_and_what_is_still_owed(three, listed):
    first = three[0]
    _term(first, date(2027, 4, 1), date(2028, 3, 31), state="pending")
    _term(first, date(2028, 4, 1), date(2029, 3, 31), state="void")
    _owes(first, 3000, paid=1000)
    _owes(first, 500)
    _owes(first, 9000, state=InvoiceState.VOID)
    rows = {row.membership.number: (row.until, row.owed) for row in listed()[1]["rows"]}
    assert rows == {1: (date(2027, 3, 1), 2500), 2: (date(2027, 3, 2), 0), 3: (date(2027, 3, 3), 0)}
    assert open_total(FORM) == 2500
    assert open_total("another") == 0


def test_whoever_shares_a_membership_has_its_last_day_and_rests_with_it(three, listed):
    first, _second, third = three
    Term.objects.filter(membership=first).delete()
    Membership.objects.filter(pk=first.pk).update(head=third.pk)
    _rests(third)
    numbers, context = listed(sort="until")
    assert numbers == [2, 1, 3] if first.pk < third.pk else [2, 3, 1]
    assert [row.until for row in context["rows"]] == [date(2027, 3, 2), date(2027, 3, 3), date(2027, 3, 3)]
    assert listed(state="paused")[0] == [3, 1]


def test_columns_of_lists_of_people_tell_class_and_day_of_those_who_are_members(three):
    first, second, third = three
    Membership.objects.filter(pk=second.pk).update(state=MemberState.LEFT)
    Membership.objects.filter(pk=third.pk).update(member_class=None, joined_on=None)
    people = [member.person_id for member in three]
    kind, since = (column.cells for column in COLUMNS)
    assert kind(people, {FORM}) == {first.person_id: {"ja": "一般会員", "en": "Regular member"}}
    assert since(people, {FORM}) == {first.person_id: TODAY - DAY}
    assert kind(people, {"another"}) == since([], {FORM}) == {}


def test_numbers_are_counted_by_class_and_month(three, classes):
    regular, student = classes["Regular member"], classes["Student member"]
    month, before = date(2026, 11, 1), date(2026, 10, 1)
    of = partial(Entry, FORM)
    add_counts({of(What.JOINED, month, regular.id, 2026): 3, of(What.JOINED, before, regular.id, 2026): 2})
    add_counts({of(What.RENEWED, month, regular.id): 4, of(What.LEFT, month, student.id, 2025): 1})
    add_counts({of(What.LAPSED, month, regular.id, 2026): 1, of(What.RETURNED, month, regular.id, 2026): 1})
    add_counts({of_payments(FORM, TODAY): 3000, of(What.JOINED, date(2025, 5, 1), student.id, 2025): 2})
    add_counts({Entry("another", What.JOINED, month, regular.id, 2026): 99})
    Membership.objects.filter(pk=three[1].pk).update(state=MemberState.LEFT)
    counts = Counts(FORM)
    rows = {name: (now, sums) for name, now, sums in by_class(FORM, counts, month, "en")}
    assert rows["Regular member"] == (1, [3, 4, 0, 1, 1])
    assert rows["Student member"] == (0, [0, 0, 1, 0, 0])
    assert rows["Friend"] == (1, [0, 0, 0, 0, 0])
    assert (counts.total(What.JOINED, regular.id, before), counts.of[What.PAID, month]) == (5, 3000)
    assert counts.by_class[What.PAID, NO_CLASS, month] == 3000
    assert [(one.year, one.joined, one.stayed) for one in counts.cohorts(2026)] == [(2025, 2, [2, 1]), (2026, 5, [5])]


def test_what_is_owed_is_told_by_dues_year_and_how_much_of_it_is_late(three):
    for due, amount, paid in ((TODAY - DAY, 3000, 500), (TODAY, 1000, 0), (date(2025, 12, 31), 700, 0)):
        _owes(three[0], amount, due=due, paid=paid)
    _owes(three[0], state=InvoiceState.PAID)
    assert owed_by_year(FORM, TODAY) == [(2025, 1, 700, 700), (2026, 2, 3500, 2500)]
    assert owed_by_year("another", TODAY) == []


def test_the_table_of_numbers_has_a_line_for_each_month_and_class(three, membership_desk, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: at(TODAY))
    kind = three[0].member_class
    for n, what in enumerate((What.JOINED, What.RENEWED, What.LEFT, What.LAPSED, What.RETURNED), 1):
        add_counts({Entry(FORM, what, date(2026, 11, 1), kind.id): n})
    answer = desks.browser(membership_desk.user).post(reverse("console-members-table", args=[FORM]))
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 24 * len(SUGGESTED)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="members.csv"'
    [line] = [row for row in rows if row["Month"] == "2026-11" and row["Class"] == kind.name_en]
    assert [line[name] for name in ("Admitted", "Renewed", "Left", "Lapsed", "Reinstated")] == ["1", "2", "3", "4", "5"]


def test_a_program_reads_members_by_number_with_the_state_of_each(three, charter, membership_desk, monkeypatch):
    monkeypatch.setattr("azukari.features.members.api.PAGE", 2)
    monkeypatch.setattr(timezone, "now", lambda: at(TODAY))
    words = make(membership_desk.user, "door", ["membership"], days=9, policy=charter.policy, now=timezone.now())[1]
    client = Client(headers={"Authorization": f"Bearer {words}"})

    def asked(**query):
        answer = client.get("/api/v1/members", {"form": FORM, **query})
        assert answer.headers["Cache-Control"] == "no-store"
        told = answer.json()
        return {one["number"]: one for one in told["items"]}, told["next"]

    found, following = asked()
    assert ([*found], following) == ([1, 2], 2)
    assert ([*asked(after=1)[0]], asked(after=1)[1]) == ([2, 3], None)
    assert found[1]["class"] == "Regular member"
    assert (found[1]["since"], found[1]["until"], found[1]["is_valid"]) == ("2026-11-23", "2027-03-01", True)
    assert (found[1]["paused_until"], found[1]["owes"]) == (None, False)
    _rests(three[0], TODAY, TODAY + DAY)
    _owes(three[1])
    Term.objects.filter(membership=three[1]).update(state="pending")
    found, _following = asked()
    assert (found[1]["is_valid"], found[1]["paused_until"]) == (False, "2026-11-25")
    assert (found[2]["is_valid"], found[2]["until"], found[2]["owes"]) == (False, None, True)
    Membership.objects.filter(pk=three[1].pk).update(head=three[2].pk, member_class=None)
    found, _following = asked()
    assert (found[2]["is_valid"], found[2]["until"], found[2]["class"]) == (True, "2027-03-03", None)
    Membership.objects.filter(pk=three[0].pk).update(state=MemberState.LAPSED)
    [gone] = asked(state="lapsed")[0].values()
    assert (gone["is_valid"], gone["paused_until"], gone["number"]) == (False, None, 1)
    assert ([*asked()[0]], asked(state="left")[0]) == ([2, 3], {})
    assert client.get(f"/api/v1/members?form={FORM}&state=declined").status_code == 422


def test_terms_end_and_debts_are_marked_where_lists_look_for_them(three):
    first, second, _third = three
    opens = date(2027, 3, 1) - timedelta(days=92)
    mark(*(member.pk for member in three))
    first.refresh_from_db()
    assert (first.renewable_from, first.owes) == (opens, False)
    _owes(first)
    first.refresh_from_db()
    assert first.owes
    assert count_due(FORM, opens) == 1
    assert due_for_renewal(FORM, opens + DAY) == [first.pk, second.pk]
    assert due_for_renewal(FORM, opens + DAY, most=1) == [first.pk]
    assert count_due(FORM, opens - DAY) == count_due("another", opens + 9 * DAY) == 0
    Membership.objects.filter(pk=first.pk).update(state=MemberState.LEFT)
    assert count_due(FORM, opens) == 0


def test_a_renewal_opens_before_the_last_term_ends_unless_one_waits_or_has_no_end():
    last = date(2027, 3, 31)
    opens = last - timedelta(days=92)
    for state in ("paid", "unpaid"):
        assert renewable_from(Term(state=state, ends=last)) == opens
    for newest in (None, Term(state="pending", ends=last), Term(state="paid", ends=None)):
        assert renewable_from(newest) is None
    assert renewable_from(Term(state="paid", ends=last), [Paused(opens, last + DAY)]) == last + 2 * DAY


def test_unknown_money_waits_at_the_desk_and_what_went_back_stands_there_for_two_weeks(charter):
    staff = Actor(ActorKind.STAFF, str(new_id()), frozenset({"membership"}))
    common = {"recipient": "stripe", "amount": 9, "currency": "jpy", "at": at(TODAY), "told_at": at(TODAY)}
    ProviderMoney.objects.create(kind="payment", reference="cs_1", **common)
    ProviderMoney.objects.create(kind="refund", reference="re_1", state="booked", form="membership", **common)
    ProviderMoney.objects.create(kind="payment", reference="cs_2", form="another", **common)
    ruling = current().policy
    for days, count in ((0, 2), (13, 2), (14, 1)):
        found = unbooked(staff, ruling, at(TODAY) + days * DAY)
        assert len(found) == count
        assert found[0].url == reverse("console-members-money", args=["membership"])
        assert found[0].sentence.startswith(("1 amount", "決済会社からの入金1件"))
    assert unbooked(Actor(ActorKind.STAFF, staff.reference, frozenset({"magazine"})), ruling, at(TODAY)) == []
    assert unbooked(SETTER, ruling, at(TODAY)) == []
    assert unbooked in SLICE.needs
    ProviderMoney.objects.update(state="settled")
    assert len(unbooked(staff, ruling, at(TODAY))) == 1


def test_what_the_program_holds_of_a_member_is_handed_over_whole(three):
    first = three[0]
    _term(first, date(2027, 4, 1), None, state="pending", is_renewal=True)
    _owes(first, 3000, paid=1000)
    _rests(first, TODAY + 5 * DAY, TODAY + 9 * DAY)
    _rests(first, TODAY, TODAY + DAY)
    told = MembersHolder().export(first.person_id)
    [member] = told["memberships"]
    assert {name: member[name] for name in ("number", "state", "joined_on", "is_shared", "ended_on", "reason")} == {
        "number": 1, "state": "admitted", "joined_on": "2026-11-23", "is_shared": False, "ended_on": None,
        "reason": None,
    }  # fmt: skip
    assert member["class"]["en"] == "Regular member"
    assert [pause["begins"] for pause in member["pauses"]] == ["2026-11-24", "2026-11-29"]
    assert [(term["begins"], term["ends"], term["state"]) for term in member["terms"]] == [
        ("2026-04-01", "2027-03-01", "paid"),
        ("2027-04-01", None, "pending"),
    ]
    [owed] = told["invoices"]
    assert {name: owed[name] for name in ("amount", "paid", "dues_year", "due_on", "issued_on", "state")} == {
        "amount": 3000, "paid": 1000, "dues_year": 2026, "due_on": "2026-11-24", "issued_on": "2026-10-25",
        "state": "open",
    }  # fmt: skip
    Membership.objects.filter(pk=first.pk).update(
        state=MemberState.LEFT, ended_on=TODAY, reinstated_on=TODAY, head=three[1].pk, joined_on=None, member_class=None
    )
    [member] = MembersHolder().export(first.person_id)["memberships"]
    gone = ("state", "ended_on", "reinstated_on", "is_shared", "joined_on", "class")
    assert [member[name] for name in gone] == ["left", "2026-11-24", "2026-11-24", True, None, None]
    assert MembersHolder().export(uuid4())["memberships"] == []


def test_reminders_go_once_to_members_whose_dues_are_late(three):
    Register.objects.update_or_create(form=FORM, defaults={"remind_days": 14})
    first, second, third = three
    for member, days in ((first, 14), (second, 13), (third, 20)):
        _owes(member, due=TODAY - days * DAY)
    _rests(third, TODAY - DAY, TODAY + 30 * DAY)
    Term.objects.update(ends=TODAY + 300 * DAY)
    assert remind(at(TODAY)) == 1
    assert remind(at(TODAY)) == 0
    assert Invoice.objects.get(reminded_at__isnull=False).submission_id == first.pk
    assert remind(at(TODAY + DAY)) == 1


def test_the_end_of_a_term_is_told_a_month_before_it_and_once(three):
    ends = date(2027, 3, 1)
    mark(*(member.pk for member in three))
    assert remind(at(ends - 31 * DAY)) == 0
    Membership.objects.filter(pk=three[1].pk).update(state=MemberState.LEFT)
    MemberClass.objects.filter(pk=three[2].member_class_id).update(notice_days=10)
    assert remind(at(ends - 30 * DAY)) == 1
    assert remind(at(ends)) == 0
    Term.objects.update(reminded_at=None)
    assert (remind(at(ends + DAY)), remind(at(ends))) == (0, 1)
    Term.objects.update(reminded_at=None)
    _term(three[0], ends + DAY, None, state="pending")
    assert remind(at(ends)) == 0


def test_the_end_of_a_pause_is_told_two_weeks_before_it_and_once(three):
    _rests(three[0], TODAY, TODAY + 30 * DAY)
    _rests(three[1], TODAY + 20 * DAY, TODAY + 25 * DAY)
    Term.objects.update(ends=TODAY + 300 * DAY)
    assert remind(at(TODAY + 15 * DAY)) == 0
    assert [remind(at(TODAY + 16 * DAY)), remind(at(TODAY + 16 * DAY))] == [1, 0]


@pytest.mark.parametrize(
    ("change", "lapses"),
    [
        ({}, [False, True]),
        ({"head": new_id()}, [False, False]),
        ({"state": MemberState.LEFT}, [False, False]),
        ({"reinstated_on": date(2027, 3, 2)}, [False, False]),
    ],
)
def test_a_membership_lapses_so_many_days_after_its_last_paid_term(three, change, lapses):
    first = three[0]
    MemberClass.objects.filter(pk=first.member_class_id).update(lapses_days=10)
    _term(first, date(2027, 4, 1), date(2028, 3, 31), state="pending")
    Membership.objects.filter(pk=first.pk).update(**change)
    ends = date(2027, 3, 1)
    assert [first.pk in to_lapse(ends + days * DAY) for days in (10, 11)] == lapses


def test_a_pause_or_a_term_without_an_end_keeps_a_membership_from_lapsing(three):
    first, ends = three[0], date(2027, 3, 1)
    MemberClass.objects.filter(pk=first.member_class_id).update(lapses_days=10)
    rest = _rests(first, TODAY, ends + DAY)
    assert [first.pk in to_lapse(ends + days * DAY) for days in (11, 12)] == [False, True]
    rest.delete()
    _term(first, date(2027, 4, 1), None)
    assert [*to_lapse(ends + 99 * DAY)] == []


def test_old_debts_lapse_after_so_many_months_where_the_register_says_so(three):
    first = three[0]
    register, _made = Register.objects.update_or_create(form=FORM, defaults={"lapse_months": 0})
    pending = _term(first, date(2020, 4, 1), date(2021, 3, 31), state="pending")
    owed = _owes(first, due=TODAY.replace(year=2021), term_id=pending.id)
    _owes(three[1], due=TODAY.replace(year=2021), state=InvoiceState.PAID)
    assert lapse_old_debts(at(TODAY + DAY)) == 0
    register.lapse_months = 60
    register.save()
    assert lapse_old_debts(at(TODAY)) == 0
    assert [lapse_old_debts(at(TODAY + DAY)), lapse_old_debts(at(TODAY + DAY))] == [1, 0]
    owed.refresh_from_db()
    pending.refresh_from_db()
    first.refresh_from_db()
    assert (owed.state, pending.state, first.owes) == ("void", "unpaid", False)


@pytest.mark.parametrize(
    ("day", "amount", "possible"),
    [
        (TODAY, 1, True), (TODAY, payments.LARGEST, True), (TODAY, payments.LARGEST + 1, False), (TODAY, 0, False),
        (TODAY + DAY, 1, False), (date(2016, 11, 1), 1, True), (date(2016, 10, 31), 1, False),
    ],
)  # fmt: skip
def test_a_payment_is_of_the_last_ten_years_and_of_some_yen(three, day, amount, possible):
    assert payments.is_possible(three[0].submission, day, amount, at(TODAY)) is possible
    night = datetime(2026, 11, 24, 16, tzinfo=UTC)  # the 25th has begun in Tokyo
    assert payments.is_possible(three[0].submission, TODAY + DAY, 1, night)


def test_classes_stand_dearest_last_and_those_alone_that_are_offered(classes):
    assert [each.fee for each in classes_of(FORM)] == [0, 1000, 3000, 5000, 10000, 30000]
    MemberClass.objects.filter(fee=3000).update(is_offered=False)
    assert [each.fee for each in classes_of(FORM, offered=True)] == [0, 1000, 5000, 10000, 30000]
    assert classes_of("another") == []
    assert {each.pause_months for each in MemberClass.objects.filter(fee__gt=0)} == {12}
    assert MemberClass.objects.get(fee=0).pause_months == 0


def test_nobody_is_a_donor_without_a_donation(three):
    assert list(donations(FORM, 2026)) == []
