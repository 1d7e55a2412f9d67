"""A submission: that somebody filled in a form, in which version, language and words.

What they wrote lies in the vault. What hangs on a submission carries its ``person`` as well, and moves with it
(`forms.holder`).
"""

from uuid import UUID

from django.conf import settings
from django.db import models

from azukari.both_languages import BothLanguages
from azukari.core.database.identified import Identified
from azukari.policy.terms import FormKind


class State(models.TextChoices):
    PENDING = "pending"  # an address waits for its confirmation
    ACCEPTED = "accepted"  # confirmed, or nothing to confirm


class Channel(models.TextChoices):
    PAGE = "page"
    API = "api"
    STAFF = "staff"
    IMPORT = "import"
    MAIL = "mail"  # an email that nobody could be asked about; its writer saw no notice


class Submission(Identified):
    """``notice`` holds the exact words that were shown (P20); ``consents`` the purposes agreed to, separated by
    spaces.
    """

    form = models.CharField(max_length=64)
    kind = models.CharField(max_length=16, choices=[(k.value, k.value) for k in FormKind])
    charter = models.ForeignKey("charter.Charter", models.PROTECT, related_name="+", db_index=False)
    notice = models.ForeignKey("charter.Notice", models.PROTECT, related_name="+", db_index=False)
    lang = models.CharField(max_length=8)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="submissions")
    channel = models.CharField(max_length=8, choices=Channel)
    consents = models.CharField(max_length=600, default="", blank=True)
    state = models.CharField(max_length=8, choices=State)
    created_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # A page of a list is walked in its order, and nothing is sorted for it.
            models.Index(fields=["form", "-created_at", "-id"], name="submission_newest_first"),
            # All that is asked to count them, so that no row is read for it.
            models.Index(
                fields=["form", "state", "created_at", "accepted_at", "kind", "channel", "id"],
                name="submission_by_state",
            ),
        ]

    @property
    def care(self) -> "Handling":
        """Who takes care of it, and how far they are; an unsaved row where nobody has begun."""
        found: Handling | None = getattr(self, "handling", None)
        return found or Handling(submission_id=self.id, person_id=self.person_id, version=0)

    @property
    def handled(self) -> "Handled":
        """How far the organisation is with it."""
        return Handled(self.care.state)


class Handled(models.TextChoices):
    """How far the organisation is with what somebody wrote."""

    NEW = "new"
    IN_HAND = "in-hand"
    ANSWERED = "answered"
    CLOSED = "closed"


class Handling(models.Model):
    """Who takes care of a submission, and how far they are. A submission without a row is new, and nobody's yet."""

    submission = models.OneToOneField(Submission, models.CASCADE, primary_key=True, related_name="handling")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, choices=Handled, default=Handled.NEW)
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["state"], name="handling_by_state")]

    @property
    def whose(self) -> UUID | None:
        """The reference of whoever takes care of it."""
        return self.assignee.reference if self.assignee else None


class PageOfOrigin(models.Model):
    """From which page a submission was written: its path, out of a closed list of pages (`Kind.origin`)."""

    submission = models.OneToOneField(Submission, models.CASCADE, primary_key=True, related_name="origin")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    page = models.CharField(max_length=120)


class EndedAs(models.TextChoices):
    """In which way a registration ended."""

    LEFT = "left"  # the person left
    LAPSED = "lapsed"  # it ran out: nothing was renewed


class RegistrationEnd(models.Model):
    """That what somebody registered for has ended, and on which day; the policy's time after it runs since.

    The row goes when the end is taken back, which the desk may do where the desk wrote it down.
    """

    submission = models.OneToOneField(Submission, models.CASCADE, primary_key=True, related_name="ending")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    reason = models.CharField(max_length=8, choices=EndedAs)
    ended_on = models.DateField()
    by_person = models.BooleanField()
    recorded_at = models.DateTimeField()


class Suspicion(models.Model):
    """A submission that looks like a robot's: it waits apart, unconfirmed, and nobody is written to.

    ``reasons`` are codes of `suspicion.REASONS`, separated by spaces. The row goes when somebody says "not spam".
    """

    submission = models.OneToOneField(Submission, models.CASCADE, primary_key=True, related_name="suspicion")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    score = models.PositiveSmallIntegerField()
    reasons = models.CharField(max_length=64)


class OwnDataQuestion(models.Model):
    """A message whose sender said that it is about their own data; gone as soon as the desk has it as a request.

    ``due_at`` is when one that could not be taken up is tried again.
    """

    submission = models.OneToOneField(Submission, models.CASCADE, primary_key=True, related_name="own_data_question")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    due_at = models.DateTimeField(null=True)


_REPLY = "reply-"
REPLY_LABEL = BothLanguages("Our reply")


def is_reply(field: str) -> bool:
    """Whether the vault keeps our own words under that name."""
    return field.startswith(_REPLY)


class Reply(Identified):
    """That we wrote back to whoever sent a submission, for one of its purposes. Our words lie in the vault with theirs,
    as the value of the field ``field``, and end with the same grants.
    """

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="replies")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=64)
    lang = models.CharField(max_length=8)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    message = models.UUIDField()  # the mail, of the queue
    written_at = models.DateTimeField()

    @property
    def field(self) -> str:
        """Under what name the vault keeps the words: no form has a field called so."""
        return f"{_REPLY}{self.id.hex}"


class Addition(Identified):
    """What somebody added to their registration later: blanks that they filled in, purposes that they agreed to, under
    the notice of the form version that they had filled in. Ids of fields and slugs of purposes, separated by spaces.
    """

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="additions")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    notice = models.ForeignKey("charter.Notice", models.PROTECT, related_name="+", db_index=False)
    lang = models.CharField(max_length=8)
    fields = models.CharField(max_length=2000, default="", db_default="", blank=True)
    consents = models.CharField(max_length=600, default="", db_default="", blank=True)
    at = models.DateTimeField()


class GuardianState(models.TextChoices):
    WAITING = "waiting"  # the person has yet to confirm
    ASKED = "asked"
    AGREED = "agreed"
    REFUSED = "refused"


class Guardianship(models.Model):
    """Whether a guardian agrees to the submission of somebody who is too young to decide alone. Names nobody."""

    submission = models.OneToOneField(Submission, models.CASCADE, primary_key=True, related_name="guardianship")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, choices=GuardianState)
    changed_at = models.DateTimeField()


class GuardianAddress(Identified):
    """Who is asked, until there is an answer.

    The address is sealed under ``stand_in``, a person of its own who is nobody; the id takes the place of a submission
    for that one value.
    """

    submission = models.OneToOneField(Submission, models.CASCADE, related_name="guardian_address")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    stand_in = models.OneToOneField("people.Person", models.CASCADE, related_name="+")


class ImportJob(Identified):
    """One file that is taken in, for one form version, and how far it is.

    ``position`` is the last row that is dealt with; it moves in the transaction of its rows, so a killed import goes
    on where it stopped. ``told_*`` and ``evidence_*`` say how people were told the purpose, and which document shows
    it; ``attested_*`` which document shows that addresses were confirmed earlier, blank where people are asked by mail.
    ``settings_sha256`` stands for everything that was chosen, so that it goes on as it began.
    """

    form = models.CharField(max_length=64)
    charter = models.ForeignKey("charter.Charter", models.PROTECT, related_name="+")
    lang = models.CharField(max_length=8)
    shape = models.CharField(max_length=16, default="", blank=True)
    file_sha256 = models.CharField(max_length=64)
    settings_sha256 = models.CharField(max_length=64)
    told_by = models.CharField(max_length=16)
    told_reference = models.CharField(max_length=64)
    evidence_reference = models.CharField(max_length=64)
    evidence_sha256 = models.CharField(max_length=64)
    attested_reference = models.CharField(max_length=64, default="", blank=True)
    attested_sha256 = models.CharField(max_length=64, default="", blank=True)
    answers_for = models.UUIDField()
    begun_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    position = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    asked = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file_sha256", "form"], name="one_import_per_file_and_form")]


class OrderState(models.TextChoices):
    DRAFT = "draft"  # uploaded; columns and ground are being said
    LOOKING = "looking"  # the dry run is under way
    LOOKED = "looked"  # what would become of each row is known
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


class ImportOrder(Identified):
    """An import that somebody asked for in the console, and how far the worker is with it.

    The list and all that was said about it lie sealed in ``file``, and are gone when the work is done or its day is
    over. ``position`` counts rows looked at; what came in is counted by ``job``. ``trouble`` is a code.
    """

    form = models.CharField(max_length=64)
    file = models.ForeignKey("vault.SealedFile", models.SET_NULL, null=True, related_name="+")
    answers_for = models.UUIDField()
    state = models.CharField(max_length=16, choices=OrderState, default=OrderState.DRAFT, db_index=True)
    rows = models.PositiveIntegerField(default=0)
    position = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    asked = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    job = models.ForeignKey(ImportJob, models.SET_NULL, null=True, related_name="+")
    trouble = models.CharField(max_length=32, default="", blank=True)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)


class ChoiceWords(models.Model):
    """What lists of a form call its choices, by field and choice, as it was said last: ``一般会員`` for ``regular``."""

    form = models.CharField(max_length=64, primary_key=True)
    words = models.JSONField(default=dict)


class ImportedSubmission(models.Model):
    """Where an imported submission comes from: which row of which import, and when its person was told the purpose.

    ``confirmed_on`` is the day on which the former system had the address confirmed, as the import's officer attests;
    None where we ask, or nobody is there to ask. A row comes in once: the database itself sees to it.
    """

    submission = models.OneToOneField(Submission, models.CASCADE, primary_key=True, related_name="imported")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    job = models.ForeignKey(ImportJob, models.PROTECT, related_name="submissions")
    row = models.PositiveIntegerField()
    told_on = models.DateField()
    confirmed_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "row"], name="a_row_comes_in_once")]


class ImportRefusal(Identified):
    """Why a row stayed outside: its number, its column and a code, never what stood there."""

    job = models.ForeignKey(ImportJob, models.CASCADE, related_name="refusals")
    row = models.PositiveIntegerField()
    column = models.PositiveIntegerField()
    field = models.CharField(max_length=80, default="", blank=True)
    code = models.CharField(max_length=32)


class SentMark(models.Model):
    """That a filled form was sent, by a digest that its own page alone can compute, and how that was answered, which
    the page alone can open (`forms.once`).
    """

    digest = models.BinaryField(primary_key=True)
    outcome = models.BinaryField()
    expires_at = models.DateTimeField(db_index=True)


class SpentChallenge(models.Model):
    """A proof of work that was used; kept until it would have expired anyway."""

    digest = models.BinaryField(primary_key=True)
    expires_at = models.DateTimeField(db_index=True)
