"""Settings of a membership: its classes, its dues year, and where members pay to."""

import re
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from azukari.core.appearance.outcome import outcome_of
from azukari.features.members.desk.door import serves_members
from azukari.features.members.desk.listing import class_of, counted
from azukari.features.members.models import MemberClass, Register
from azukari.features.members.payments import LARGEST
from azukari.features.members.registers import (
    begin_with_suggested,
    classes_of,
    hold_register,
    register_of,
    set_class,
    set_register,
)
from azukari.features.members.term import TermKind
from azukari.lib.width import narrow
from azukari.shells.staff.editing import edit as edit_form
from azukari.shells.staff.fields import Answers, One, Text
from azukari.shells.staff.form_desk import FormDesk
from azukari.shells.staff.number_field import Number
from azukari.shells.staff.post_only import post_only
from azukari.shells.staff.yes_no_field import YesNo

_TERMS = (
    (TermKind.FISCAL.value, _("By fiscal year, from April")),
    (TermKind.YEAR.value, _("By membership year, from a month of your own")),
    (TermKind.DATE.value, _("From the day of admission")),
    (TermKind.ENDLESS.value, _("Without an end")),
)
_GIVEN = (
    ("0", _("Membership alone: nothing is given in return")),
    ("10", _("Something given in return, taxed at 10%")),
    ("8", _("Something given in return, taxed at 8%")),
    ("donation", _("A donation: nothing is given in return")),
)
"""Whether there is a consideration, and which tax is in the fee."""
_MONTHS = tuple((str(number), name) for number, name in MONTHS.items())


class TaxNumber(Text):
    """The number of an issuer of qualified invoices: T and 13 digits, in any width, with or without hyphens."""

    def to_python(self, value: Any) -> Any:
        """The number.

        Raises:
            ValidationError: it is none.
        """
        typed = re.sub(r"[\s-]", "", narrow(super().to_python(value))).upper()
        if typed and not re.fullmatch(r"T\d{13}", typed):
            raise forms.ValidationError(_("Please write T and 13 digits."))
        return typed


class ClassForm(forms.Form):
    """One class."""

    name_ja = Text(_("Name (Japanese)"), max_length=60)
    name_en = Text(_("Name (English)"), max_length=60)
    fee = Number(_("Fee of a term (yen)"), least=0, most=LARGEST)
    has_vote = YesNo(_("Votes at the general meeting"))
    term = One(_("Term"), _TERMS)
    begins = One(_("Month in which the membership year begins"), _MONTHS)
    months = Number(_("Months of a term from the day of admission"), least=1, most=120)
    is_prorated = YesNo(_("People who join in mid-year pay for the months that are left"))
    lapses_days = Number(
        _("Days from the last day of the term until the membership ends automatically; 0 for never"), least=0, most=3650
    )
    seats = Number(
        _("People who share one membership: a household, representatives of a company; 1 for one alone"),
        least=1,
        most=99,
        blank=1,
    )
    pause_months = Number(
        _("Months for which members may pause their membership themselves; 0 where you do it for them"),
        least=0,
        most=36,
        blank=0,
    )
    notice_days = Number(
        _(
            "Days before the last day of a term on which members are told that it renews automatically; 0 if it does "
            "not"
        ),
        least=0,
        most=90,
        blank=0,
    )
    is_offered = YesNo(_("New members may choose it"))
    given = One(
        _("What the fee is for"),
        _GIVEN,
        usual="0",
        required=False,
        hints={
            "10": _("A qualified invoice then names the tax and your registration number."),
            "donation": _("A certified organisation makes out receipts of donations for it."),
        },
    )


class RegisterForm(forms.Form):
    """How dues are asked for."""

    dues_month = One(_("Month in which the dues year begins"), _MONTHS)
    due_days = Number(_("Days until an invoice is due"), least=1, most=365)
    remind_days = Number(_("Days after which we send a reminder"), least=1, most=365)
    lapse_months = Number(
        _("Months after which old dues lapse: 60 are the five years of the Civil Code; 0 for never"),
        least=0,
        most=240,
        blank=0,
    )
    tax_number = TaxNumber(_("Registration number for qualified invoices"), max_length=20, required=False)
    donation_ja = Text(_("Certificate for receipts of donations (Japanese)"), rows=2, max_length=500, required=False)
    donation_en = Text(_("Certificate for receipts of donations (English)"), rows=2, max_length=500, required=False)
    transfer_ja = Text(_("Bank account for transfers (Japanese)"), rows=3, max_length=500, required=False)
    transfer_en = Text(_("Bank account for transfers (English)"), rows=3, max_length=500, required=False)


@require_http_methods(["GET", "HEAD", "POST"])
@serves_members
def show(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """The classes, and how dues are asked for; on POST the latter is kept."""

    def make(data: Any = None, files: Any = None) -> RegisterForm:
        return RegisterForm(data, files, initial=_values(register_of(desk.form.slug), RegisterForm))

    def keep(said: Answers) -> HttpResponse:
        wanted = Register(form=desk.form.slug, **{**said, "dues_month": int(said["dues_month"])})
        set_register(wanted, actor=desk.who.actor, now=desk.now)
        return desk.to("console-member-classes", done="kept")

    def page(form: RegisterForm, status: int) -> HttpResponse:
        context = {
            "form": form,
            "of": desk.form,
            "classes": classes_of(desk.form.slug),
            "terms": dict(_TERMS),
            "done": outcome_of(request),
            "tab": "classes",
            **counted(desk),
        }
        return render(request, "members/desk/classes.html", context, status=status)

    def held() -> None:
        hold_register(desk.form.slug)

    return edit_form(request, make, keep, page, held=held)


@require_http_methods(["GET", "HEAD", "POST"])
@serves_members
def edit(request: HttpRequest, desk: FormDesk, class_id: UUID | None = None) -> HttpResponse:
    """One class: a new one, or one to change."""

    def chosen() -> MemberClass:
        return class_of(desk, class_id) if class_id else MemberClass(form=desk.form.slug, term=TermKind.FISCAL, fee=0)

    def make(data: Any = None, files: Any = None) -> ClassForm:
        row = chosen()
        given = "donation" if row.is_donation else str(row.tax_percent)
        return ClassForm(data, files, initial={**_values(row, ClassForm), "given": given})

    def keep(said: Answers) -> HttpResponse:
        row, given = chosen(), said["given"]
        for name, value in {**said, "begins": int(said["begins"])}.items():
            setattr(row, name, value)
        row.is_donation, row.tax_percent = given == "donation", int(given) if given.isdecimal() else 0
        set_class(row, actor=desk.who.actor, now=desk.now)
        return desk.to("console-member-classes", done="kept")

    def page(form: ClassForm, status: int) -> HttpResponse:
        context = {"form": form, "of": desk.form, "chosen": chosen(), "is_new": class_id is None}
        return render(request, "members/desk/class.html", context, status=status)

    def held() -> None:
        if class_id:
            MemberClass.objects.select_for_update().filter(id=class_id).first()

    return edit_form(request, make, keep, page, held=held)


@post_only("console-member-classes", "slug")
@serves_members
def begin(request: HttpRequest, desk: FormDesk) -> HttpResponse:  # noqa: ARG001 - nothing is asked
    """The usual classes, where there are none."""
    begin_with_suggested(desk.form.slug, actor=desk.who.actor, now=desk.now)
    return desk.to("console-member-classes", done="kept")


def _values(row: Any, form: type[forms.Form]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in form.base_fields if hasattr(row, name)}
