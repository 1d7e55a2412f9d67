"""What a place in the document is called: `forms.membership.title` belongs to the form “Become a member”."""

from collections.abc import Callable, Mapping

from azukari.policy.finding import both
from azukari.policy.terms import Policy, Text

SECTIONS: Mapping[str, tuple[str, str]] = {
    "languages": ("言語", "Languages"),
    "organisation": ("団体", "Organisation"),
    "lead": ("はじめに", "Opening words"),
    "method": ("集め方", "How data is collected"),
    "categories": ("情報の種類", "Kinds of data"),
    "purposes": ("目的", "Purposes"),
    "forms": ("フォーム", "Forms"),
    "duties": ("担当", "Duties"),
    "confidentiality": ("守秘の条項", "Confidentiality clauses"),
    "recipients": ("渡す相手", "Recipients"),
    "statistics": ("アクセス統計", "Page statistics"),
    "management": ("管理の体制", "How it is managed"),
    "security": ("安全のための手だて", "How it is protected"),
    "encryption": ("暗号についての一行", "The line about encryption"),
    "requests": ("請求の受け付け", "Requests"),
    "supervision": ("委託先と提供先の監督", "Supervision of recipients"),
    "questionnaires": ("アンケートの結果", "Results of questionnaires"),
    "training": ("研修", "Training"),
    "unconfirmed_days": ("確認されない登録を消すまでの日数", "Days until an unconfirmed entry is erased"),
    "draft_days": ("書きかけを残す日数", "Days for which a saved form waits"),
    "supplements": ("そのほかの定め", "Supplements"),
    "minors": ("保護者の同意", "Guardians' agreement"),
}
"""The keys of the document, as the page of the editor heads them."""

_ENTRIES: Mapping[str, Callable[[Policy, str], Text | None]] = {
    "purposes": lambda policy, slug: policy.purposes[slug].title if slug in policy.purposes else None,
    "forms": lambda policy, slug: policy.forms[slug].title if slug in policy.forms else None,
    "duties": lambda policy, slug: policy.duties[slug].title if slug in policy.duties else None,
    "recipients": lambda policy, slug: policy.recipients[slug].name if slug in policy.recipients else None,
}


def entry(clause: str, policy: Policy) -> Text | None:
    """The title of the entry that ``clause`` is about; None where it is about none that the policy has."""
    section, _dot, rest = clause.partition(".")
    return _ENTRIES[section](policy, rest.partition(".")[0]) if section in _ENTRIES else None


def place(clause: str, *policies: Policy) -> Text:
    """What people call the place of ``clause``: its section, and the entry's title where it is about one.

    Args:
        policies: where the entry may stand; the first that has it names it.
    """
    section = clause.partition(".")[0]
    if section not in SECTIONS:
        return both(clause, clause)
    ja, en = SECTIONS[section]
    for policy in policies:
        if title := entry(clause, policy):
            named = {lang: title.get(lang) or next(iter(title.values())) for lang in ("ja", "en")}  # a draft has gaps
            return both(f"{ja}「{named['ja']}」", f"{en}, “{named['en']}”")
    return both(f"「{ja}」", f"“{en}”")
