"""The numbers of the members: a page and a table of counts, for whoever serves the form alone."""

import csv
import io

import pytest
from django.urls import reverse
from django.utils import timezone

from azukari.demo.people import SETTER
from azukari.features.members.admit import admit
from tests.console import desks

FORM = "membership"


@pytest.mark.django_db
def test_who_joined_is_counted_on_the_page_and_in_the_table(membership_desk, volunteer_desk, applicant, classes):
    admit(applicant.submission.id, into=classes["Regular member"].id, actor=SETTER, now=timezone.now())
    desk = desks.browser(membership_desk.user)
    page = desk.get(reverse("console-members-numbers", args=[FORM]))
    assert page.status_code == 200
    assert "Regular member" in page.content.decode()
    answer = desk.post(reverse("console-members-table", args=[FORM]))
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert sum(int(row["Admitted"]) for row in rows) == 1
    assert desk.get(reverse("console-members-table", args=[FORM])).status_code == 302  # only a button makes a file
    others = desks.browser(volunteer_desk.user)
    assert others.get(reverse("console-members-numbers", args=[FORM])).status_code == 403
    assert others.post(reverse("console-members-table", args=[FORM])).status_code == 403
