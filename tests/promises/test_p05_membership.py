"""P05: membership is the work of the duty that serves its form. Every page of it, for every duty."""

from uuid import UUID

import pytest
from django.urls import reverse

from azukari.core.ledger.models import Pending
from azukari.core.vault.events import VALUE_REFUSED
from azukari.features.members.models import MemberClass, Membership
from tests.console import desks

OF_A_FORM = (
    "console-members-list", "console-members-open", "console-members-applications", "console-members-dues",
    "console-members-renew", "console-member-classes", "console-member-classes-begin", "console-member-class-new",
    "console-members-bank", "console-members-bank-confirm", "console-members-admit",
)  # fmt: skip
NOBODY = UUID(int=1)


@pytest.fixture
def client_of(request):
    return lambda who: desks.browser(request.getfixturevalue(who).user)


@pytest.mark.parametrize("who", ["volunteer_desk", "mallory", "officer"])
def test_other_duties_see_and_change_nothing_of_the_members(who, client_of, hanako):
    client = client_of(who)
    for name in OF_A_FORM:
        at = reverse(name, args=["membership"])
        for answer in (client.get(at, follow=True), client.post(at)):
            assert answer.status_code in (403, 405), name
    at = reverse("console-member-class", args=["membership", NOBODY])
    assert client.post(at).status_code == 403
    before = Pending.objects.filter(kind=VALUE_REFUSED.name).count()
    submission = {"submission": str(hanako.submission.id)}
    for step in ("admit", "decline", "renew", "class"):
        at = reverse("console-member-step", args=[hanako.id, hanako.submission.id, step])
        assert client.post(at).status_code == 403
    assert client.post(reverse("console-member-receipt", args=[hanako.id, NOBODY]), submission).status_code == 403
    assert Pending.objects.filter(kind=VALUE_REFUSED.name).count() == before + 5, "each refusal is recorded"
    assert not MemberClass.objects.exists()
    assert not Membership.objects.exists()


def test_the_membership_desk_opens_each_of_them(client_of, membership_desk, hanako):
    client = client_of("membership_desk")
    for name in OF_A_FORM:
        assert client.get(reverse(name, args=["membership"]), follow=True).status_code == 200, name
    assert client.get(reverse("console-members")).status_code == 302


def test_a_form_of_another_kind_has_no_members(client_of, volunteer_desk):
    client = client_of("volunteer_desk")
    for name in OF_A_FORM:
        assert client.post(reverse(name, args=["volunteers"])).status_code in (404, 405)
