"""Webhooks of staff: addresses of programs that are told when something happens, each by a token of its owner."""

from django.db import models

from azukari.core.database.identified import Identified


class Webhook(Identified):
    """An address, the events that it is told of, and how far in the ledger that is.

    ``told`` is the place of the last entry that was dealt with, ``until`` the end of the post that was not taken yet: a
    post that is tried again is the same post. Where it was tried too often, it stopped until somebody starts it again.
    """

    token = models.ForeignKey(  # no constraint: the release before revokes tokens and knows no webhooks
        "accounts.StaffToken", models.CASCADE, related_name="webhooks", db_constraint=False
    )
    url = models.CharField(max_length=200)
    events = models.CharField(max_length=1000)
    told = models.BigIntegerField()
    until = models.BigIntegerField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=32, blank=True, default="")
    due_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["due_at"], condition=models.Q(stopped_at__isnull=True), name="webhook_due")]
