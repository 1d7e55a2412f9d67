"""Readers of a list: whoever has a living consent and no pause, each with the language to be written to in; all of
them, those of a language, those who said that they read it or did not, or those who wish all issues of a week in one
mail.

Two or three queries, however many they are. Nothing of anybody is opened.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date, datetime
from uuid import UUID

from django.db.models import OuterRef, Subquery

from azukari.core.consent.models import Grant
from azukari.core.forms.models import Submission
from azukari.features.magazine.life import EVERYBODY, STATED, WEEKLY, is_cut_too_small, stated
from azukari.features.magazine.lists import MailingList
from azukari.features.magazine.models import ReaderWish
from azukari.features.magazine.still_reading import asks_of
from azukari.policy.terms import Policy


def readers(of: MailingList, policy: Policy, *, now: datetime, audience: str = EVERYBODY) -> Mapping[UUID, str]:
    """Those to whom an issue goes now: by person, the language they wish, or else registered in last.

    Args:
        audience: of the issue (`magazine.life`).
    """
    lang = Submission.objects.filter(id=OuterRef("submission_id")).values("lang")[:1]
    grants = Grant.objects.living(now).unsettled().filter(purpose=of.purpose).annotate(lang=Subquery(lang))
    found, joined = dict[UUID, str](), dict[UUID, datetime]()
    for person, spoken, begins_at in grants.order_by("begins_at").values_list("person_id", "lang", "begins_at"):
        found[person], joined[person] = spoken, begins_at
    today = policy.organisation.day(now)
    weekly, read = set[UUID](), dict[UUID, date | None]()
    wishes = ReaderWish.objects.filter(form=of.slug)
    columns = ("person_id", "lang", "paused_until", "is_weekly", "read_on")
    for person, wished, paused, is_weekly, read_on in wishes.values_list(*columns):
        if person not in found:
            continue
        if paused and today < paused:
            del found[person]
            continue
        found[person], read[person] = wished or found[person], read_on
        if is_weekly:
            weekly.add(person)
    chosen = {person: lang or "ja" for person, lang in found.items() if (person in weekly) == (audience == WEEKLY)}
    if audience in (EVERYBODY, WEEKLY):
        return chosen
    if audience not in STATED:
        return {person: lang for person, lang in chosen.items() if lang == audience}
    asks = asks_of(of.slug)
    if asks is None:
        return {}

    def where(person: UUID) -> str:
        since = policy.organisation.day(joined[person])
        return stated(asks, read_on=read.get(person), joined=since, today=today)

    return {person: lang for person, lang in chosen.items() if where(person) == audience}


def is_small(of: MailingList, policy: Policy, *, now: datetime, audience: str) -> bool:
    """Whether a part of the readers, or the rest, is smaller than the policy lets be told apart; a part by what they
    said in either language, too.
    """
    if audience in (EVERYBODY, WEEKLY):
        return False
    everybody = in_languages(readers(of, policy, now=now))
    chosen = in_languages(readers(of, policy, now=now, audience=audience))
    if chosen == everybody and audience not in STATED:
        return False
    return is_cut_too_small(chosen, everybody, policy.statistics.fold_below, crossed=audience in STATED)


def by_text(languages: Mapping[UUID, str], texts: Collection[str]) -> dict[UUID, str]:
    """Each reader with a language in which there is a text: theirs, or the other one where there is none."""
    instead = next(iter(sorted(texts, key=lambda lang: lang != "ja")), "")
    return {person: lang if lang in texts else instead for person, lang in languages.items()}


def in_languages(languages: Mapping[UUID, str]) -> Mapping[str, int]:
    """How many wish which language."""
    return dict(Counter(languages.values()))
