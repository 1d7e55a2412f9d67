"""Volunteering: openings, their shifts, and who has signed up for which.

No personal data: references, states and times. Names and telephone numbers stay in the vault, under the purposes of
the volunteers' form.
"""

from django.db import models
from django.db.models import Q

from azukari.core.database.identified import Identified
from azukari.features.volunteers.rules import Span, Wave


class Requirement(Identified):
    """Something that is looked at before somebody comes the first time: a talk, a course, a paper that is shown.

    Only that it was looked at is kept, never the paper. After ``months`` it is looked at again; 0 for never.
    """

    form = models.CharField(max_length=64, db_index=True)
    name = models.JSONField(default=dict)
    months = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()


class Opening(Identified):
    """Something to help with, in the organisation's words, by language.

    Those who gave fewer than ``first_hours`` in the last year come first; ``all_days`` before a shift everybody may
    come. ``fits`` is a choice of the form, as ``field:value``, of those whom it suits.
    """

    form = models.CharField(max_length=64, db_index=True)
    title = models.JSONField(default=dict)
    body = models.JSONField(default=dict)  # Markdown
    place = models.JSONField(default=dict)
    needs = models.JSONField(default=dict)
    fits = models.CharField(max_length=130, default="", blank=True)
    most_together = models.PositiveSmallIntegerField(default=1)
    first_hours = models.PositiveSmallIntegerField(default=0)
    all_days = models.PositiveSmallIntegerField(default=0)
    is_shown = models.BooleanField(default=True)
    requirement = models.ForeignKey(Requirement, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    @property
    def wave(self) -> Wave:
        return Wave(self.first_hours, self.all_days)


class Shift(Identified):
    """One time at which so many are needed. Its row is locked by whoever changes who comes."""

    opening = models.ForeignKey(Opening, models.CASCADE, related_name="shifts")
    starts = models.DateTimeField(db_index=True)
    ends = models.DateTimeField()
    places = models.PositiveSmallIntegerField()
    called_off_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["opening", "starts"], name="shift_by_opening")]

    @property
    def span(self) -> Span:
        return Span(self.starts, self.ends)

    @property
    def minutes(self) -> int:
        return int((self.ends - self.starts).total_seconds()) // 60


class SignUpState(models.TextChoices):
    TAKEN = "taken"
    WAITING = "waiting"
    CANCELLED = "cancelled"
    CAME = "came"
    ABSENT = "absent"


HAS_A_PLACE = (SignUpState.TAKEN, SignUpState.CAME, SignUpState.ABSENT)
LIVE = (SignUpState.TAKEN, SignUpState.WAITING)
"""Of a shift ahead: whoever is to come, or would like to."""


class SignUp(Identified):
    """That somebody signed up for a shift, alone or with others who are counted and not named.

    ``asked_at`` is their turn on the waiting list, ``cover_at`` since when they ask for cover. ``minutes`` is what they
    gave. ``revision`` counts changes, for calendars (RFC 5545 3.8.7.4).
    """

    shift = models.ForeignKey(Shift, models.CASCADE, related_name="sign_ups")
    submission = models.ForeignKey("forms.Submission", models.CASCADE, related_name="sign_ups")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    state = models.CharField(max_length=9, choices=SignUpState)
    size = models.PositiveSmallIntegerField(default=1)
    asked_at = models.DateTimeField()
    cover_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    minutes = models.PositiveSmallIntegerField(null=True)
    revision = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shift", "submission"], name="one_sign_up_for_a_shift")]
        indexes = [
            models.Index(fields=["shift", "asked_at"], condition=Q(state="waiting"), name="sign_up_waiting"),
        ]


class Feed(Identified):
    """A secret link by which a calendar reads somebody's shifts. The id is in the link; a new link has a new id."""

    submission = models.OneToOneField("forms.Submission", models.CASCADE, related_name="shift_feed")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    made_at = models.DateTimeField()


class Clearance(Identified):
    """That a requirement was looked at for somebody, on which day, and until when that holds."""

    requirement = models.ForeignKey(Requirement, models.CASCADE, related_name="clearances")
    submission = models.ForeignKey("forms.Submission", models.CASCADE, related_name="clearances")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    cleared_on = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["requirement", "submission"], name="one_clearance_each")]
