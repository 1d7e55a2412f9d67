"""Weekly edition: all issues of a list since the last one, in one mail, to those who wish it so.

It is an issue like any other, put together on Monday morning by the organisation's clocks: it is watched and stopped at
the desk, but has no number and does not stand in the archive, where its issues do. A job that dies leaves either an
edition that is scheduled, or none and the next job makes it.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from azukari.core.ledger.events import actor_reference
from azukari.core.policy_versions.current import ruling_policy
from azukari.core.vault.ways import allows
from azukari.features.magazine.issues import put_words
from azukari.features.magazine.life import EVERYBODY, WEEKLY, IssueState
from azukari.features.magazine.links import ISSUE
from azukari.features.magazine.lists import MailingList, lists
from azukari.features.magazine.models import Issue, Layout, ListSettings, ReaderWish
from azukari.features.magazine.rendering import written_texts
from azukari.features.magazine.second_person import PRESS

_AT = time(8)
_WEEK = timedelta(weeks=1)
_LONGEST = 200  # characters of a subject


def gather(now: datetime) -> int:
    """Put together the editions that are due; returns how many."""
    if (policy := ruling_policy()) is None:
        return 0
    monday = last_monday(now, policy.organisation.zone)
    wished = {*ReaderWish.objects.filter(is_weekly=True).values_list("form", flat=True).distinct()}
    asked = [of for of in lists(policy).values() if of.slug in wished and allows(policy, ISSUE, of.purpose)]
    return sum(_gather(of, policy.languages, monday, now) for of in asked)


def last_monday(now: datetime, zone: ZoneInfo) -> datetime:
    """The last Monday morning that is over."""
    day = now.astimezone(zone).date()
    morning = datetime.combine(day - timedelta(days=day.weekday()), _AT, tzinfo=zone)
    return morning if morning <= now else morning - _WEEK


def _gather(of: MailingList, languages: Sequence[str], monday: datetime, now: datetime) -> int:
    """One edition, if there is anything new; nothing twice, whoever asks at the same time."""
    with transaction.atomic():
        ListSettings.objects.get_or_create(form=of.slug)
        kept = ListSettings.objects.select_for_update().get(form=of.slug)
        since = kept.gathered_at or monday - _WEEK
        if since >= monday:
            return 0
        kept.gathered_at = monday
        kept.save()
        out = Issue.objects.filter(form=of.slug, sent_at__gte=since, sent_at__lt=monday, is_hidden=False)
        issues = list(out.exclude(audience=WEEKLY).exclude(state=IssueState.CANCELLED).order_by("sent_at", "id"))
        said = {lang: text for lang in languages if (text := _text(of, issues, lang))}
        if not said:
            return 0
        alone = [issue.changed_by for issue in issues if of.takes_two and issue.approved_by == issue.changed_by]
        made = Issue.objects.create(
            form=of.slug, state=IssueState.SCHEDULED, layout=Layout.LETTER,
            changed_by=alone[-1] if alone else actor_reference(PRESS),  # whoever wrote it alone: it needs another
            created_at=now, changed_at=now, scheduled_at=now, audience=WEEKLY, is_hidden=True,
        )  # fmt: skip
        put_words(made, said)
    return 1


def _text(of: MailingList, issues: Sequence[Issue], lang: str) -> tuple[str, str] | None:
    """Subject and body for the readers of a language, of the issues that go to them; the only one keeps its own."""
    versions = [written_texts(issue) for issue in issues if issue.audience in (EVERYBODY, lang)]
    parts = [written.get(lang) or next(iter(written.values())) for written in versions if written]
    if not parts:
        return None
    if len(parts) == 1:
        return parts[0].subject, parts[0].body
    with translation.override(lang):
        subject = _("%(list)s: the issues of this week") % {"list": of.title[lang]}
    return subject[:_LONGEST], "\n\n---\n\n".join(f"## {part.subject}\n\n{part.body}" for part in parts)
