"""Readers of a list: whoever has a living consent and no pause, each with the language to be written to in; all of
them, those of a language, or those who wish all issues of a week in one mail.

Two queries, however many they are. Nothing of anybody is opened.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, Subquery

from azukari.consent.models import Grant
from azukari.forms.models import Submission
from azukari.magazine.life import EVERYBODY, WEEKLY
from azukari.magazine.lists import MailingList
from azukari.magazine.models import ReaderWish
from azukari.policy.period import day_of


def readers(of: MailingList, *, timezone: str, now: datetime, audience: str = EVERYBODY) -> Mapping[UUID, str]:
    """Those to whom an issue goes now: by person, the language they wish, or else registered in last.

    Args:
        audience: of the issue (`magazine.life`).
        timezone: of the organisation, whose days a pause counts.
    """
    lang = Submission.objects.filter(id=OuterRef("submission_id")).values("lang")[:1]
    grants = Grant.objects.living(now).unsettled().filter(purpose=of.purpose).annotate(lang=Subquery(lang))
    found = dict(grants.order_by("begins_at").values_list("person_id", "lang"))
    today = day_of(now, timezone=timezone)
    weekly: set[UUID] = set()
    wishes = ReaderWish.objects.filter(form=of.slug)
    for person, wished, paused, is_weekly in wishes.values_list("person_id", "lang", "paused_until", "is_weekly"):
        if person not in found:
            continue
        if paused and today < paused:
            del found[person]
            continue
        found[person] = wished or found[person]
        if is_weekly:
            weekly.add(person)
    chosen = {person: lang or "ja" for person, lang in found.items() if (person in weekly) == (audience == WEEKLY)}
    return chosen if audience in (EVERYBODY, WEEKLY) else {p: lang for p, lang in chosen.items() if lang == audience}


def by_text(languages: Mapping[UUID, str], texts: Collection[str]) -> dict[UUID, str]:
    """Each reader with a language in which there is a text: theirs, or the other one where there is none."""
    instead = next(iter(sorted(texts, key=lambda lang: lang != "ja")), "")
    return {person: lang if lang in texts else instead for person, lang in languages.items()}


def in_languages(languages: Mapping[UUID, str]) -> Mapping[str, int]:
    """How many wish which language."""
    return dict(Counter(languages.values()))
