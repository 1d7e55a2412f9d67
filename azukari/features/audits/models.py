"""Assurance: controls as they were observed, the notes of each day, findings, audits, reviews, improvements.

Nobody's personal data: names of controls, states, dates, references of staff, and what staff wrote about the work of
the organisation itself.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext

from azukari.core.database.identified import Identified
from azukari.lib.control import ControlState, claims
from azukari.shells.worker.finding_words import translated


class Observation(models.Model):
    """What a control said when it last ran; ``since`` when without a break, ``shelf_hours`` how long it is good for.

    ``size`` says how much there was to look at. ``doubts`` are its sentences about what it could not tell, one a line;
    ``why`` is of which kind they are.
    """

    control = models.CharField(max_length=64, primary_key=True)
    state = models.CharField(max_length=8, choices=[(s.value, s.value) for s in ControlState])
    at = models.DateTimeField()
    since = models.DateTimeField()
    findings = models.PositiveIntegerField(default=0)
    shelf_hours = models.PositiveIntegerField()
    doubts = models.TextField(blank=True, default="", db_default="")
    why = models.CharField(max_length=8, blank=True, default="", db_default="")
    size = models.PositiveBigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[*ControlState]), name="control_in_a_known_state"),
        ]


class Figure(models.Model):
    """A number that the promises page shows as evidence, as it was counted last."""

    figure = models.CharField(max_length=64, primary_key=True)
    value = models.PositiveBigIntegerField()
    at = models.DateTimeField()


class DayMark(models.Model):
    """The worst of the day under way, as earlier versions kept it. Nothing reads it any more: a day is reckoned from
    what stands in the ledger. The table stays as long as an earlier version may run beside this one.
    """

    day = models.DateField(primary_key=True)
    states = models.JSONField(default=dict)


class Look(models.Model):
    """Where in the ledger it stands what all controls said at a moment. What they said is read there alone."""

    id = models.BigAutoField(primary_key=True)
    entry = models.UUIDField(unique=True)
    at = models.DateTimeField(db_index=True)


class DayNote(models.Model):
    """Where in the ledger the note of a day stands. What it says is read there, and nowhere else."""

    day = models.DateField(primary_key=True)
    entry = models.UUIDField(unique=True)


class AuditState(models.TextChoices):
    PLANNED = "planned"
    UNDER_WAY = "under-way"
    CLOSED = "closed"


class Audit(Identified):
    """One audit of the yearly plan: the duty that is audited, by whom, and what was concluded.

    ``seed`` picks the sample of ledger entries, so that anybody can draw the same one again.
    """

    year = models.PositiveSmallIntegerField()
    duty = models.CharField(max_length=64)
    auditor = models.CharField(max_length=80, blank=True, default="")
    planned_on = models.DateField()
    state = models.CharField(max_length=12, choices=AuditState, default=AuditState.PLANNED)
    seed = models.CharField(max_length=64, blank=True, default="")
    begun_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    words = models.TextField(blank=True, default="")
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "duty"], name="one_audit_of_a_duty_a_year"),
            models.CheckConstraint(condition=Q(state__in=AuditState.values), name="audit_in_a_known_state"),
        ]


class Answered(models.TextChoices):
    CONFORMS = "conforms"
    OBSERVATION = "observation"
    BREACH = "breach"


class AuditAnswer(Identified):
    """What the auditor saw: of one question of the checklist, or of one entry of the sample."""

    audit = models.ForeignKey(Audit, models.CASCADE, related_name="answers")
    question = models.CharField(max_length=64)
    entry = models.UUIDField(null=True)
    outcome = models.CharField(max_length=12, choices=Answered, blank=True, default="")
    words = models.TextField(blank=True, default="")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["audit", "question"], name="each_question_once_in_an_audit"),
        ]


class Finding(Identified):
    """A break, opened by a control or an audit, closed by a re-test of the same alone.

    ``fingerprint`` is of the control and the kind of what it said, not of the moment: one break is one finding, however
    often it is seen. ``passed_at`` is since when its control finds nothing of the kind any more, while nobody has
    written down the cause. ``again`` is the earlier finding of the same fingerprint, whose mending did not hold.
    """

    control = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    said = models.CharField(max_length=500)
    audit = models.ForeignKey(Audit, models.PROTECT, null=True, related_name="findings")
    again = models.ForeignKey("self", models.PROTECT, null=True, related_name="returns")
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    passed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=80, blank=True, default="")
    cause = models.TextField(blank=True, default="")
    action = models.TextField(blank=True, default="")
    owner = models.CharField(max_length=80, blank=True, default="")
    due = models.DateField(null=True)
    mended_by = models.CharField(max_length=80, blank=True, default="")
    mended_at = models.DateTimeField(null=True)
    is_effective = models.BooleanField(null=True)
    judged_by = models.CharField(max_length=80, blank=True, default="")
    judged_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["fingerprint"], condition=Q(closed_at__isnull=True), name="one_open_finding_a_break"
            ),
        ]
        indexes = [models.Index(fields=["closed_at"], name="finding_by_end")]

    @property
    def title(self) -> str:
        """What is not so, in the language of the moment: the claim of its control, else what the auditor wrote."""
        claim = claims().get(self.control, "")
        return gettext("Not kept: “%(claim)s”") % {"claim": gettext(claim).removesuffix("。")} if claim else self.words

    @property
    def words(self) -> str:
        """What was found, in the language of the moment; an auditor's own words stay as they are."""
        return translated(self.said)


class Attestation(Identified):
    """What somebody saw who carried out a manual control. The evidence lies sealed in the vault, as ``file``.

    ``role`` is the duty of whoever looked, which the page of promises names beside their words; None for those who
    wrote before their words were shown there.
    """

    control = models.CharField(max_length=64, db_index=True)
    in_order = models.BooleanField()
    words = models.TextField(blank=True, default="")
    done_by = models.CharField(max_length=80)
    done_at = models.DateTimeField()
    role = models.CharField(max_length=64, null=True)  # noqa: DJ001 - None says that nothing is shown
    file = models.UUIDField(null=True)
    file_name = models.CharField(max_length=200, blank=True, default="")
    file_sha256 = models.CharField(max_length=64, blank=True, default="")


class Review(models.Model):
    """The management review of a year: the numbers as they were then, and the document's digest."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    numbers = models.JSONField(default=dict)
    words = models.TextField(blank=True, default="")
    held_on = models.DateField()
    held_by = models.CharField(max_length=80)


class Decision(Identified):
    """What a management review decided, and whether it was done."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="decisions")
    words = models.TextField()
    owner = models.CharField(max_length=80)
    due = models.DateField()
    done_on = models.DateField(null=True)
    done_by = models.CharField(max_length=80, blank=True, default="")


class Improvement(Identified):
    """A line of the public change log: what was improved, in words for everybody."""

    day = models.DateField()
    ja = models.TextField()
    en = models.TextField()
    finding = models.ForeignKey(Finding, models.PROTECT, null=True, related_name="improvements")
    published_by = models.CharField(max_length=80)
    published_at = models.DateTimeField()

    def told(self, lang: str) -> str:
        """What it says, in one of the languages."""
        return self.ja if lang == "ja" else self.en
