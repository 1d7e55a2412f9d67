"""What goes out: a transfer, each person in it, the posts that carry it, and the instructions that follow it."""

from django.db import models
from django.db.models import Q

from azukari.core.database.identified import Identified
from azukari.core.database.proven import Proven, proof_column
from azukari.core.transfers.models.case import LegalCase
from azukari.core.transfers.models.register import Channel, Contract, Recipient
from azukari.policy.disclosure import DisclosureGround


class TransferState(models.TextChoices):
    PROPOSED = "proposed"  # somebody asked; a second person has to say yes
    APPROVED = "approved"  # it may begin; who registers from now on is not in it
    RUNNING = "running"  # person by person
    READY = "ready"  # a sealed file waits to be fetched, once
    DELIVERED = "delivered"
    STOPPED = "stopped"  # what allowed it fell away; nothing more goes out
    DECLINED = "declined"  # the second person said no


class Transfer(Identified, Proven):
    """One disclosure to one recipient. There are three grounds, and the database knows no fourth (P26).

    ``people`` is what the proposal foresaw, and ``left_out`` counts by the code of the answer whom it left out; the
    rows say what became of it. ``part_salt`` belongs to the key of the parts that lie on disk while it runs, and goes
    with them.
    """

    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="transfers")
    purpose = models.CharField(max_length=64)
    categories = models.CharField(max_length=100)
    ground = models.CharField(max_length=16)
    contract = models.ForeignKey(Contract, models.PROTECT, null=True, related_name="transfers")
    case = models.ForeignKey(LegalCase, models.PROTECT, null=True, related_name="transfers")
    charter = models.ForeignKey("charter.Charter", models.PROTECT, related_name="+", db_index=False)
    channel = models.CharField(max_length=8, choices=Channel)
    state = models.CharField(max_length=12, choices=TransferState, default=TransferState.PROPOSED)
    proposed_by = models.CharField(max_length=80)
    proposed_at = models.DateTimeField()
    approved_by = models.CharField(max_length=80, blank=True, default="")
    approved_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    people = models.PositiveIntegerField(default=0)
    left_out = models.JSONField(default=dict)
    stop_code = models.CharField(max_length=64, blank=True, default="")
    stop_clause = models.CharField(max_length=64, blank=True, default="")
    cursor = models.UUIDField(null=True)  # the last person dealt with, while it runs
    position = models.PositiveIntegerField(default=0)  # how many have been dealt with
    part = models.PositiveIntegerField(default=0)  # how many batches that were
    part_salt = models.CharField(max_length=64, blank=True, default="")
    file_sha256 = models.CharField(max_length=64, blank=True, default="")
    file_size = models.PositiveBigIntegerField(default=0)
    fetched_by = models.CharField(max_length=80, blank=True, default="")
    proof = proof_column()
    meant = (
        "id",
        "recipient",
        "purpose",
        "categories",
        "ground",
        "contract",
        "case",
        "charter",
        "channel",
        "proposed_by",
        "approved_by",
        "approved_at",
    )

    class Meta(Proven.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(ground__in=[*DisclosureGround]), name="there_is_no_fourth_ground"),
            models.CheckConstraint(
                condition=Q(ground=DisclosureGround.LAW, case__isnull=False, contract__isnull=True)
                | Q(ground=DisclosureGround.CONTRACT, contract__isnull=False, case__isnull=True)
                | Q(ground=DisclosureGround.CONSENT, case__isnull=True, contract__isnull=True),
                name="transfer_names_what_its_ground_rests_on",
            ),
            models.CheckConstraint(condition=Q(state__in=TransferState.values), name="transfer_in_a_known_state"),
        ]
        indexes = [models.Index(fields=["recipient", "proposed_at"], name="transfer_by_recipient")]

    @property
    def moved(self) -> "models.QuerySet[TransferPerson]":
        """Those of whom something went."""
        return self.rows.filter(state=Moved.MOVED)


class Moved(models.TextChoices):
    MOVED = "moved"  # sealed to the recipient, and recorded
    OMITTED = "omitted"  # the gate said no when their turn came
    WITHHELD = "withheld"  # sealed, but it never left after all


class TransferPerson(models.Model):
    """One person in a transfer. ``handle`` is how this recipient knows them; it stays the same for the recipient.

    When the person is erased, ``person`` becomes empty: what the record keeps is that something went, and the handle.
    """

    id = models.BigAutoField(primary_key=True)
    transfer = models.ForeignKey(Transfer, models.CASCADE, related_name="rows", db_index=False)
    position = models.PositiveIntegerField()
    part = models.PositiveIntegerField()  # the batch that it went with
    person = models.ForeignKey("people.Person", models.CASCADE, null=True, related_name="+")
    handle = models.UUIDField()
    state = models.CharField(max_length=8, choices=Moved)
    code = models.CharField(max_length=64, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["transfer", "position"], name="one_place_each"),
            models.UniqueConstraint(fields=["transfer", "person"], name="nobody_twice_in_a_transfer"),
            models.CheckConstraint(condition=Q(state__in=Moved.values), name="transfer_row_in_a_known_state"),
        ]
        indexes = [models.Index(fields=["transfer", "state", "part"], name="transfer_rows_by_state")]


class Post(Identified):
    """One signed request to a recipient's webhook, waiting or sent. Its body lies on disk, sealed to the recipient."""

    transfer = models.ForeignKey(Transfer, models.CASCADE, related_name="posts")
    part = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=32, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["transfer", "part"], name="one_post_per_part")]
        indexes = [models.Index(fields=["due_at"], condition=Q(sent_at__isnull=True), name="post_due")]


class What(models.TextChoices):
    """What a recipient is told to do."""

    CORRECT = "correct"
    STOP = "stop"  # the person withdrew: use it no more, and erase what only that allowed
    ERASE = "erase"


class Instruction(Identified):
    """To a recipient who holds data of a person: something of it changed, or has to go (P40, P41).

    Made in the same transaction as the correction, withdrawal or erasure. It names the person by the handle that the
    recipient knows; ``person`` becomes empty when they are erased.
    """

    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="instructions")
    person = models.ForeignKey("people.Person", models.CASCADE, null=True, related_name="+")
    handle = models.UUIDField()
    what = models.CharField(max_length=8, choices=What)
    categories = models.CharField(max_length=100, blank=True, default="")
    purpose = models.CharField(max_length=64, blank=True, default="")
    created_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=32, blank=True, default="")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(what__in=What.values), name="instruction_is_known")]
        indexes = [
            models.Index(fields=["answer_by"], condition=Q(acknowledged_at__isnull=True), name="instruction_open")
        ]
