"""The demonstration's three hundred: made in sets, the same each time, and sound to the last row."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from azukari.core.ledger.integrate import integrate_all
from azukari.core.ledger.verify import verify
from azukari.core.people.models import Person
from azukari.core.policy_versions.current import current
from azukari.core.policy_versions.publish import publish
from azukari.core.vault.inspect import orphans
from azukari.core.vault.ownership import strays
from azukari.demo.crowd import YEARS, add_crowd
from azukari.demo.crowd_members import CLASSES, add_crowd_members
from azukari.demo.crowd_rest import add_growth
from azukari.demo.magazine import add_issues
from azukari.features.magazine.life import IssueState
from azukari.features.magazine.models import Issue, ListDay
from azukari.features.members.donors.register import donations
from azukari.features.members.models import Invoice, InvoiceState, Membership, MemberState, Payment, Term, TermState
from azukari.policy.parse import STARTER
from tests.console import desks

pytestmark = pytest.mark.django_db(transaction=True)

_MOST = 2000
"""Statements for some three hundred people with memberships: what is written one by one would take ten times that."""


def test_three_hundred_in_sets():
    now = desks.moment()
    publish(STARTER.read_text("utf-8"), actor=desks.OPERATOR, now=now - YEARS)
    with CaptureQueriesContext(connection) as made:
        crowd = add_crowd(current(), now=now)
        add_crowd_members(current(), crowd, now=now)
    assert len(made) < _MOST
    assert 280 <= Person.objects.count() <= 300
    integrate_all(now)
    assert verify(lambda _entries: {}).ok
    assert not [*orphans(now)]
    assert not [*strays()]
    admitted = Membership.objects.filter(state=MemberState.ADMITTED)
    classes = {
        CLASSES[crowd.chose[one.pk]] == one.member_class.name_en for one in admitted.select_related("member_class")
    }
    assert classes == {True}, "everybody is what they chose to be"
    assert admitted.count() > 100
    assert Membership.objects.filter(state=MemberState.LEFT).exists()
    assert admitted.filter(joined_on__lt=(now - timedelta(days=600)).date()).exists()
    assert Invoice.objects.filter(state=InvoiceState.OPEN).exists()
    paid = {invoice.term_id for invoice in Invoice.objects.filter(state=InvoiceState.PAID)}
    assert paid == {*Term.objects.filter(state=TermState.PAID, fee__gt=0).values_list("id", flat=True)}
    assert Payment.objects.filter(paid_on__lt=(now - timedelta(days=400)).date()).exists()
    assert donations("membership", now.year)
    add_issues(current(), now=now)
    issues = dict(Issue.objects.values_list("number", "state"))
    assert issues == {1: IssueState.SENT, 2: IssueState.SENDING, None: IssueState.DRAFT}, "last month's went out"
    add_growth(current(), now=now)
    assert sum(day.left for day in ListDay.objects.all()) > 20
