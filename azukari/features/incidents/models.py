"""Register of incidents: what is known, by codes and counts; what was done about it, whom it concerns, who was told.

No personal value and no free text is kept here: what staff write lies sealed in the vault as notes of the incident.
"""

from django.db import models
from django.db.models import Q

from azukari.core.database.identified import Identified
from azukari.policy.breach import Duty, Facts, Mishap, Risk, Role, Stage
from azukari.policy.explain import name_categories
from azukari.policy.terms import Category, Policy, Text


class Item(models.TextChoices):
    """What staff write of an incident: the items of the report that no count fills (Enforcement Rules 8(1))."""

    SUMMARY = "summary"
    CAUSE = "cause"
    HARM = "harm"  # what followed, or may
    PEOPLE = "people"  # what was done for them, besides the notices
    PUBLIC = "public"  # whether it was made public
    PREVENTION = "prevention"
    OTHER = "other"


class Incident(Identified):
    """What happened, and what follows from it. A drill is one that never leaves the office."""

    number = models.PositiveIntegerField(unique=True)
    drill = models.BooleanField()
    knew_at = models.DateTimeField()
    mishap = models.CharField(max_length=8)
    stage = models.CharField(max_length=8)
    role = models.CharField(max_length=12)
    gdpr = models.CharField(max_length=12)
    people = models.PositiveIntegerField()  # at the most, as staff say
    categories = models.CharField(max_length=100, blank=True, default="")
    special_care = models.BooleanField(default=False)
    property_harm = models.BooleanField(default=False)
    malicious = models.BooleanField(default=False)
    encrypted = models.BooleanField(default=False)
    keys_safe = models.BooleanField(default=False)
    undone = models.BooleanField(default=False)
    told_principal = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=80)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=80, blank=True, default="")
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(mishap__in=[*Mishap]), name="incident_mishap_is_known"),
            models.CheckConstraint(condition=Q(stage__in=[*Stage]), name="incident_stage_is_known"),
            models.CheckConstraint(condition=Q(role__in=[*Role]), name="incident_role_is_known"),
            models.CheckConstraint(condition=Q(gdpr__in=[*Risk]), name="incident_risk_is_known"),
        ]

    def facts(self) -> Facts:
        """As the decision sees it."""
        held = {name: getattr(self, name) for name in Facts.__slots__}
        kinds = {"mishap": Mishap, "stage": Stage, "role": Role, "gdpr": Risk}
        return Facts(**held | {name: kind(held[name]) for name, kind in kinds.items()})

    def kinds(self, policy: Policy) -> Text:
        """Which kinds of data it concerns, as one phrase."""
        return name_categories(policy, map(Category, self.categories.split()))


class Statement(Identified):
    """Which sealed note says what to an item of the report."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="statements")
    item = models.CharField(max_length=12, choices=Item)
    note = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "item"], name="one_statement_for_an_item")]


class Done(Identified):
    """A duty that was done. ``receipt`` is the number that an authority gave."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="done")
    duty = models.CharField(max_length=16)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    receipt = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "duty"], name="a_duty_of_an_incident_is_done_once"),
            models.CheckConstraint(condition=Q(duty__in=[*Duty]), name="incident_duty_is_known"),
        ]


class By(models.TextChoices):
    """Through what data may have got out."""

    ACCOUNT = "account"
    RECIPIENT = "recipient"
    EXPORT = "export"


class Trace(Identified):
    """A question to the ledger: whose data went through this within that time; and how many people it found."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="traces")
    by = models.CharField(max_length=12, choices=By)
    reference = models.CharField(max_length=80)
    since = models.DateTimeField()
    until = models.DateTimeField()
    found = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    actor = models.CharField(max_length=80)


class Affected(Identified):
    """Somebody whom an incident concerns, with the language to be written to in."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="affected")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    lang = models.CharField(max_length=8)
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "person"], name="affected_once_by_an_incident")]


class NoticeState(models.TextChoices):
    READY = "ready"  # the worker has yet to hand it over
    SENDING = "sending"
    DRILLED = "drilled"  # a drill: it ends here, and nothing left


class Notice(models.Model):
    """What people are told, in each language, and the mailing that carries it."""

    incident = models.OneToOneField(Incident, models.CASCADE, primary_key=True, related_name="notice")
    texts = models.JSONField()
    state = models.CharField(max_length=8, choices=NoticeState)
    mailing = models.UUIDField(null=True)
    people = models.PositiveIntegerField()
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()


class Lesson(Identified):
    """What is to change so that it does not happen again; its words lie in a sealed note."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="lessons")
    note = models.UUIDField()
    due = models.DateField()
    owner = models.CharField(max_length=80)
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=80, blank=True, default="")


class Alert(Identified):
    """An email about a clock, to a colleague; its row says that it went, so that it goes once."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="alerts")
    duty = models.CharField(max_length=16)
    sort = models.CharField(max_length=8)  # begun, near, late
    addressee = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "duty", "sort", "addressee"], name="one_alert_of_a_kind")
        ]
