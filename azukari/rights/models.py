"""How a person comes in and stays in, and what they ask us for. None of it holds anything about them: what a request
says is sealed in the vault (`vault.notes`).
"""

from django.db import models
from django.db.models import F, Q

from azukari.lib.identifier import new_id
from azukari.policy.casework import OPEN, CaseChannel, CaseKind, CaseState, Identity, Outcome, ReplyBy


class SignIn(models.Model):
    """A link that was asked for. Without a person it was asked for an address that nobody has confirmed, and opens
    nothing.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", models.CASCADE, null=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)


class OwnSession(models.Model):
    """An open own page. The cookie's secret is not kept, only its digest, so a copy of the database opens nothing."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the secret, hexadecimal
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)


def _choices(words: type) -> list[tuple[str, str]]:
    return [(word.value, word.value) for word in words]  # type: ignore[attr-defined]  # always a StrEnum


class Case(models.Model):
    """One request, and how far it is. The database itself sees to it that somebody owns it, and somebody else stands in
    (P46).

    ``pack`` is the law whose clock runs. ``failure`` says why carrying it out has stopped; blank while all is well.
    ``kept_until`` is set when it closes, and is when the record of it goes.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=16, choices=_choices(CaseKind))
    channel = models.CharField(max_length=16, choices=_choices(CaseChannel))
    pack = models.CharField(max_length=16)
    lang = models.CharField(max_length=8)
    reply_by = models.CharField(max_length=8, choices=_choices(ReplyBy))
    owner = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", db_index=False)
    deputy = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    state = models.CharField(max_length=16, choices=_choices(CaseState))
    identity = models.CharField(max_length=20, choices=_choices(Identity), default="", blank=True)
    outcome = models.CharField(max_length=16, choices=_choices(Outcome), default="", blank=True)
    failure = models.CharField(max_length=32, default="", blank=True)
    received_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    kept_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(owner=F("deputy")), name="a_deputy_is_somebody_else"),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in CaseState if s is not CaseState.CLOSED])
                | Q(kept_until__isnull=False) & ~Q(outcome=""),
                name="a_closed_case_has_an_outcome_and_an_end",
            ),
        ]
        indexes = [
            models.Index(fields=["state"], name="case_by_state"),
            models.Index(fields=["owner", "state"], name="case_by_owner"),
            models.Index(fields=["kept_until"], condition=Q(kept_until__isnull=False), name="case_to_forget"),
        ]


def not_closed() -> models.QuerySet[Case]:
    """The requests that are not closed. Their states are named, so that an index finds them among all that were."""
    return Case.objects.filter(state__in=OPEN)


class CaseSubject(models.Model):
    """Whose record a case is about, once that is known. It goes with the person; the case stays, about nobody."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="subject")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")


class CaseMessage(models.Model):
    """The message of the contact form that a case began with, so that it begins one. It goes with the message."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="message")
    submission = models.OneToOneField("forms.Submission", models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")


class CaseStep(models.Model):
    """What happened in a case: its clock reads these, and its page shows them. ``reason`` is a slug, never a story."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="steps")
    event = models.CharField(max_length=20)
    actor = models.CharField(max_length=80)
    reason = models.CharField(max_length=64, default="", blank=True)
    at = models.DateTimeField()


class CasePart(models.Model):
    """One thing that was decided: granted where ``ground`` is blank, else refused on it.

    ``purpose`` blank means everything. ``value_id`` and ``note_id`` say which value gets which sealed new text.
    ``work_id`` names the work before it begins (an erasure's certificate), so that doing it twice is doing it once.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="parts")
    purpose = models.CharField(max_length=64, default="", blank=True)
    value_id = models.UUIDField(null=True)
    note_id = models.UUIDField(null=True)
    ground = models.CharField(max_length=64, default="", blank=True)
    work_id = models.UUIDField(default=new_id)
    result = models.CharField(max_length=16, default="", blank=True)
    done_at = models.DateTimeField(null=True)


class AgentState(models.TextChoices):
    """Whether an agent may ask."""

    ACTIVE = "active"
    PAUSED = "paused"
    SUSPECTED = "suspected"  # paused, since requests of its seem to be forged
    REMOVED = "removed"


class Agent(models.Model):
    """An organisation that may ask in people's names, by the Data Rights Protocol. Entered by the desk.

    ``code`` is its id in the network's directory, ``business_id`` ours. ``verify_key`` is its public key (Ed25519, in
    base64). What it is told goes to ``callback_host`` alone; blank where it prefers to ask. Of the token that
    it came by with a signed message only the digest is kept.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
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


class AgentRequest(models.Model):
    """What an agent asked in somebody's name. Its id is what the agent knows it by.

    The case is connected with nobody before whom it names has pressed the button behind the mailed link. ``refused`` is
    why it was turned away at the door. ``told`` is what the agent heard last; ``settled_at``, when there was nothing
    more to tell.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
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
