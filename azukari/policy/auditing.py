"""Nobody audits their own duty: not what they do now, nor what they did in the time that is audited, nor what another
account of theirs does or did (P35). Pure.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from azukari.policy.finding import both
from azukari.policy.terms import Answer, Verdict

_CLAUSE = "program: independence of audits (JIS Q 15001 9.2, ISO/IEC 27701 9.2)"


@dataclass(frozen=True, slots=True)
class Account:
    """An account of staff, as far as it matters here.

    Args:
        held: every duty that it holds, or held at some time in the period that is audited.
    """

    reference: str
    name: str
    email: str
    held: frozenset[str]


@dataclass(frozen=True, slots=True)
class DutyChange:
    """What became of an account's duties at a moment.

    Args:
        whole: whether these are all of them from then on; else they come to those it has.
    """

    at: datetime
    duties: frozenset[str]
    whole: bool


def held_since(start: datetime, changes: Iterable[DutyChange], now_held: Collection[str]) -> frozenset[str]:
    """Every duty that an account held at some time from ``start`` on."""
    holds: frozenset[str] = frozenset()
    found: set[str] = set(now_held)
    for change in sorted(changes, key=lambda each: each.at):
        if change.at > start:
            found |= holds
        holds = change.duties if change.whole else holds | change.duties
    return frozenset(found | holds)


def is_same_person(one: Account, other: Account) -> bool:
    """Whether two accounts are of one person, as far as that shows: a name, or a mailbox, that is the same but for the
    way it is written.
    """
    return _name(one.name) == _name(other.name) != "" or _mailbox(one.email) == _mailbox(other.email)


def may_audit(duty: str, auditor: Account, others: Iterable[Account]) -> Verdict:
    """May this account audit that duty?

    Args:
        others: every other account, those that were cut off as well.
    """
    if duty in auditor.held:
        return _no("audit.own-duty", _OWN)
    mine = [each for each in others if each.reference != auditor.reference and is_same_person(auditor, each)]
    if any(duty in each.held for each in mine):
        return _no("audit.own-duty-elsewhere", _ELSEWHERE)
    return Verdict(Answer.YES, "audit.independent", _CLAUSE, _FREE)


def _name(name: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", name).casefold())


def _mailbox(email: str) -> str:
    local, _at, domain = unicodedata.normalize("NFKC", email).casefold().rpartition("@")
    return f"{local.partition('+')[0].replace('.', '')}@{domain}"


def _no(code: str, sentence: dict[str, str]) -> Verdict:
    return Verdict(Answer.NO, code, _CLAUSE, sentence, _REMEDY)


_OWN = dict(
    both(
        "自分の担当は監査できません。いまの担当も、監査の対象となる期間に担っていたものも同じです。",
        "Nobody audits their own duty, be it one they have now or one they had in the time that is audited.",
    )
)
_ELSEWHERE = dict(
    both(
        "同じ人のものと思われる別のアカウントが、この担当を持っているか、持っていました。自分の担当は監査できません。",
        "Another account, which seems to be the same person's, has or had this duty. Nobody audits their own duty.",
    )
)
_REMEDY = both(
    "別の人に監査を頼んでください。頼める人がいないときは、「職員」のページから監査だけをする人を招待できます。",
    "Ask somebody else to audit it. Where nobody can be asked, somebody who does audits alone can be invited under"
    " “Staff”.",
)
_FREE = both("この担当を持ったことがない人です。", "They have never held this duty in that time.")
