"""Ways to break the controls that look at what came in by forms, at the law and at what staff learned."""

from datetime import timedelta
from types import SimpleNamespace

from django.utils import timezone

from azukari.core.consent.models import Grant
from azukari.core.forms.models import Submission
from azukari.core.policy_versions.models import Charter, Notice
from azukari.core.transfers.models import Contract
from azukari.features.audits import checks_data
from azukari.features.audits.models import Observation
from azukari.features.training.models import Pass
from azukari.lib.control import ControlState, controls
from azukari.policy.terms import CONFIRMATION, FormKind
from tests.console import desks
from tests.controls.ground import Steps, World, breaks, by_hand
from tests.disclosure import office


@breaks("submissions")
def a_submission_by_a_form_that_nobody_published(world: World) -> Steps:
    desks.register("membership")
    yield
    Submission.objects.update(form="lottery")
    yield
    Submission.objects.update(form="membership")


@breaks("last-days")
def a_clock_that_was_set_ahead_and_a_form_that_went_on(world: World) -> Steps:
    found = desks.register(desks.FORM_OF["campaigns"])
    yield
    Submission.objects.filter(pk=found.submission).update(created_at=world.now + timedelta(days=9999))
    yield
    Submission.objects.filter(pk=found.submission).update(created_at=world.now)


def _used_for_more(kind: FormKind) -> None:
    @breaks(f"purposes-{kind.value}")
    def case(world: World) -> Steps:
        found = desks.register(desks.FORM_OF.get(f"{kind.value}s", kind.value))
        its = Grant.objects.filter(submission_id=found.submission).exclude(purpose=CONFIRMATION)
        held = dict(its.values_list("id", "purpose"))
        assert held
        yield
        Grant.objects.filter(pk__in=held).update(purpose="lottery")
        yield
        for id, purpose in held.items():
            Grant.objects.filter(pk=id).update(purpose=purpose)


for _kind in FormKind:
    _used_for_more(_kind)


@breaks("exceptions")
def an_exception_that_nobody_approved(world: World) -> Steps:
    yield
    world.patch.setattr(checks_data, "charters", _exceptional)
    yield
    world.patch.undo()
    world.patch.setattr(timezone, "now", lambda: world.now)


def _exceptional() -> SimpleNamespace:
    """Charters of which the ruling one states another purpose."""
    lottery = SimpleNamespace(slug="lottery", exceptional=True)
    return SimpleNamespace(ruling=SimpleNamespace(policy=SimpleNamespace(purposes={"lottery": lottery})))


@breaks("notices")
def a_notice_that_says_something_else(world: World) -> Steps:
    desks.register("membership")
    notice = Notice.objects.filter(charter=Charter.objects.latest("number")).first()
    assert notice is not None
    yield
    by_hand("charter_notice", "UPDATE charter_notice SET text = %s WHERE digest = %s", "We ask nothing.", notice.digest)
    yield
    by_hand("charter_notice", "UPDATE charter_notice SET text = %s WHERE digest = %s", notice.text, notice.digest)


@breaks("entrustments")
def a_contract_that_makes_nothing_better(world: World) -> Steps:
    office.engaged(now=world.now)
    said = dict(Contract.objects.values_list("id", "improves"))
    yield
    Contract.objects.update(improves={"ja": "", "en": ""})
    yield
    for id, improves in said.items():
        Contract.objects.filter(pk=id).update(improves=improves)


@breaks("learned")
def everybody_whose_training_lapsed(world: World) -> Steps:
    desks.staff("membership")
    passed = list(Pass.objects.all())
    yield
    Pass.objects.update(passed_at=world.now - timedelta(days=3000))
    yield
    Pass.objects.all().delete()
    Pass.objects.bulk_create(passed)


@breaks("law-rows")
def a_control_that_a_law_rests_on(world: World) -> Steps:
    Observation.objects.all().delete()
    Observation.objects.bulk_create(
        Observation(control=each.name, state=ControlState.KEPT, at=world.now, since=world.now, shelf_hours=9999)
        for each in controls()
        if each.name != "law-rows"
    )
    yield
    Observation.objects.filter(control="vault-orphans").update(state=ControlState.BROKEN)
    yield
    Observation.objects.filter(control="vault-orphans").update(state=ControlState.KEPT)
