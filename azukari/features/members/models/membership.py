"""Membership: classes, registers, and members with their terms."""

from datetime import date
from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, Q

from azukari.core.database.identified import Identified
from azukari.features.members.term import FISCAL_MONTH, Rule, Span, TermKind
from azukari.policy.terms import Text


class Register(models.Model):
    """How the membership of one form is kept: its dues year, how long one has to pay, where to; and the last numbers.

    A number that was given is never given again, so the counters only rise. ``tax_number`` is the organisation's number
    as an issuer of qualified invoices (T and 13 digits); ``donation_ja`` and ``donation_en`` say by which certificate
    it may make out receipts of donations, and are blank where it has none. ``lapse_months`` after the day on which they
    were due, open dues lapse; 0 for never.
    """

    form = models.CharField(max_length=64, primary_key=True)
    dues_month = models.PositiveSmallIntegerField(default=FISCAL_MONTH)
    due_days = models.PositiveSmallIntegerField(default=30)
    remind_days = models.PositiveSmallIntegerField(default=14)
    transfer_ja = models.CharField(max_length=500, default="", blank=True)
    transfer_en = models.CharField(max_length=500, default="", blank=True)
    tax_number = models.CharField(max_length=14, default="", blank=True)
    donation_ja = models.CharField(max_length=500, default="", blank=True)
    donation_en = models.CharField(max_length=500, default="", blank=True)
    lapse_months = models.PositiveSmallIntegerField(default=0, db_default=0)
    last_number = models.PositiveIntegerField(default=0)
    last_receipt = models.PositiveIntegerField(default=0)

    def transfer(self, lang: str) -> str:
        """How to pay by bank transfer, in that language."""
        return self.transfer_ja if lang == "ja" else self.transfer_en

    @property
    def is_certified(self) -> bool:
        """Whether it may make out receipts of donations, in either language."""
        return bool(self.donation_ja and self.donation_en)

    def certificate(self, lang: str) -> str:
        """By what a receipt of a donation may be made out, in that language."""
        return self.donation_ja if lang == "ja" else self.donation_en


class MemberClass(Identified):
    """A class of members of one form: its name, fee, vote and term.

    ``tax_percent``: the consumption tax that is in the fee where something is given in return for it; 0 for none.
    ``is_donation``: nothing is given in return, and the fee counts as a donation. ``lapses_days`` after the last day of
    a term that nobody renewed the membership ends by itself; 0 for never. ``seats``: so many people share one
    membership, a household or a company with its representatives; 1 for one alone. ``pause_months``: so long members
    may pause it themselves; 0 where staff do it for them. ``notice_days`` before the last day of a term members are
    told that it renews by itself; 0 where it does not.
    """

    form = models.CharField(max_length=64, db_index=True)
    name_ja = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    fee = models.PositiveIntegerField()
    has_vote = models.BooleanField(default=False)
    term = models.CharField(max_length=8, choices=[(kind.value, kind.value) for kind in TermKind])
    months = models.PositiveSmallIntegerField(default=12)
    begins = models.PositiveSmallIntegerField(default=FISCAL_MONTH)
    is_prorated = models.BooleanField(default=False)
    lapses_days = models.PositiveSmallIntegerField(default=0)
    is_offered = models.BooleanField(default=True)
    tax_percent = models.PositiveSmallIntegerField(default=0)
    is_donation = models.BooleanField(default=False)
    seats = models.PositiveSmallIntegerField(default=1, db_default=1)
    pause_months = models.PositiveSmallIntegerField(default=0, db_default=0)
    notice_days = models.PositiveSmallIntegerField(default=0, db_default=0)

    @property
    def name(self) -> Text:
        return {"ja": self.name_ja, "en": self.name_en}

    @property
    def rule(self) -> Rule:
        return Rule(TermKind(self.term), self.months, self.begins, self.is_prorated)


class MemberState(models.TextChoices):
    ADMITTED = "admitted"
    DECLINED = "declined"
    LEFT = "left"
    LAPSED = "lapsed"


class Declined(models.TextChoices):
    """Why somebody was not admitted: a closed list, since a free text would hold words about a person."""

    STATUTES = "statutes"  # the conditions of the statutes are not met
    ALREADY = "already"  # is a member already
    UNREACHED = "unreached"  # we asked something and had no answer
    WITHDRAWN = "withdrawn"  # the person took it back


class Application(models.Model):
    """A confirmed registration that nobody has decided, since ``since``."""

    submission = models.OneToOneField("forms.Submission", models.CASCADE, primary_key=True, related_name="application")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    form = models.CharField(max_length=64)
    since = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["form", "since"], name="application_by_form")]


class Membership(models.Model):
    """What became of an application.

    ``anchor`` is the day from which terms by date are counted, ``head`` the registration of whoever holds a
    shared membership, for those who share it; ``history`` the register (`History`) that it was taken over from;
    ``renewable_from`` the day from which a renewal would add one, ``owes`` whether an invoice is open (both kept by
    `marks`), ``reinstated_on`` the day on which somebody whose membership had ended was taken in again. The number was
    given once, and stays the person's when they come back.
    """

    submission = models.OneToOneField("forms.Submission", models.CASCADE, primary_key=True, related_name="membership")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    form = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=MemberState)
    number = models.PositiveIntegerField(null=True)
    member_class = models.ForeignKey(MemberClass, models.PROTECT, null=True, related_name="+")
    anchor = models.DateField(null=True)
    joined_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    head = models.UUIDField(null=True, db_index=True)
    history = models.UUIDField(null=True, db_index=True)
    renewable_from = models.DateField(null=True)
    owes = models.BooleanField(default=False, db_default=False)
    reinstated_on = models.DateField(null=True)
    reason = models.CharField(max_length=10, choices=Declined, default="", blank=True)
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["form", "number"], condition=Q(state=MemberState.ADMITTED), name="one_member_with_a_number"
            )
        ]
        indexes = [
            models.Index(fields=["form", "state", "-number"], name="membership_by_state"),
            models.Index(fields=["form", "state", "owes", "-number"], name="membership_by_debt"),
            models.Index(fields=["form", "state", "member_class"], name="membership_by_class"),
            models.Index(fields=["form", "state", "renewable_from"], name="membership_by_renewal"),
        ]

    @property
    def holder(self) -> UUID:
        """By whose terms and pauses it stands."""
        return self.head or self.pk


class TermState(models.TextChoices):
    PENDING = "pending"  # its fee is not paid
    PAID = "paid"
    UNPAID = "unpaid"  # its fee was never paid, and the debt has lapsed
    VOID = "void"  # it never came to pass


class TermQuerySet(models.QuerySet["Term"]):
    """What may be asked of terms besides their columns."""

    def standing(self) -> Self:
        """Those that came to pass, or may."""
        return self.exclude(state=TermState.VOID)

    def newest(self) -> Self:
        """Of each membership the last of them, which nothing follows yet."""
        later = self.model._default_manager.filter(membership=OuterRef("membership"), begins__gt=OuterRef("begins"))
        return self.standing().filter(~Exists(later.exclude(state=TermState.VOID)))


class Term(Identified):
    """A term of a membership: the history. ``dues_year`` is the year in whose books its fee belongs, ``months_off`` how
    many paused months were taken off the fee. ``split_from`` is the term that a change of class ended early for it, and
    ``split_ends`` the last day which that one had before.
    """

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="terms")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    member_class = models.ForeignKey(MemberClass, models.PROTECT, related_name="+")
    begins = models.DateField()
    ends = models.DateField(null=True)
    dues_year = models.PositiveSmallIntegerField()
    fee = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=TermState)
    is_renewal = models.BooleanField(default=False)
    months_off = models.PositiveSmallIntegerField(default=0, db_default=0)
    split_from = models.UUIDField(null=True)
    split_ends = models.DateField(null=True)
    made_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)

    objects = TermQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "begins"], condition=~Q(state=TermState.VOID), name="one_term_from_a_day"
            ),
        ]

    @property
    def span(self) -> Span:
        return Span(self.begins, self.ends)

    def covers(self, day: date) -> bool:
        """Whether it is paid, and the day lies in it."""
        return self.state == TermState.PAID and self.begins <= day and (self.ends is None or day <= self.ends)
