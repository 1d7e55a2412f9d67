"""One row: ready to come in, or everything that keeps it outside. Pure.

The answers pass the very rules of the form's page; besides, a row needs a day on which its person was told the purpose,
a day for each consent, and, where nobody is to be asked, a day on which the address was confirmed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from azukari.core.forms.answers import CONSENT, Answers, read
from azukari.core.forms.importing.basis import Dated, Days
from azukari.core.forms.importing.choice_words import chosen_values
from azukari.core.forms.importing.day import day
from azukari.core.forms.importing.refusal import Refusal
from azukari.core.forms.importing.shapes import Shape
from azukari.core.forms.importing.table import TableRow
from azukari.policy.decide import grant_end
from azukari.policy.grant import begins_at_once
from azukari.policy.minors import OF_AGE
from azukari.policy.terms import Category, Form, Ground, Policy


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be made of each row.

    Args:
        header: the names of the columns.
        columns: for each field, the columns (from 0) whose texts make its answer.
        constants: answers that are the same for all rows.
        called: for each field, the choices that the list calls otherwise (`called`).
        outside: a code for which every row stays outside, or ``""``.
        padded: whether a row may lack its last cells.
        now: the moment of the import.
    """

    policy: Policy
    form: Form
    header: tuple[str, ...]
    columns: Mapping[str, tuple[int, ...]]
    constants: Mapping[str, str]
    called: Mapping[str, Mapping[str, str]]
    days: Days
    shape: Shape | None
    outside: str
    padded: bool
    now: datetime

    @property
    def today(self) -> date:
        return self.policy.organisation.day(self.now)


@dataclass(frozen=True, slots=True)
class Ready:
    """A row that may come in.

    Args:
        told: when the person was told the purpose.
        consented: when the person agreed, for each purpose that rests on consent.
        confirmed: when the person confirmed the address, where somebody attests it.
        email: the address, ``""`` if there is none.
    """

    row: int
    answers: Answers
    told: date
    consented: Mapping[str, date]
    confirmed: date | None
    email: str


def consented(policy: Policy, form: Form) -> tuple[str, ...]:
    """The purposes to which a row may show consent: the form's own that rest on it, and those besides."""
    return tuple(p for p in form.leads_to if policy.purposes[p].ground is Ground.CONSENT)


def consent_purposes(policy: Policy, form: Form) -> tuple[str, ...]:
    """The form's own purposes that rest on consent: no row comes in without it."""
    return tuple(p for p in consented(policy, form) if p in form.purposes)


def examine(plan: Plan, row: TableRow) -> Ready | tuple[Refusal, ...]:
    """What may be done with ``row``."""
    cells = _fitted(plan, row)
    if cells is None:
        return (Refusal(row.number, 0, "", "ragged"),)
    consented, problems = _consents(plan, row.number, cells)
    outside = plan.outside
    if plan.shape and not outside:
        outside = plan.shape.outside(dict(zip(plan.header, cells, strict=True)), bool(consented))
    if outside:
        return (Refusal(row.number, 0, "", outside),)
    data: dict[str, object] = {**plan.constants, **_texts(plan, cells)}
    data |= {CONSENT + purpose: "yes" for purpose in consented if purpose in plan.form.consents}
    answers = read(plan.form, plan.policy, data, lang=plan.policy.languages[0])
    if not isinstance(answers, Answers):
        problems += [Refusal(row.number, _column(plan, p.field_id), p.field_id[:64], p.code) for p in answers]
    elif answers.guardian:  # nobody has asked them yet
        problems.append(Refusal(row.number, _column(plan, OF_AGE), OF_AGE, "guardian"))
    email = (
        next((v.text for v in answers.values if v.category is Category.EMAIL), "")
        if isinstance(answers, Answers)
        else ""
    )
    told = _day(plan, row.number, cells, plan.days.told, "told", "told")
    confirmed: date | Refusal | None = None
    if plan.days.confirmed is not None and email:
        confirmed = _day(plan, row.number, cells, plan.days.confirmed, "confirmed", "unconfirmed")
    problems += [trouble for trouble in (told, confirmed) if isinstance(trouble, Refusal)]
    if problems or not isinstance(answers, Answers) or not isinstance(told, date) or isinstance(confirmed, Refusal):
        return tuple(problems)
    ready = Ready(row.number, answers, told, consented, confirmed, email)
    expired = _expired(plan, ready)
    return (Refusal(row.number, 0, expired, "expired"),) if expired else ready


def _fitted(plan: Plan, row: TableRow) -> tuple[str, ...] | None:
    """The cells under the header, or None where they do not fit."""
    width, cells = len(plan.header), row.cells
    if len(cells) < width:
        return (*cells, *[""] * (width - len(cells))) if plan.padded else None
    return cells[:width] if not any(cells[width:]) else None


def _texts(plan: Plan, cells: tuple[str, ...]) -> dict[str, object]:
    texts: dict[str, object] = {}
    for id, columns in plan.columns.items():
        text = " ".join(cells[column] for column in columns if cells[column]) if len(columns) > 1 else cells[columns[0]]
        field = plan.form.field(id)
        texts[id] = chosen_values(field, text, plan.called.get(id, {})) if field and field.choices else text
    return texts


def _column(plan: Plan, field: str) -> int:
    return plan.columns[field][0] + 1 if field in plan.columns else 0


def _consents(plan: Plan, number: int, cells: tuple[str, ...]) -> tuple[dict[str, date], list[Refusal]]:
    """The days of the consents that a row shows, and what is wrong with them.

    A blank cell is a refusal where the form's own purpose rests on it; for a purpose besides, it is a no.
    """
    given: dict[str, date] = {}
    wrong: list[Refusal] = []
    for purpose, where in plan.days.consented.items():
        own = purpose in plan.form.purposes
        if not own and isinstance(where, int) and not cells[where].strip():
            continue
        found = _day(plan, number, cells, where, CONSENT + purpose, "no-consent")
        if isinstance(found, Refusal):
            wrong.append(found)
        else:
            given[purpose] = found
    return given, wrong


def _day(plan: Plan, number: int, cells: tuple[str, ...], where: Dated, field: str, if_blank: str) -> date | Refusal:
    if isinstance(where, date):
        return where
    text = cells[where]
    if not text.strip():
        return Refusal(number, where + 1, field, if_blank)
    found = day(text)
    if found is None:
        return Refusal(number, where + 1, field, "date")
    return Refusal(number, where + 1, field, "future") if found > plan.today else found


def begun(policy: Policy, ready: Ready) -> datetime:
    """From when a row's time runs: the earlier confirmation, else the day on which the person was told."""
    return policy.organisation.midnight(ready.confirmed or ready.told)


def _expired(plan: Plan, ready: Ready) -> str:
    """A purpose whose time is over already, or ``""``. Whoever is asked by email begins anew."""
    if ready.email and ready.confirmed is None:
        return ""
    since = begun(plan.policy, ready)
    for purpose in begins_at_once(plan.policy, plan.form, ready.answers.consents):
        end = grant_end(plan.policy, purpose, confirmed_at=since)
        if end is not None and end <= plan.now:
            return purpose
    return ""
