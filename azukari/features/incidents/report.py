"""The nine items of the report to the authority (Enforcement Rules 8(1)): what staff wrote, and what the rows know."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from azukari.core.mail.progress import progress_of
from azukari.features.incidents import words
from azukari.features.incidents.models import Incident, Notice
from azukari.lib.day import in_words
from azukari.lib.paper import pdf
from azukari.policy.breach import Assessment, Duty
from azukari.policy.cited import cited
from azukari.policy.terms import Policy


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One item of the report.

    Args:
        title: as the rules name it.
        said: what staff wrote.
        known: what the program knows by itself.
    """

    number: int
    title: str
    said: str
    known: str = ""


def lines(incident: Incident, texts: Mapping[str, str], policy: Policy, lang: str) -> list[ReportLine]:
    """The nine items, in the language.

    Args:
        texts: what was written, by item, and by the note of each lesson.
    """
    with translation.override(lang):
        found = incident.affected.count()
        known = _("known on %(day)s; %(what)s") % {
            "day": in_words(policy.organisation.day(incident.knew_at), lang),
            "what": str(words.MISHAP[incident.mishap]).lower(),
        }
        people = ngettext("at most %(count)d person", "at most %(count)d people", incident.people)
        counted = ngettext("%(count)d found in the ledger", "%(count)d found in the ledger", found)
        number = ("、" if lang == "ja" else "; ").join(
            [people % {"count": incident.people}, *([counted % {"count": found}] if found else [])]
        )
        actions = [texts.get(str(row.note), "") for row in incident.lessons.order_by("due", "id")]
        return [
            ReportLine(1, _("Outline"), texts.get("summary", ""), known),
            ReportLine(2, _("Items of data"), "", incident.kinds(policy)[lang]),
            ReportLine(3, _("Number of people"), "", number),
            ReportLine(4, _("Cause"), texts.get("cause", "")),
            ReportLine(5, _("Secondary damage, or whether it may follow"), texts.get("harm", "")),
            ReportLine(6, _("What was done for the people"), texts.get("people", ""), _told(incident, policy, lang)),
            ReportLine(7, _("Whether it was made public"), texts.get("public", "")),
            ReportLine(
                8, _("Measures against a recurrence"), "\n".join([texts.get("prevention", ""), *actions]).strip()
            ),
            ReportLine(9, _("Other matters of reference"), texts.get("other", "")),
        ]


def _told(incident: Incident, policy: Policy, lang: str) -> str:
    notice = Notice.objects.filter(incident=incident).first()
    if notice is None:
        done = incident.done.filter(duty=Duty.PEOPLE).first()
        if done is None:
            return _("not told yet")
        return _("told on %(day)s") % {"day": in_words(policy.organisation.day(done.at), lang)}
    far = progress_of(notice.mailing)
    day = in_words(policy.organisation.day(notice.made_at), lang)
    if far is None:
        return _("told on %(day)s: %(count)d") % {"day": day, "count": notice.people}
    return _("told by email on %(day)s: %(sent)d sent, %(failed)d not reached") % {
        "day": day,
        "sent": far.sent,
        "failed": far.unreached,
    }


def paper(
    incident: Incident, texts: Mapping[str, str], found: Assessment, policy: Policy, *, lang: str, now: datetime
) -> bytes:
    """The draft as a PDF."""
    with translation.override(lang):
        done = {row.duty: row for row in incident.done.all()}
        context = {
            "lang": lang,
            "incident": incident,
            "organisation": policy.organisation,
            "requests": policy.requests,
            "lines": lines(incident, texts, policy, lang),
            "found": found,
            "clause": cited(found.clause, lang),
            "preliminary": Duty.PRELIMINARY not in done,
            "now": now,
        }
        return pdf(render_to_string("incidents/paper/report.html", context))
