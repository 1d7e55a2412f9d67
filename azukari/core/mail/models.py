"""Outgoing mail: the queue of letters, each written for one person, and mailings, written once for many.

A row says which mail to whom by reference; the address is released when it is sent.
"""

from django.db import models
from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL

from azukari.core.database.identified import Identified
from azukari.policy.mailing import OPEN, MailingState, MessageState
from azukari.policy.returned import Reason


class Message(Identified):
    """``kind`` chooses the builder, ``reference`` the thing it is about (a submission, a sign-in, an erasure).

    A message without a person goes nowhere: it keeps the work the same whether or not an address is known (P43).
    ``leased_until`` guards against two workers; ``failure`` is a code, never the server's words, which may quote an
    address.
    """

    kind = models.CharField(max_length=40)
    person = models.ForeignKey("people.Person", models.CASCADE, null=True, related_name="+")
    reference = models.UUIDField(null=True)
    lang = models.CharField(max_length=8)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=32, default="", blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=Q(sent_at__isnull=True), name="message_due"),
            models.Index(fields=["reference"], name="message_by_reference"),
            models.Index(fields=["kind", "failure"], condition=Q(failure__gt=""), name="message_failed"),
        ]

    def about[Row: models.Model](self, rows: models.QuerySet[Row] | models.Manager[Row]) -> Row | None:
        """The one of these rows that the mail is about; None if it is none of them (any more)."""
        return rows.filter(pk=self.reference).first() if self.reference else None


class Mailing(Identified):
    """One text to many people, for one purpose. ``kind`` says what it is and makes its links (`mail.mailing_kind`),
    ``reference`` is the thing that it carries (an issue, an update), ``code`` why it is paused.
    """

    kind = models.CharField(max_length=40)
    reference = models.UUIDField(null=True)
    purpose = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in MailingState])
    code = models.CharField(max_length=64, default="", blank=True)
    created_by = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    starts_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in MailingState]), name="mailing_in_a_known_state"
            )
        ]
        indexes = [models.Index(fields=["starts_at"], condition=Q(state="sending"), name="mailing_under_way")]


class MailingText(Identified):
    """What a mailing says in one language; ``{{name}}`` stands where each person's own words go."""

    mailing = models.ForeignKey(Mailing, models.CASCADE, related_name="texts")
    lang = models.CharField(max_length=8)
    subject = models.CharField(max_length=400)
    text = models.TextField()
    html = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mailing", "lang"], name="one_text_per_language")]


class MailingMessage(Identified):
    """One person's message of a mailing. ``code`` says why it stands so, in a word or a mail server's number;
    ``doubtful``: it may have gone twice. ``lease`` is the run of a sender that has it.

    Of somebody who was erased, nothing is left but that one message went.
    """

    mailing = models.ForeignKey(Mailing, models.CASCADE, related_name="messages", db_index=False)
    person = models.ForeignKey("people.Person", models.CASCADE, null=True, related_name="+")
    lang = models.CharField(max_length=8)
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in MessageState])
    code = models.CharField(max_length=64, default="", blank=True)
    due_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    doubtful = models.BooleanField(default=False)
    lease = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mailing", "person"], name="nobody_twice_in_a_mailing"),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in MessageState]), name="mailing_message_in_a_known_state"
            ),
        ]
        indexes = [
            models.Index(
                fields=["mailing", "due_at", "id"],
                condition=Q(state__in=sorted(s.value for s in OPEN)),
                name="mailing_waits",
            ),
            models.Index(fields=["lease"], condition=Q(lease__isnull=False), name="mailing_in_hand"),
        ]


WAITS = RawSQL(  # noqa: S611 - states of our own
    f"state IN ({', '.join(f"'{state}'" for state in sorted(s.value for s in OPEN))})", (), BooleanField()
)
"""That a message waits, in the words of the index of those: SQLite takes no parameter's word for it, and would read the
whole mailing for each batch.
"""


class MailboxScore(Identified):
    """How often mail to somebody came back; `policy.returned` says how it grows and shrinks. At its limit nothing but
    what they ask for is sent, until they give another address.
    """

    person = models.OneToOneField("people.Person", models.CASCADE, related_name="+")
    score = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=12, choices=[(r.value, r.value) for r in Reason])
    at = models.DateTimeField()


class MailingRate(models.Model):
    """Up to which moment a limit is used up: of one domain that the settings name, or of the whole server."""

    domain = models.CharField(primary_key=True, max_length=255)
    free_at = models.DateTimeField()
