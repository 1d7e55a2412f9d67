"""Agents that ask in people's names (Data Rights Protocol), and what they asked."""

from django.db import models
from django.db.models import Q

from azukari.core.cases.models import Case
from azukari.core.database.identified import Identified


class AgentState(models.TextChoices):
    """Whether an agent may ask."""

    ACTIVE = "active"
    PAUSED = "paused"
    SUSPECTED = "suspected"  # paused, since requests of its seem to be forged
    REMOVED = "removed"


class Agent(Identified):
    """An organisation that may ask in people's names, by the Data Rights Protocol. Entered by the desk.

    ``code`` is its id in the network's directory, ``business_id`` ours. ``verify_key`` is its public key (Ed25519, in
    base64). What it is told goes to ``callback_host`` alone; blank where it prefers to ask. Of the token that
    it came by with a signed message only the digest is kept.
    """

    code = models.CharField(max_length=64)
    name = models.CharField(max_length=80)
    web_url = models.CharField(max_length=200)
    verify_key = models.CharField(max_length=64)
    business_id = models.CharField(max_length=64)
    callback_host = models.CharField(max_length=120, default="", blank=True)
    lang = models.CharField(max_length=8)
    state = models.CharField(max_length=16, choices=AgentState.choices)
    token_digest = models.CharField(max_length=64, default="", blank=True)  # SHA-256, hexadecimal
    token_at = models.DateTimeField(null=True)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=~Q(state=AgentState.REMOVED), name="an_agent_is_listed_once"
            ),
            models.UniqueConstraint(
                fields=["token_digest"], condition=~Q(token_digest=""), name="a_token_has_one_agent"
            ),
        ]


class AgentRequest(Identified):
    """What an agent asked in somebody's name. Its id is what the agent knows it by.

    The case is connected with nobody before whom it names has pressed the button behind the mailed link. ``refused`` is
    why it was turned away at the door. ``told`` is what the agent heard last; ``settled_at``, when there was nothing
    more to tell.
    """

    agent = models.ForeignKey(Agent, models.PROTECT, related_name="requests")
    case = models.OneToOneField(Case, models.CASCADE, null=True, related_name="agent_request")
    exercise = models.CharField(max_length=20)
    regime = models.CharField(max_length=8, default="", blank=True)
    agent_reference = models.CharField(max_length=64, default="", blank=True)
    callback = models.CharField(max_length=300, default="", blank=True)
    refused = models.CharField(max_length=24, default="", blank=True)
    received_at = models.DateTimeField()
    confirm_by = models.DateTimeField()
    expected_by = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    told = models.CharField(max_length=48, default="", blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agent", "agent_reference"],
                condition=~Q(agent_reference=""),
                name="an_agent_uses_its_reference_once",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(settled_at__isnull=True), name="agent_request_to_tell"),
            models.Index(fields=["received_at"], condition=Q(case__isnull=True), name="agent_request_without_case"),
        ]


class AskedPerson(models.Model):
    """Whom the link was mailed to; nobody where the address is not known here. The row is written either way (P43)."""

    request = models.OneToOneField(AgentRequest, models.CASCADE, primary_key=True, related_name="asked")
    person = models.ForeignKey("people.Person", models.CASCADE, null=True, related_name="+")


class SpentMessage(models.Model):
    """A signed message that was used, by its digest: the same one does nothing again while it would still be good."""

    digest = models.CharField(primary_key=True, max_length=64)
    expires_at = models.DateTimeField(db_index=True)
