"""What the payments ledger is asked for: days, amounts and a member's number by the address, a payer's name by POST."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from azukari.features.members.books.payments_ledger import Wanted, fiscal_year
from azukari.features.members.models import Membership
from azukari.features.members.payments import LARGEST
from azukari.features.members.registers import register_of
from azukari.shells.staff.fields import Day
from azukari.shells.staff.form_desk import FormDesk
from azukari.shells.staff.number_field import Number

YEARS = 8
"""This fiscal year and those before it that are offered with one press: books are kept for seven years."""


class LedgerForm(forms.Form):
    """By what the ledger is narrowed."""

    since = Day(gettext_lazy("From"), required=False)
    until = Day(gettext_lazy("Until"), required=False)
    least = Number(gettext_lazy("From (yen)"), least=0, most=LARGEST, required=False)
    most = Number(gettext_lazy("To (yen)"), least=0, most=LARGEST, required=False)
    number = Number(gettext_lazy("Member number"), least=1, most=999_999_999, required=False)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for.

    Args:
        form: with what was typed, and what is wrong with it.
        given: what was typed well, for addresses of this page: days, amounts and numbers, nothing about anybody.
    """

    form: LedgerForm
    wanted: Wanted
    given: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FiscalYear:
    """A fiscal year that is offered; ``name`` is the year in which it begins."""

    name: int
    first: date
    last: date


def asked(desk: FormDesk, data: QueryDict) -> Asked:
    """Read it; where no days are given, this fiscal year. One query; another one for a number."""
    form = LedgerForm(data)
    form.is_valid()
    said = {name: value for name, value in form.cleaned_data.items() if value not in (None, "")}
    first, last = fiscal_year(desk.today, month=register_of(desk.form.slug).dues_month)
    first, last = said.get("since", first), said.get("until", last)
    if said.keys() >= {"since", "until"} and last < first:
        form.add_error("until", _("The last day is before the first. Please choose a later one."))
    if said.keys() >= {"least", "most"} and said["most"] < said["least"]:
        form.add_error("most", _("This amount is smaller than the other. Please write a larger one."))
    people = of_number(desk, said["number"]) if "number" in said else None
    given = {name: str(value) for name, value in said.items() if name not in form.errors}
    return Asked(form, Wanted(first, last, said.get("least"), said.get("most"), people), given)


def of_number(desk: FormDesk, number: int) -> list[UUID]:
    """Whoever has or had that number as a member."""
    return list(Membership.objects.filter(form=desk.form.slug, number=number).values_list("person", flat=True))


def fiscal_years(desk: FormDesk) -> list[FiscalYear]:
    """Those that are offered, this one first. One query."""
    month = register_of(desk.form.slug).dues_month
    found, day = list[FiscalYear](), desk.today
    for _n in range(YEARS):
        first, last = fiscal_year(day, month=month)
        found.append(FiscalYear(first.year, first, last))
        day = first - timedelta(days=1)
    return found
