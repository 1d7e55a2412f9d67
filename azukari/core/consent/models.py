"""Grants: a purpose's right over one submission's data, with a beginning and an end."""

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar, NamedTuple, Self
from uuid import UUID

from django.db import connection, models
from django.db.models import Case, F, IntegerField, Q, When
from django.db.models.functions import Coalesce

from azukari.core.database.id_set import Ids
from azukari.core.database.identified import Identified
from azukari.core.database.proven import Meaning, Proven, ProvenQuerySet, judge, proof_column, proof_of
from azukari.core.database.statement import Statement, as_id, as_time
from azukari.policy.decide import is_living
from azukari.policy.terms import Ground, Living, Policy


class EndReason(models.TextChoices):
    EXPIRED = "expired"
    CONFIRMED = "confirmed"  # the confirmation grant gave way to the grants of the form
    WITHDRAWN = "withdrawn"
    ERASED = "erased"
    SERVICE = "service"  # the service ended; the policy's time after it runs, or has run


class GrantQuerySet(ProvenQuerySet["Grant"]):
    """What may be asked of grants about time. Nobody else spells these conditions (tests/architecture/test_grants)."""

    def living(self, now: datetime) -> Self:
        """Begun and not ended: what `is_living` says of each, for a query."""
        return self.begun(now).not_ended(now)

    def begun(self, now: datetime) -> Self:
        """Those whose beginning is not ahead, ended or not."""
        return self.filter(begins_at__lte=now)

    def begun_by_people(self, now: datetime) -> Self:
        """`begun`, written so that the index by beginning does not fit, and the one that has the people of a purpose
        side by side does: `grant_people`. To count people, beside `unsettled`.
        """
        return self.alias(begun=Coalesce("begins_at", "begins_at")).filter(begun__lte=now)

    def not_ended(self, now: datetime) -> Self:
        """Those without an end, or with one that is ahead, begun or not."""
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now))

    def ended(self, now: datetime) -> Self:
        """Those whose end is over, settled or not."""
        return self.filter(ends_at__lte=now)

    def ending_later(self, now: datetime) -> Self:
        """Those whose end is known, and ahead."""
        return self.filter(ends_at__gt=now)

    def endless(self) -> Self:
        """Those that run until something ends them."""
        return self.filter(ends_at__isnull=True)

    def unsettled(self) -> Self:
        """Those that have not let go of what they held: all that live, and those that ended a moment ago.

        Beside `living` it changes nothing but the index that fits: `grant_in_use`.
        """
        return self.filter(settled_at__isnull=True)

    def unsettled_by_person(self) -> Self:
        """`unsettled`, written so that no index by purpose fits: each would be walked for each person, where the few
        grants of the person are all that has to be seen.
        """
        unsettled = Case(When(settled_at__isnull=True, then=1), default=0, output_field=IntegerField())
        return self.alias(unsettled=unsettled).filter(unsettled=1)


def people_by_purpose(purposes: Collection[str], now: datetime) -> Mapping[str, int]:
    """For each purpose, how many people have a living grant for it, each person once. One query, of a part for each:
    within one purpose the index `grant_people` has a person's grants side by side, and nothing is grouped.
    """
    if not purposes:
        return {}
    model, time = Grant._meta, connection.ops.adapt_datetimefield_value(now)
    part = f"""(SELECT COUNT(DISTINCT person_id) FROM {model.db_table} WHERE purpose = %s AND settled_at IS NULL
        AND COALESCE(begins_at, begins_at) <= %s AND (ends_at IS NULL OR ends_at > %s))"""  # noqa: S608 - our own name
    with connection.cursor() as cursor:
        parts = [value for purpose in purposes for value in (purpose, time, time)]
        cursor.execute("SELECT " + ", ".join([part] * len(purposes)), parts)
        return dict(zip(purposes, cursor.fetchone(), strict=True))


def _meaning(
    of: tuple[UUID, UUID, UUID],
    purpose: str,
    ground: str,
    charter: int,
    times: tuple[datetime, datetime | None],
    opens: str,
) -> Meaning:
    """What a grant says, as `Proven.meaning` has it, written out for those who read and write very many.

    Args:
        of: the grant itself, its person and its submission.
        times: when it begins, and when it ends.
    """
    begins, ends = times
    begun, ended = begins.astimezone(UTC), ends and ends.astimezone(UTC)
    return "consent.grant", *of, purpose, ground, charter, begun, ended, opens


class Grant(Identified, Proven):
    """``ends_at`` is exclusive and may lie ahead.

    ``charter`` is the one under which it was given: the purpose may use what that charter says, and no later one adds
    to it. Whoever agrees to more gets another grant, beside this one. ``settled_at`` says that what only this grant
    held has been erased. ``opens`` names fields, separated by spaces, that were not collected for the purpose, and that
    the person agreed to later: a use of what is there, which keeps nothing for longer. ``turn`` counts how often its
    end was changed (`consent.end`).
    """

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
    proof = proof_column()
    meant = ("id", "person", "submission_id", "purpose", "ground", "charter", "begins_at", "ends_at", "opens")

    objects: ClassVar[Any] = GrantQuerySet.as_manager()

    class Meta(Proven.Meta):
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
            # All that is asked to count people, so that no row is read for it.
            models.Index(
                fields=["purpose", "person", "begins_at", "ends_at", "settled_at"],
                condition=Q(settled_at__isnull=True),
                name="grant_people",
            ),
            models.Index(fields=["submission_id", "purpose"], name="grant_by_submission"),
        ]

    @classmethod
    def opening(cls, now: datetime) -> GrantQuerySet:
        """Those that have not ended."""
        return cls.objects.not_ended(now)

    @property
    def meaning(self) -> Meaning:
        """What it says, as it is proven."""
        of, times = (self.id, self.person_id, self.submission_id), (self.begins_at, self.ends_at)
        return _meaning(of, self.purpose, self.ground, self.charter_id, times, self.opens)

    def living(self, told: Policy | None = None) -> Living:
        """The grant as `decide` sees it.

        Args:
            told: the policy of its charter, where that has a say.
        """
        return Living(purpose=self.purpose, begins=self.begins_at, ends=self.ends_at, told=told)

    def is_living(self, now: datetime) -> bool:
        """Whether it has begun and not ended: what `GrantQuerySet.living` asks of many."""
        return is_living(self.living(), now)


def proven_row(*row: Any) -> tuple[Any, ...]:
    """A grant in the column order of `Grant`, with its proof.

    Args:
        row: every column but the proof.
    """
    id, person, submission, purpose, ground, charter, begins, ends, *_state, opens, _turn = row
    return *row, proof_of(_meaning((id, person, submission), purpose, ground, charter, (begins, ends), opens))


def proven(grants: Iterable[Grant]) -> list[Grant]:
    """Those that the program wrote."""
    is_good = judge()
    return [grant for grant in grants if is_good(grant.proof, grant.meaning)]


class Given(NamedTuple):
    """A grant as far as it says what it covers: its columns, for those who read many."""

    charter_id: int
    person_id: UUID
    submission_id: UUID
    opens: str


_COLUMNS = "id, person_id, submission_id, ground, charter_id, begins_at, ends_at, opens, proof"
_LIVING = Statement(
    f"SELECT {_COLUMNS} FROM {Grant._meta.db_table} WHERE person_id {{is_one}}"  # noqa: S608 - our own names
    " AND purpose = %s AND begins_at <= %s AND (ends_at IS NULL OR ends_at > %s)"
)


def living_of(people: Collection[UUID], purpose: str, now: datetime) -> list[Given]:
    """The grants of these people for a purpose that `GrantQuerySet.living` finds, but for those that are not proven.
    One query.
    """
    found, is_good = [], judge()
    for row in _LIVING.rows(Ids(people), purpose, now, now):
        id, person, submission, ground, charter, begins, ends, opens, proof = row
        owner, of = as_id(person), as_id(submission)
        times = as_time(begins), ends and as_time(ends)
        if is_good(proof, _meaning((as_id(id), owner, of), purpose, ground, charter, times, opens)):
            found.append(Given(charter, owner, of, opens))
    return found


def is_altered(people: Collection[UUID], purpose: str, now: datetime) -> bool:
    """Whether a grant lives that the program did not write: asked where none is left. One query."""
    living = list(Grant.objects.living(now).filter(person_id__in=Ids(people), purpose=purpose))
    return len(proven(living)) < len(living)
