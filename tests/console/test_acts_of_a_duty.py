"""An act goes with the purposes of its own duty: who holds two duties does with the people of each what that may."""

import pytest
from django.urls import reverse

from azukari.core.accounts.actor import actor_of
from azukari.core.accounts.models import User
from azukari.core.ledger.catalogue import Kind
from azukari.core.ledger.models import Pending
from azukari.core.policy_versions.current import Current, current
from azukari.core.vault.correct import may_correct
from azukari.core.vault.events import VALUE_REFUSED
from azukari.core.vault.models import SealedValue
from azukari.core.vault.reasons import Reason
from azukari.core.vault.refusal import Refused
from azukari.core.vault.release import ReleaseOptions, release
from azukari.features.imports.guard import forms_of
from azukari.policy.decide import may_act
from azukari.policy.merge import Record, may_merge
from azukari.policy.terms import Act, Category
from azukari.shells.staff.acts import Doer
from tests.console import desks

TWO = ("feedback", "volunteers")  # the second exports, imports and corrects; the first does none of it


@pytest.fixture
def clerk(published: Current) -> User:
    return desks.staff(*TWO)


def refused(kind: Kind = VALUE_REFUSED) -> int:
    return Pending.objects.filter(kind=kind.name).count()


@pytest.mark.parametrize(
    "at", [f"{reverse('console-export-people')}?purpose=feedback", reverse("console-export-form", args=["feedback"])]
)
def test_a_list_of_one_duty_is_not_taken_out_by_the_export_of_another(clerk: User, at: str):
    desks.register("feedback")
    client = desks.fresh(clerk)
    for answer in (client.get(at), client.post(at, {"fields": ["email"], "reason": "service", "format": "csv"})):
        assert answer.status_code == 403
        assert "No duty of yours that serves" in answer.content.decode()
    assert refused() == 2
    assert desks.fresh(clerk).get(at.replace("feedback", "volunteers")).status_code == 200


def test_its_page_does_not_offer_to(clerk: User):
    client = desks.browser(clerk)
    for form, offered in (("feedback", False), ("volunteers", True)):
        desks.register(form)
        page = client.get(reverse("console-submissions", args=[form])).content.decode()
        people = client.get(reverse("console-people"), {"purpose": form}).content.decode()
        assert ("Export this list" in page) == ("Export this list" in people) == offered


def test_the_one_door_out_of_the_vault_asks_again(clerk: User):
    someone = desks.register("feedback")
    with pytest.raises(Refused) as no:
        release(
            [someone.person],
            purpose="feedback",
            categories=frozenset({Category.EMAIL}),
            actor=actor_of(clerk),
            reason=Reason.SERVICE,
            now=desks.moment(),
            options=ReleaseOptions(act=Act.EXPORT),
        )
    assert no.value.verdict.code == "act.other-purpose"


def test_nothing_is_corrected_nor_merged_nor_brought_in_by_the_act_of_another_duty(clerk: User):
    someone, actor, now = desks.register("feedback"), actor_of(clerk), desks.moment()
    value = SealedValue.objects.filter(person_id=someone.person).first()
    with pytest.raises(Refused) as no:
        may_correct(value.id, person=someone.person, purpose="feedback", actor=actor, now=now)
    assert no.value.verdict.code == "act.other-purpose"
    policy = current().policy
    record = Record(confirmed=True, unproven=False, grants=())
    both = actor_of(desks.staff("membership", "volunteers"))
    merged = may_merge(policy, purpose="volunteers", actor=both, one=record, other=record, now=now)
    assert merged.code == "act.other-purpose"
    assert [form.slug for form in forms_of(Doer(actor, policy, "en", now))] == ["volunteers"]


def test_every_act_in_every_pair_of_duties_reaches_what_its_own_duty_serves(published: Current):
    policy = published.policy
    for one in policy.duties.values():
        for other in policy.duties.values():
            actor = actor_of(desks.staff(one.slug, other.slug, email=f"{one.slug}.{other.slug}@staff.example.org"))
            for act in (Act.EXPORT, Act.IMPORT, Act.CORRECT, Act.MERGE):
                reached = {slug for slug in policy.purposes if may_act(policy, act, actor, purpose=slug)}
                assert reached == {p for duty in (one, other) if act in duty.acts for p in duty.purposes}
