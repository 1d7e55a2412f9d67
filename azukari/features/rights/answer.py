"""What a person is told about their request, as paragraphs: the same words in the mail, on the printed letter and on
their own page. A refusal, whole or in part, names its ground in law, how to complain, and to whom (P44).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from azukari.core.cases.lifecycle import number
from azukari.core.cases.models import Case, CasePart
from azukari.core.cases.words import kind_in_words
from azukari.core.policy_versions.current import current
from azukari.policy.casework import HOLDS, CaseKind, CaseState, Outcome
from azukari.policy.pack import Pack, pack
from azukari.policy.terms import Policy
from azukari.shells.self_service import certificate


@dataclass(frozen=True, slots=True)
class CaseAnswer:
    """An answer, ready to be laid out.

    Args:
        links: label and path of what belongs to it: certificates, the own page.
    """

    subject: str
    paragraphs: tuple[str, ...]
    links: tuple[tuple[str, str], ...]


def answer(case: Case, *, words: Sequence[str] = (), now: datetime) -> CaseAnswer:
    """The answer to ``case``, in the active language, which is the case's.

    Args:
        words: what the desk wrote besides.
    """
    policy, law, parts = current().policy, pack(case.pack), list(case.parts.order_by("id"))
    asked = {"number": number(case), "kind": kind_in_words(case.kind)}
    told = [_("This is the answer to your request %(number)s: %(kind)s.") % asked, _decided(case)]
    told += [_granted(case, part, policy) for part in parts if not part.ground]
    told += [_refused(case, part, policy, law) for part in parts if part.ground]
    told += [text for text in words if text]
    if any(part.ground for part in parts) or case.outcome == Outcome.REFUSED:
        told += _complain(policy, case.lang)
    subject = _("Our answer to your request %(number)s") % asked
    return CaseAnswer(subject, tuple(t for t in dict.fromkeys(told) if t), tuple(_links(case, parts, now)))


def _decided(case: Case) -> str:
    is_to_come = case.state == CaseState.DECIDED  # an erasure is told while there is an address, and done then
    words = {
        Outcome.GRANTED: _("We will do what you asked.") if is_to_come else _("We have done what you asked."),
        Outcome.PARTLY: _("We can do part of what you asked. What we cannot do, and why, is listed below."),
        Outcome.REFUSED: _("We cannot do what you asked. The reason, and what you can do, is listed below."),
    }
    return words.get(Outcome(case.outcome), "") if case.outcome else ""


def _granted(case: Case, part: CasePart, policy: Policy) -> str:
    use = _use(part, policy, case.lang)
    words = {
        CaseKind.RELEASE: _("Everything we hold about you is on your own page, to read and download."),
        CaseKind.PORTABILITY: _("Your data is on your own page as a file that other programs can read."),
        CaseKind.CORRECTION: _("The entry has been corrected. You can see it on your own page."),
        CaseKind.ADDITION: _("The entry has been completed. You can see it on your own page."),
        CaseKind.ELIMINATION: _("Erased, unless a law keeps it: %(use)s. The certificate lists it item by item.")
        if part.done_at
        else _("We erase this now, unless a law keeps it: %(use)s. The certificate lists it item by item."),
        CaseKind.STOP_USE: _("No longer used: %(use)s. We set it apart for a year, only for you, and then erase it."),
        CaseKind.OBJECTION: _("We accept your objection. No longer used: %(use)s."),
        CaseKind.WITHDRAWAL: _("Your consent has ended: %(use)s. Data kept only for it has been erased."),
        CaseKind.STOP_PROVISION: _("No longer passed on: %(use)s. We tell those who received your data before."),
    }
    if part.result == "asked":
        return _("We have written to your new email address. We use it once you confirm it there.")
    return words.get(CaseKind(case.kind), "") % {"use": use}


def _refused(case: Case, part: CasePart, policy: Policy, law: Pack) -> str:
    ground = law.grounds[part.ground]
    words = {"what": _use(part, policy, case.lang), "why": ground.text[case.lang], "law": ground.clause[case.lang]}
    return _("Not done: %(what)s. %(why)s (%(law)s)") % words


def _use(part: CasePart, policy: Policy, lang: str) -> str:
    if part.purpose in HOLDS:
        return HOLDS[part.purpose][0][lang]
    purpose = policy.purposes.get(part.purpose)
    return purpose.title[lang] if purpose else _("everything you asked about")


def _complain(policy: Policy, lang: str) -> list[str]:
    requests = policy.requests
    told = [
        _("If you do not agree, tell us: %(department)s, %(phone)s. Someone else will look at it again.")
        % {"department": requests.department[lang], "phone": requests.phone}
    ]
    if requests.complaints:
        told.append(_("You can also complain to: %(authority)s") % {"authority": requests.complaints[lang]})
    return told


def _links(case: Case, parts: Sequence[CasePart], now: datetime) -> list[tuple[str, str]]:
    erasing = case.kind in (CaseKind.ELIMINATION, CaseKind.STOP_USE, CaseKind.OBJECTION)
    done = [part for part in parts if not part.ground] if erasing else []
    links = [(_("Certificate"), certificate.path(part.work_id, lang=case.lang, now=now)) for part in done]
    return links or [(_("Your own page"), f"/{case.lang}/me")]
