"""Readers of a list: whoever has a living consent and no pause, each with the language to be written to in.

Two queries, however many they are. Nothing of anybody is opened.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, Subquery

from azukari.consent.models import Grant
from azukari.forms.models import Submission
from azukari.magazine.lists import MailingList
from azukari.magazine.models import ReaderWish
from azukari.policy.period import day_of


def readers(of: MailingList, *, timezone: str, now: datetime) -> Mapping[UUID, str]:
    """Those to whom an issue goes now: by person, the language they wish, or else registered in last.

    Args:
        timezone: of the organisation, whose days a pause counts.
    """
    lang = Submission.objects.filter(id=OuterRef("submission_id")).values("lang")[:1]
    grants = Grant.objects.living(now).unsettled().filter(purpose=of.purpose).annotate(lang=Subquery(lang))
    found = dict(grants.order_by("begins_at").values_list("person_id", "lang"))
    today = day_of(now, timezone=timezone)
    for person, wished, paused in ReaderWish.objects.filter(form=of.slug).values_list(
        "person_id", "lang", "paused_until"
    ):
        if person not in found:
            continue
        if paused and today < paused:
            del found[person]
        elif wished:
            found[person] = wished
    return {person: lang or "ja" for person, lang in found.items()}


def by_text(languages: Mapping[UUID, str], texts: Collection[str]) -> dict[UUID, str]:
    """Each reader with a language in which there is a text: theirs, or the other one where there is none."""
    instead = next(iter(sorted(texts, key=lambda lang: lang != "ja")), "")
    return {person: lang if lang in texts else instead for person, lang in languages.items()}


def in_languages(languages: Mapping[UUID, str]) -> Mapping[str, int]:
    """How many wish which language."""
    return dict(Counter(languages.values()))
