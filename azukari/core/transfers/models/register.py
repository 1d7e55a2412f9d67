"""The register: who may get anything, and how far each contract has come.

The policy names recipients and contracts in public; a row here says what has become of them, and may only narrow what
the policy says. Words about organisations stand here, never about registrants.
"""

from datetime import date

from django.db import models
from django.db.models import Q

from azukari.core.database.identified import Identified
from azukari.core.database.proven import Proven, proof_column
from azukari.lib.months import add_months
from azukari.policy.disclosure import ContractState, Entrustment
from azukari.policy.terms import Category


class Sort(models.TextChoices):
    """What sort of recipient: the policy's two kinds, and an authority, which no policy needs to name."""

    CONTRACTOR = "contractor"
    THIRD_PARTY = "third_party"
    AUTHORITY = "authority"


class Channel(models.TextChoices):
    """How data reaches a recipient."""

    FILE = "file"  # a file that only the recipient's key opens
    WEBHOOK = "webhook"  # posted over TLS, signed by us, sealed to the recipient's key
    MAIL = "mail"  # a mail provider: it gets what an email needs, as mails go out
    API = "api"  # fetched by the recipient with a token of its own


class Recipient(Proven):
    """``published`` says whether the ruling policy names it; else nothing goes there on consent or contract."""

    slug = models.CharField(max_length=64, primary_key=True)
    sort = models.CharField(max_length=16, choices=Sort)
    name = models.JSONField(default=dict)
    address = models.JSONField(default=dict)
    country = models.CharField(max_length=2)
    representative = models.CharField(max_length=200, blank=True, default="")  # APPI 29: of a body, its representative
    abroad = models.JSONField(default=dict)  # APPI 28: the other country's protection, and the recipient's own measures
    contact_name = models.CharField(max_length=120, blank=True, default="")
    contact_email = models.EmailField(blank=True, default="")
    contact_lang = models.CharField(max_length=8, default="ja")  # in which the contact is written to
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.FILE)
    public_key = models.CharField(max_length=128, blank=True, default="")  # age1..., X25519
    webhook_url = models.CharField(max_length=300, blank=True, default="")
    published = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)  # grows with each change, so that a stale page cannot overwrite
    created_at = models.DateTimeField()
    proof = proof_column()
    meant = ("slug", "sort", "country", "contact_email", "channel", "public_key", "webhook_url", "published", "version")

    class Meta(Proven.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(sort__in=Sort.values), name="recipient_of_a_known_sort"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="recipient_by_a_known_channel"),
        ]

    def called(self, lang: str) -> str:
        """Its name in a language, else its slug."""
        return str(self.name.get(lang) or self.slug)


class Contract(Identified, Proven):
    """An agreement with a contractor. ``purposes``, ``categories`` and ``clauses`` are slugs separated by spaces."""

    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="contracts")
    reference = models.CharField(max_length=64)
    service = models.JSONField(default=dict)  # what is done for us
    improves = models.JSONField(default=dict)  # how that makes our services better (P28)
    purposes = models.CharField(max_length=600)
    categories = models.CharField(max_length=100)
    clauses = models.TextField(blank=True, default="")
    signed = models.DateField(null=True)
    begins = models.DateField()
    ends = models.DateField(null=True)
    signed_by_us = models.CharField(max_length=120, blank=True, default="")
    signed_by_them = models.CharField(max_length=120, blank=True, default="")
    document_sha256 = models.CharField(max_length=64, blank=True, default="")  # the document itself is kept elsewhere
    subcontractors = models.JSONField(default=list)  # name, country, what for
    review_months = models.PositiveSmallIntegerField(default=12)  # how often the contractor is reviewed (P30)
    state = models.CharField(max_length=12, default=ContractState.DRAFT.value)
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    proof = proof_column()
    meant = (
        "id",
        "recipient",
        "reference",
        "purposes",
        "categories",
        "clauses",
        "signed",
        "begins",
        "ends",
        "document_sha256",
        "state",
        "version",
    )

    class Meta(Proven.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[*ContractState]), name="contract_in_a_known_state"),
            models.CheckConstraint(
                condition=Q(state=ContractState.DRAFT)
                | Q(state=ContractState.ENDED)
                | (Q(signed__isnull=False) & ~Q(document_sha256="") & ~Q(signed_by_us="") & ~Q(signed_by_them="")),
                name="contract_is_signed_before_it_counts",  # P24: already signed
            ),
            models.CheckConstraint(condition=~Q(purposes=""), name="contract_serves_a_purpose"),  # P28
            models.UniqueConstraint(fields=["recipient", "reference"], name="one_contract_per_reference"),
            models.UniqueConstraint(
                fields=["recipient"],
                condition=Q(state__in=[ContractState.SIGNED, ContractState.IN_FORCE, ContractState.SUSPENDED]),
                name="one_contract_at_a_time",
            ),
        ]

    def entrustment(self) -> Entrustment:
        """As the decisions see it."""
        return Entrustment(
            reference=self.reference,
            state=ContractState(self.state),
            signed=self.signed,
            begins=self.begins,
            ends=self.ends,
            purposes=frozenset(self.purposes.split()),
            categories=frozenset(Category(c) for c in self.categories.split()),
            clauses=frozenset(self.clauses.split()),
        )

    def review_after(self, day: date) -> date:
        """The last day for the review that follows one on ``day``."""
        return add_months(day, self.review_months)


class ContractReason(models.TextChoices):
    """Why a contract changed its state; a closed list, so that the ledger can say it."""

    PUBLISHED = "published"  # the policy names it
    AGREED = "agreed"  # both sides signed
    BEGUN = "begun"  # its first day has come
    BREACH = "breach"  # the contractor did not keep to it
    INCIDENT = "incident"  # something leaked or was lost
    REVIEW = "review"  # a review was missed or not passed
    GUIDELINES = "guidelines"  # the guidelines were not accepted
    REMEDIED = "remedied"  # what suspended it is put right
    EXPIRED = "expired"  # its last day is over
    TERMINATED = "terminated"  # one side gave notice
    REPLACED = "replaced"  # another contract takes its place
    OTHER = "other"


class ContractChange(Identified):
    """One step of a contract's life. Written once; the database refuses to change it."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="history")
    before = models.CharField(max_length=12, blank=True, default="")
    after = models.CharField(max_length=12)
    reason = models.CharField(max_length=16, choices=ContractReason)
    words = models.CharField(max_length=500, blank=True, default="")  # about the organisation that we work with
    actor = models.CharField(max_length=80)
    at = models.DateTimeField()
