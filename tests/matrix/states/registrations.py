"""Registrations by staff, guardians and lists; requests that ended in each way; duplicates; answers in a round."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from azukari.core.cases import lifecycle
from azukari.core.forms import guardians
from azukari.core.forms.handling import handle
from azukari.core.forms.importing.order import cancel, choose, chosen_of, go
from azukari.core.forms.models import Guardianship, GuardianState, Handled, Submission
from azukari.core.forms.notices import notices
from azukari.core.policy_versions.current import current
from azukari.core.vault.models import DuplicatePair, PairState
from azukari.core.vault.pairing import Side, decline, dismiss
from azukari.features.reconsent import answer
from azukari.features.reconsent.models import Asked, ReconsentAnswer
from azukari.features.reconsent.question import asking
from azukari.features.rights.decision import DecisionPart, decide
from azukari.lib.job import clock
from azukari.policy.casework import CaseKind, Identity, Outcome
from tests.console import desks
from tests.console.paper import AT, TYPED
from tests.gallery import stage
from tests.rights.casework import ask, ask_and_show, grant

ASKED_ALL, ASKED_ONE, RESTRICTED = (f"member-{n}@example.org" for n in (21, 22, 23))


def happen(now: datetime) -> None:
    """All of it."""
    _by_staff(now)
    _guardians()
    _imports(now)
    _cases(now)
    _duplicates(now)
    _answers(now)


def _by_staff(now: datetime) -> None:
    """One that came on paper; one in hand, and one that is new again."""
    form = current().policy.forms["feedback"]
    clerk = desks.browser(stage.member(stage.HELPERS))
    digest = notices(current(), form)["ja"].digest
    day = current().policy.organisation.day(now).isoformat()
    made = clerk.post(AT, {**TYPED, "notice": digest, "entry-day": day})
    assert made.status_code == 302, made.content.decode()
    helper = stage.member(stage.HELPERS)
    some = Submission.objects.filter(form="feedback", handling__isnull=True, state="accepted").order_by("-created_at")
    for one, steps in zip(some[:2], ((Handled.IN_HAND,), (Handled.IN_HAND, Handled.NEW)), strict=True):
        for version, state in enumerate(steps):
            handle(
                one.id,
                state=state,
                assignee=helper.reference,
                version=version,
                form=form,
                policy=current().policy,
                actor=stage.actor(stage.HELPERS),
                now=now,
            )


def _guardians() -> None:
    """One is asked, one has agreed, one has refused."""
    for n in range(3):
        young = {"name": "見本 若葉", "of-age": "no", "guardian-email": f"parent-{n}@example.org"}
        stage.fill_in("ja", "plastic-free-river", {**young, "email": f"child-{n}@example.org"})
    now = clock()
    waiting = Guardianship.objects.filter(state=GuardianState.WAITING).order_by("-submission__created_at")[:3]
    asked = [Submission.objects.get(id=one.submission_id) for one in waiting]
    for one, then in zip(asked, (None, guardians.agree, guardians.refuse), strict=True):
        with transaction.atomic():
            guardians.ask(one, now=now)
        if then:
            then(guardians.LINK.token(one.id, expires=now + guardians.LINK.lasts), now=now)


def _imports(now: datetime) -> None:
    """Lists that were stopped, that failed, and that are being looked at and taken in."""
    rows = [("email", "name"), *((f"listed-{n}@example.org", f"名簿 {n}") for n in range(4))]
    stopped, failed, running, looking = (stage.list_of(f"list-{n}.csv", rows) for n in range(4))
    cancel(stopped, now=now)
    choose(failed, replace(chosen_of(failed), charter=99), now=now)
    stage.work(now)
    choose(running, chosen_of(running), now=now)
    stage.work(now)
    go(running, now=now)
    choose(looking, chosen_of(looking), now=now)


def _cases(now: datetime) -> None:
    """Requests that were carried out, refused, granted in part, decided and not carried out yet, and taken back."""
    officer = stage.actor(stage.PRIVACY)
    member, other = stage.person(ASKED_ALL), stage.person(ASKED_ONE)
    restricted = stage.person(RESTRICTED)
    stopped = ask_and_show(CaseKind.STOP_USE, Identity.DOCUMENT, actor=officer, now=now, person=restricted)
    grant(stopped, actor=officer, now=now)
    refused = ask_and_show(CaseKind.RELEASE, Identity.DOCUMENT, actor=officer, now=now, person=member)
    decide(refused, Outcome.REFUSED, [DecisionPart(ground="rights-of-others")], actor=officer, now=now, words="理由")
    partly = ask_and_show(CaseKind.STOP_USE, Identity.POST_CODE, actor=officer, now=now, person=other)
    parts = [DecisionPart(purpose="membership"), DecisionPart(purpose="dues-record", ground="no-breach")]
    decide(partly, Outcome.GRANTED, parts, actor=officer, now=now)
    lifecycle.take_back(ask(CaseKind.RELEASE, actor=officer, now=now), actor=officer, now=now)


def _duplicates(now: datetime) -> None:
    asked = DuplicatePair.objects.filter(state=PairState.ASKED).order_by("id").first()
    several = DuplicatePair.objects.filter(state=PairState.SUGGESTED).order_by("id")[:2]
    office = stage.actor(stage.OFFICE)
    assert asked is not None
    decline(asked.id, Side.FIRST, now=now)
    dismiss(several[0].id, actor=office, now=now)
    clerk = desks.browser(stage.member(stage.OFFICE))
    clerk.post(reverse("console-duplicate-decide", kwargs={"pair_id": several[1].id}), {"act": "ask"})


def _answers(now: datetime) -> None:
    """To the question of the wider policy: a yes, a no, and a letter that did not arrive."""
    waiting = [*Asked.objects.filter(state=ReconsentAnswer.WAITING).order_by("id")[:3]]
    for one, verb in zip(waiting, (answer.agree, answer.decline), strict=False):
        question = asking(one.person_id, lang="ja", now=now)
        assert question is not None
        verb(one.person_id, words=question.digest, lang="ja", now=now)
