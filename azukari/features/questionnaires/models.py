"""Questionnaires: their drafts and published versions, tallies, places of quotas, and answers that nobody can join to a
person.

Linked answers lie in the vault; here is only that they were given, by which version. Unlinked ones lie here, without
person, order, or any time finer than a day: `mixing` says how they come to lie so. The database itself keeps each kind
apart from the first answer on (`migrations`).
"""

import uuid

from django.db import models

from azukari.core.database.added_up import AddedUp
from azukari.core.database.identified import Identified
from azukari.core.vault.batch_field import SealedJSONField


class PollState(models.TextChoices):
    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class Poll(models.Model):
    """A questionnaire: what is being written, and whether it takes answers.

    ``draft`` is the document of `document.write`; ``form`` the policy's form under which linked answers are given.
    ``answered`` is set with the first answer and never taken back: from then on ``linked`` and ``form`` stay, and so
    does ``by_invitation``: that only who was invited answers, once, and unlinked all the same (`invited.tickets`).
    """

    slug = models.CharField(max_length=40, primary_key=True)
    draft = models.JSONField()
    linked = models.BooleanField(default=False)
    form = models.CharField(max_length=64, default="", blank=True)
    answered = models.BooleanField(default=False)
    by_invitation = models.BooleanField(default=False, db_default=False)
    state = models.CharField(max_length=8, choices=PollState, default=PollState.DRAFT)
    opens_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=1)

    def has_countries(self) -> bool:
        """Whether questionnaires for other countries were made of it."""
        return Poll.objects.filter(draft__master=self.slug).exists()


class Version(Identified):
    """What was published, word for word; it never changes, and answers keep the one by which they were given."""

    poll = models.ForeignKey(Poll, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    document = models.JSONField()
    linked = models.BooleanField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "number"], name="a_version_has_a_number_of_its_own")]


class Response(models.Model):
    """That a person answered, and by which version. What they answered lies in the vault."""

    submission = models.OneToOneField("forms.Submission", models.CASCADE, primary_key=True, related_name="response")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")


class Tally(Identified):
    """How many linked answers of a version say ``value`` to ``question``; ``value`` is blank for everybody who answered
    it, and ``question`` besides for everybody who answered at all.
    """

    version = models.ForeignKey(Version, models.PROTECT, related_name="tallies")
    question = models.CharField(max_length=90, blank=True)
    value = models.CharField(max_length=40, blank=True)
    count = models.PositiveIntegerField()
    added_up = AddedUp(by=("version", "question", "value"), number="count")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "question", "value"], name="a_tally_stands_once")]


class Recount(models.Model):
    """That the tallies of a version have to be made anew: something was corrected, withdrawn or erased."""

    version = models.OneToOneField(Version, models.CASCADE, primary_key=True, related_name="recount")
    asked_at = models.DateTimeField()


class QuotaCount(Identified):
    """How many places of a quota of a linked questionnaire are taken. Never more than there are: each is taken by a
    condition of its own.
    """

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="quotas")
    quota = models.CharField(max_length=40)
    taken = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "quota"], name="a_quota_is_counted_once")]


class UnlinkedQuotas(models.Model):
    """How many places are taken of each quota of an unlinked questionnaire: numbers by the quotas' names, sealed as the
    answers are, and written with each answer, so that no copy of the database tells which answer took a place.
    """

    poll = models.OneToOneField(Poll, models.CASCADE, primary_key=True, related_name="unlinked_quotas")
    taken = SealedJSONField()


class Unlinked(models.Model):
    """Answers of nobody. The id is drawn at random. ``answers`` lie sealed (`sealed_answers`); read, they are open.

    ``lang`` is empty, and the ``day`` of mixed answers is the same for all: what stands in the clear beside an answer
    must not lead to it. The release before this one wrote more.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    lang = models.CharField(max_length=8)
    day = models.DateField()
    answers = SealedJSONField()

    class Meta:
        abstract = True


class PooledAnswers(Unlinked):
    """Answers that wait for others to be mixed with; then this row goes, and another is written elsewhere. ``day`` is
    that on which they came.
    """


class MixedAnswers(Unlinked):
    """Answers that were mixed with those of others, and may be counted. ``is_test``: staff tried the questionnaire."""

    is_test = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["version", "is_test"], name="mixed_answers_by_version")]


class TicketKey(models.Model):
    """The key that signs the tickets of one questionnaire, and no other's. ``private`` is sealed; ``digest`` is public.

    ``reference`` is what the mailings of its invitations carry. ``rewritten`` is how many mixed answers there were when
    all were last written anew, in random order (`mixing`).
    """

    poll = models.OneToOneField(Poll, models.CASCADE, primary_key=True, related_name="ticket_key")
    reference = models.UUIDField(default=uuid.uuid4, unique=True)
    public = models.BinaryField()
    private = models.BinaryField()
    digest = models.CharField(max_length=64)
    rewritten = models.PositiveIntegerField(default=0, db_default=0)


class Invitation(models.Model):
    """That somebody was invited. ``asked`` is the digest of the blinded ticket that was signed for them, blank before:
    it leads to no ticket, and lets the same request be answered again when its answer was lost.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.ForeignKey(Poll, models.CASCADE, related_name="invitations")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    asked = models.CharField(max_length=64, default="", db_default="", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "person"], name="a_person_is_invited_once")]


class SpentTicket(models.Model):
    """That a ticket was used. The digest is of what only its holder knew, and leads to nobody and to no answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.ForeignKey(Poll, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "digest"], name="a_ticket_is_spent_once")]
