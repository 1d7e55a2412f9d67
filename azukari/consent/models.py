"""Grants: a purpose's right over one submission's data, with a beginning and an end."""

from django.db import models
from django.db.models import F, Q

from azukari.lib.identifier import new_id
from azukari.policy.terms import Ground, Living, Policy


class EndReason(models.TextChoices):
    EXPIRED = "expired"
    CONFIRMED = "confirmed"  # the confirmation grant gave way to the grants of the form
    WITHDRAWN = "withdrawn"
    ERASED = "erased"
    SERVICE = "service"  # the service ended; the policy's time after it runs, or has run


class Grant(models.Model):
    """``ends_at`` is exclusive and may lie ahead.

    ``charter`` is the one under which it was given: the purpose may use what that charter says, and no later one adds
    to it. Whoever agrees to more gets another grant, beside this one. ``settled_at`` says that what only this grant
    held has been erased. ``opens`` names fields, separated by spaces, that were not collected for the purpose, and that
    the person agreed to later: a use of what is there, which keeps nothing for longer. ``turn`` counts how often its
    end was changed (`consent.end`).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="grants")
    submission_id = models.UUIDField()
    purpose = models.CharField(max_length=64)
    ground = models.CharField(max_length=16)
    charter = models.ForeignKey("charter.Charter", models.PROTECT, related_name="+", db_index=False)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=16, default="", blank=True)
    settled_at = models.DateTimeField(null=True)
    opens = models.CharField(max_length=600, default="", blank=True)
    turn = models.PositiveSmallIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("begins_at")), name="grant_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=Q(ground__in=[*Ground]), name="grant_has_a_known_ground"),
        ]
        indexes = [
            models.Index(fields=["ends_at"], condition=Q(settled_at__isnull=True), name="grant_to_settle"),
            # Partial, so that a query must ask for it: a planner without statistics takes it for sharper than it is.
            models.Index(fields=["purpose", "begins_at"], condition=Q(settled_at__isnull=True), name="grant_in_use"),
            models.Index(fields=["submission_id", "purpose"], name="grant_by_submission"),
        ]

    def living(self, told: Policy | None = None) -> Living:
        """The grant as `decide` sees it.

        Args:
            told: the policy of its charter, where that has a say.
        """
        return Living(purpose=self.purpose, begins=self.begins_at, ends=self.ends_at, told=told)
