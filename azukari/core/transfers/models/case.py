"""Cases in which the law compels us: exactly what, about whom, on whose word, and who approved it (P25)."""

from django.db import models
from django.db.models import Q

from azukari.core.database.identified import Identified
from azukari.core.database.proven import Proven, proof_column
from azukari.core.transfers.models.register import Recipient
from azukari.policy.disclosure import Approval, CaseState, Informing
from azukari.policy.terms import Category


class LegalCase(Identified, Proven):
    """``categories`` is what was demanded, ``minimum`` what is left of it after asking what would do."""

    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="cases")
    compelled = models.BooleanField()  # False: a request that we may decline, and do
    citation = models.CharField(max_length=300, blank=True, default="")  # the law and the article
    document_reference = models.CharField(max_length=120, blank=True, default="")
    document_sha256 = models.CharField(max_length=64, blank=True, default="")
    categories = models.CharField(max_length=100, blank=True, default="")
    minimum = models.CharField(max_length=100, blank=True, default="")
    informing = models.CharField(max_length=12, default=Informing.OPEN.value)
    informed_on = models.DateField(null=True)
    prohibition = models.CharField(max_length=300, blank=True, default="")  # which law forbids telling them, and why
    closed_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=80)
    version = models.PositiveIntegerField(default=0)
    proof = proof_column()
    meant = (
        "id",
        "recipient",
        "compelled",
        "citation",
        "document_sha256",
        "categories",
        "minimum",
        "informing",
        "closed_at",
        "version",
    )

    class Meta(Proven.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(informing__in=[*Informing]), name="case_informing_is_known"),
            models.CheckConstraint(
                condition=~Q(informing=Informing.FORBIDDEN) | ~Q(prohibition=""), name="case_prohibition_has_a_reason"
            ),
        ]

    def state(self) -> CaseState:
        """As the decisions see it, without approvals that the program did not write. Two queries."""
        approvals = [each for each in self.approvals.order_by("at") if each.is_proven()]
        return CaseState(
            recipient=self.recipient_id,
            compelled=self.compelled,
            citation=bool(self.citation),
            document=bool(self.document_sha256),
            categories=frozenset(Category(c) for c in self.categories.split()),
            minimum=frozenset(Category(c) for c in self.minimum.split()),
            people=self.people.count(),
            approvals=tuple(Approval(str(each.staff), each.duty) for each in approvals),
            informing=Informing(self.informing),
            closed=self.closed_at is not None,
        )


class CaseApproval(Identified, Proven):
    """One of the two yeses. Each duty and each member of staff says it once."""

    case = models.ForeignKey(LegalCase, models.CASCADE, related_name="approvals")
    staff = models.UUIDField()
    duty = models.CharField(max_length=64)
    at = models.DateTimeField()
    proof = proof_column()
    meant = ("id", "case", "staff", "duty", "at")

    class Meta(Proven.Meta):
        constraints = [
            models.UniqueConstraint(fields=["case", "staff"], name="one_approval_per_person"),
            models.UniqueConstraint(fields=["case", "duty"], name="one_approval_per_duty"),
        ]


class CasePerson(Proven):
    """Somebody whom a case is about."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(LegalCase, models.CASCADE, related_name="people")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    proof = proof_column()
    meant = ("case", "person")

    class Meta(Proven.Meta):
        constraints = [models.UniqueConstraint(fields=["case", "person"], name="one_row_per_person_in_a_case")]
