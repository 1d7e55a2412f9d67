"""Requests of people, and how far they are. None of it holds anything about them: what a request says is sealed in the
vault (`vault.notes`).
"""

from django.db import models
from django.db.models import F, Q

from azukari.core.database.identified import Identified
from azukari.lib.identifier import new_id
from azukari.policy.casework import OPEN, CaseChannel, CaseKind, CaseState, Identity, Outcome, ReplyBy


def _choices(words: type) -> list[tuple[str, str]]:
    return [(word.value, word.value) for word in words]  # type: ignore[attr-defined]  # always a StrEnum


class Case(Identified):
    """One request, and how far it is. The database itself sees to it that somebody owns it, and somebody else stands in
    (P46).

    ``pack`` is the law whose clock runs. ``failure`` says why carrying it out has stopped; blank while all is well.
    ``kept_until`` is set when it closes, and is when the record of it goes.
    """

    kind = models.CharField(max_length=16, choices=_choices(CaseKind))
    channel = models.CharField(max_length=16, choices=_choices(CaseChannel))
    pack = models.CharField(max_length=16)
    lang = models.CharField(max_length=8)
    reply_by = models.CharField(max_length=8, choices=_choices(ReplyBy))
    owner = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", db_index=False)
    deputy = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    state = models.CharField(max_length=16, choices=_choices(CaseState))
    identity = models.CharField(max_length=20, choices=_choices(Identity), default="", blank=True)
    outcome = models.CharField(max_length=16, choices=_choices(Outcome), default="", blank=True)
    failure = models.CharField(max_length=32, default="", blank=True)
    received_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    kept_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(owner=F("deputy")), name="a_deputy_is_somebody_else"),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in CaseState if s is not CaseState.CLOSED])
                | Q(kept_until__isnull=False) & ~Q(outcome=""),
                name="a_closed_case_has_an_outcome_and_an_end",
            ),
        ]
        indexes = [
            models.Index(fields=["state"], name="case_by_state"),
            models.Index(fields=["owner", "state"], name="case_by_owner"),
            models.Index(fields=["kept_until"], condition=Q(kept_until__isnull=False), name="case_to_forget"),
        ]


def not_closed() -> models.QuerySet[Case]:
    """The requests that are not closed. Their states are named, so that an index finds them among all that were."""
    return Case.objects.filter(state__in=OPEN)


def answered() -> models.QuerySet[Case]:
    """The requests that were answered. Of one that was taken back, ``answered_at`` says when it closed."""
    return Case.objects.filter(answered_at__isnull=False).exclude(outcome=Outcome.TAKEN_BACK)


class CaseSubject(models.Model):
    """Whose record a case is about, once that is known. It goes with the person; the case stays, about nobody."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="subject")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")


class CaseMessage(models.Model):
    """The message of the contact form that a case began with, so that it begins one. It goes with the message."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="message")
    submission = models.OneToOneField("forms.Submission", models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")


class CaseStep(Identified):
    """What happened in a case: its clock reads these, and its page shows them. ``reason`` is a slug, never a story."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="steps")
    event = models.CharField(max_length=20)
    actor = models.CharField(max_length=80)
    reason = models.CharField(max_length=64, default="", blank=True)
    at = models.DateTimeField()


def steps_of(case: Case) -> models.QuerySet[CaseStep]:
    """What happened, oldest first; up to 0.1.0 "answered" was written down of what was taken back as well."""
    steps = case.steps.order_by("at", "id")
    return steps.exclude(event="answered") if case.outcome == Outcome.TAKEN_BACK else steps


class CasePart(Identified):
    """One thing that was decided: granted where ``ground`` is blank, else refused on it.

    ``purpose`` blank means everything. ``value_id`` and ``note_id`` say which value gets which sealed new text.
    ``work_id`` names the work before it begins (an erasure's certificate), so that doing it twice is doing it once.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="parts")
    purpose = models.CharField(max_length=64, default="", blank=True)
    value_id = models.UUIDField(null=True)
    note_id = models.UUIDField(null=True)
    ground = models.CharField(max_length=64, default="", blank=True)
    work_id = models.UUIDField(default=new_id)
    result = models.CharField(max_length=16, default="", blank=True)
    done_at = models.DateTimeField(null=True)
