"""Search by the eight digits by which pages, lists and mails call a submission or a person."""

import re
from collections.abc import Sequence

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from azukari.core.consent.models import Grant
from azukari.core.forms.models import Submission
from azukari.core.people.models import Person
from azukari.shells.staff.number_search import NumberAsked, NumberHit, NumberKind, with_tail
from azukari.shells.staff.submission_rows import number

_TAIL = re.compile(r"[0-9A-F]{8}")


def _submission(asked: NumberAsked) -> Sequence[NumberHit]:
    if not _TAIL.fullmatch(asked.text):
        return []
    lang = get_language() or "ja"
    rows = with_tail(Submission.objects.filter(form__in=asked.scope.forms).order_by("-id"), asked.text)
    said = _("Submission %(number)s: %(form)s")
    return [
        NumberHit(
            said % {"number": number(row.id), "form": asked.policy.forms[row.form].title[lang]},
            url=reverse("console-submission", args=[row.form, row.id]),
        )
        for row in rows
    ]


def _person(asked: NumberAsked) -> Sequence[NumberHit]:
    if not _TAIL.fullmatch(asked.text):
        return []
    concerns = Grant.objects.filter(person=OuterRef("pk"), purpose__in=asked.scope.purposes)
    rows = with_tail(Person.objects.filter(Exists(concerns)).order_by("-id"), asked.text)
    return [NumberHit(_("Person %(number)s") % {"number": number(row.id)}, row.id) for row in rows]


NUMBERS = (
    NumberKind(
        "submission",
        gettext_lazy("number that a page showed (eight digits)"),
        _submission,
        lambda asked: bool(asked.scope.forms),
    ),
    NumberKind("person", gettext_lazy("number of a record"), _person, lambda asked: bool(asked.scope.purposes)),
)
