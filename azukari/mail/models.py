"""The queue of outgoing mail. A row says which mail to whom by reference; the address is released when it is sent."""

from django.db import models
from django.db.models import Q

from azukari.lib.identifier import new_id


class Message(models.Model):
    """``kind`` chooses the builder, ``reference`` the thing it is about (a submission, a sign-in, an erasure).

    A message without a person goes nowhere: it keeps the work the same whether or not an address is known (P43).
    ``leased_until`` guards against two workers; ``failure`` is a code, never the server's words, which may quote an
    address.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
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
