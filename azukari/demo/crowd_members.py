"""The crowd's memberships over two years, written in sets: who was admitted, into which class, who paid, who left."""

import random
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction

from azukari.core.forms.ending import end_registration
from azukari.core.forms.models import EndedAs
from azukari.core.policy_versions.current import Current
from azukari.demo.crowd import Crowd
from azukari.demo.people import SETTER
from azukari.features.members.history.past import Past
from azukari.features.members.models import MemberClass, Register
from azukari.features.members.payments import keep_books
from azukari.features.members.registers import begin_with_suggested
from azukari.features.members.term import fee_for, first_term
from azukari.policy.terms import FormKind

CLASSES = {"regular": "Regular member", "supporting": "Supporting member", "student": "Student member"}
"""The class into which they are admitted, by what they chose."""

_WAIT = 4  # the newest applications wait for the desk
_LEFT_WITHIN = timedelta(days=330)  # what ended earlier has been erased


def begin_classes(form: str, *, now: datetime) -> None:
    """Make the classes that a register suggests; what supporting members pay is a donation."""
    begin_with_suggested(form, actor=SETTER, now=now)
    MemberClass.objects.filter(form=form, name_en="Supporting member").update(is_donation=True)


def add_crowd_members(charter: Current, crowd: Crowd, *, now: datetime) -> int:
    """Admit whoever applied, but for the newest; let some leave. Returns how many became members."""
    form = next(iter(charter.policy.forms_of(FormKind.MEMBERSHIP)), None)
    if form is None:
        return 0
    begin_classes(form.slug, now=now)
    classes = {each.name_en: each for each in MemberClass.objects.filter(form=form.slug)}
    chance = random.Random(7)  # noqa: S311 - the same each time
    applied = sorted((s for held in crowd.people for s in held if s.form == form.slug), key=lambda s: s.created_at)
    here = charter.policy.organisation
    with transaction.atomic(durable=True):
        register = Register.objects.select_for_update().get(form=form.slug)
        admitted, past = applied[:-_WAIT], Past(register.dues_month)
        for number, submission in enumerate(admitted, register.last_number + 1):
            chosen = classes[CLASSES.get(crowd.chose[submission.id], "Regular member")]
            joined = min(here.day(submission.created_at) + timedelta(days=chance.randint(1, 9)), here.day(now))
            past.member(submission, chosen, number, since=joined, moment=_noon(joined))
            _add_terms(past, chosen, register, joined, here.day(now), chance)
        past.write()
        for submission in admitted:
            if days := past.paid.get(submission.id):
                keep_books([submission], now=_noon(max(days)))
        register.last_number += len(admitted)
        register.save(update_fields=["last_number"])
    for turn, submission in enumerate(admitted[3::13]):  # some leave, every fourth of them by not renewing
        left = max(now - _LEFT_WITHIN * chance.random(), submission.created_at + timedelta(days=30))
        if left < now:
            reason = EndedAs.LAPSED if turn % 4 == 1 else EndedAs.LEFT
            end_registration(submission.id, reason=reason, actor=SETTER, now=left)
    return len(admitted)


def _add_terms(
    past: Past, chosen: MemberClass, register: Register, joined: date, today: date, chance: random.Random
) -> None:
    """Every term since they joined, with its dues; who is not reliable pays the first alone."""
    span, is_reliable = first_term(chosen.rule, joined), chance.random() < 0.9
    while span.begins <= today:
        fee, day = fee_for(chosen.rule, chosen.fee, span), span.begins + timedelta(days=chance.randint(2, 45))
        pays = (is_reliable or span.begins == joined) and day <= today
        past.term(span.begins, span.ends, fee=fee, is_paid=pays or not fee, moment=_noon(span.begins))
        if fee:
            past.dues(
                fee, year=past.terms[-1].dues_year, issued=span.begins,
                due=span.begins + timedelta(days=register.due_days), paid=day if pays else None, moment=_noon(day),
            )  # fmt: skip
        if span.ends is None:
            return
        span = first_term(chosen.rule, span.ends + timedelta(days=1))


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(3), UTC)
