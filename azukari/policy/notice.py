"""The words before the first field of a form: how, why, who, how long, to whom, your rights, and the encryption line.

They are made from the policy alone (P19, P20, P39). A notice is layered: each row has a line that is read at a glance,
and beneath it all there is to say. The rows are what a page shows; the text is what is hashed and kept, with the lines
and all that is beneath them, so that the exact words which a person saw can be produced again.
"""

from dataclasses import dataclass
from hashlib import sha256

from azukari.lib.joining import colon
from azukari.policy import beside
from azukari.policy import notice_brief as brief
from azukari.policy.explain import bare, joined, name_categories
from azukari.policy.leads_to import purposes_of, recipients_of
from azukari.policy.retention_words import kept_for
from azukari.policy.terms import Category, Form, FormKind, Ground, Policy, Recipient, Text
from azukari.policy.uses import in_words, uses_of


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One row of the notice card.

    Args:
        key: ``method``, ``why``, ``who``, ``how_long``, ``recipients``, ``rights`` or ``encryption``; picks the icon.
        label: the row's heading.
        text: all that it says; paragraphs are divided by an empty line.
        brief: the same at a glance, in a line; empty where the whole is shown at once.
    """

    key: str
    label: str
    text: str
    brief: str = ""


_LABELS: dict[str, Text] = {
    "method": {"ja": "集め方", "en": "How"},
    "why": {"ja": "使いみち", "en": "Why"},
    "who": {"ja": "預かり先", "en": "Held by"},
    "how_long": {"ja": "保存期間", "en": "Kept"},
    "recipients": {"ja": "渡す相手", "en": "Shared with"},
    "rights": {"ja": "できること", "en": "You can"},
    "encryption": {"ja": "送信の保護", "en": "Protection on the way"},
}
KEYS = tuple(_LABELS)
_GROUNDS: dict[Ground, Text] = {
    Ground.CONSENT: {"ja": "あなたの同意にもとづきます。", "en": "It rests on your consent."},
    Ground.CONTRACT: {"ja": "お申し込みにこたえるためです。", "en": "It is part of what you ask us for."},
    Ground.LAW: {"ja": "法律上の義務です。", "en": "The law obliges us."},
}
_UNCONFIRMED: dict[bool, Text] = {  # by whether the email address is required
    True: {
        "ja": "お申し込みの確認が{days}日以内にない場合は、その時点で消します。",
        "en": "If you do not confirm within {days} days, we erase everything then.",
    },
    False: {
        "ja": "メールアドレスを書き、{days}日以内に確認がない場合は、その時点で消します。",
        "en": "If you leave an email address and do not confirm it within {days} days, we erase everything then.",
    },
}
_NO_ANSWER: Text = {
    "ja": "お返事のいらないものは、対応を終えたときから数えます。",
    "en": "Where no answer is wanted, we count from the day on which we close the matter.",
}
_NOBODY: dict[bool, Text] = {  # by whether somebody has been named before
    True: {
        "ja": "ほかには、法律で義務づけられた場合を除き、誰にも渡しません。",
        "en": "Nobody else, unless the law compels us.",
    },
    False: {
        "ja": "法律で義務づけられた場合を除き、誰にも渡しません。",
        "en": "Nobody, unless the law compels us.",
    },
}


EDITIONS = (2, 1)
"""Editions of the words that are the program's own, the newest first. A charter keeps those that it was published with:
the first said neither what is noted besides the answers, nor what each purpose is used for.
"""


def rows(policy: Policy, form: Form, *, lang: str, edition: int = EDITIONS[0]) -> tuple[NoticeRow, ...]:
    """The seven rows of a form's notice, in one language of the policy.

    Args:
        edition: of the words that are the program's own.
    """
    texts = {
        "method": _method(policy, form, lang, edition),
        "why": _why(policy, form, lang, edition),
        "who": _who(policy, form, lang),
        "how_long": _how_long(policy, form, lang),
        "recipients": _recipients(policy, form, lang),
        "rights": _rights(policy, lang),
        "encryption": policy.encryption[lang],
    }
    briefs = brief.lines(policy, form, lang=lang)
    return tuple(NoticeRow(key, label[lang], texts[key], briefs.get(key, "")) for key, label in _LABELS.items())


def text(policy: Policy, form: Form, *, lang: str, edition: int = EDITIONS[0]) -> str:
    """The notice as plain text: each label with what is read at a glance, all of its words beneath."""
    parts = [form.title[lang]]
    for row in rows(policy, form, lang=lang, edition=edition):
        head = f"{row.label}{colon(lang)}{row.brief}" if row.brief else row.label
        parts.append(f"{head}\n{row.text}")
    return "\n\n".join(parts) + "\n"


def digest(*, charter: int, form: str, lang: str, text: str) -> str:
    """What stands for exactly these words, in this language, of this form, under this charter: SHA-256, hexadecimal."""
    return sha256(f"azukari notice\n{charter}\n{form}\n{lang}\n{text}".encode()).hexdigest()


def _method(policy: Policy, form: Form, lang: str, edition: int) -> str:
    asked = name_categories(policy, form.categories)[lang]
    some_optional = any(not field.required for field in form.fields)
    how = {
        "ja": f"このフォームに書き込んでいただきます。お尋ねするのは、{asked}です。",
        "en": f"You write it into this form yourself. It asks for your {bare(asked)}.",
    }
    optional = {"ja": "「任意」とある欄は空けておけます。", "en": " Fields marked optional may stay empty."}[lang]
    asked_for = how[lang] + (optional if some_optional else "") + _guardian(policy, form, lang)
    return asked_for if edition == 1 else f"{asked_for}\n\n{beside.in_words(form, lang)}"


def used_for(policy: Policy, purpose: str, lang: str) -> str:
    """The sentence that says what is done for a purpose, to stand behind others."""
    uses = in_words(uses_of(policy, purpose))[lang]
    if lang == "ja":
        return f"使いみちは、{uses}に限ります。" if uses else "担当者が記録を見るためだけに使います。"
    return f" It is used {uses}, and for nothing else." if uses else " It is only looked at, and not used otherwise."


def _guardian(policy: Policy, form: Form, lang: str) -> str:
    """What is asked of those who are too young to decide alone, and what becomes of it."""
    if not form.minors or policy.minors is None:
        return ""
    age = policy.minors.age
    if lang == "ja":
        return (
            f"{age}歳未満の方には、保護者の方のメールアドレスもお尋ねします。"
            "同意をいただけるかをお尋ねするためだけに使い、お返事があれば消します。"
        )
    return (
        f" Below the age of {age} it also asks for the email address of a parent or guardian."
        " We use that only to ask whether they agree, and erase it when they have answered."
    )


def _why(policy: Policy, form: Form, lang: str, edition: int) -> str:
    parts = []
    for purpose in purposes_of(policy, form):
        asked = {field.category for field in form.fields if purpose.slug in field.purposes}
        phrase = name_categories(policy, asked)[lang]
        ticked = purpose.slug in form.consents
        done = "" if edition == 1 else used_for(policy, purpose.slug, lang)
        said, ground = purpose.statement[lang], _GROUNDS[purpose.ground][lang]
        if lang == "ja":
            condition = "(下の欄で選んだ場合だけ)" if ticked else ""
            uses = "" if asked == form.categories else f"使うのは、{phrase}だけです。"
            uses += f"欄には「{purpose.agree[lang]}」とあります。" if ticked and purpose.agree else ""
            parts.append(f"{purpose.title[lang]}{condition}：{said}{ground}{uses}{done}")
        else:
            condition = " (only if you tick it below)" if ticked else ""
            uses = "" if asked == form.categories else f" It uses your {bare(phrase)} only."
            uses += f" The box says “{purpose.agree[lang]}”." if ticked and purpose.agree else ""
            parts.append(f"{purpose.title[lang]}{condition}: {said} {ground}{uses}{done}")
    return "\n\n".join(parts)


def _who(policy: Policy, form: Form, lang: str) -> str:
    desks = [duty.title[lang] for duty in policy.duties_for(form.leads_to)]
    name, department = policy.organisation.name[lang], policy.requests.department[lang]
    if lang == "ja":
        return f"{name}です。開けるのは、{'、'.join(desks)}だけです。責任は{department}が持ちます。"
    return f"{name}. It opens only for the {joined(desks, lang=lang)}. {department} answers for it."


def _how_long(policy: Policy, form: Form, lang: str) -> str:
    purposes = purposes_of(policy, form)
    stop = "。" if lang == "ja" else "."
    heads = [f"{purpose.title[lang]}{colon(lang)}" if len(purposes) > 1 else "" for purpose in purposes]
    lines = [f"{head}{kept_for(policy, purpose)[lang]}{stop}" for head, purpose in zip(heads, purposes, strict=True)]
    emails = [field for field in form.fields if field.category is Category.EMAIL]
    if form.kind is FormKind.FEEDBACK:
        lines.append(_NO_ANSWER[lang])
    if emails:
        lines.append(_UNCONFIRMED[emails[0].required][lang].format(days=policy.unconfirmed_days))
    return "\n\n".join(lines)


def _recipients(policy: Policy, form: Form, lang: str) -> str:
    found = recipients_of(policy, form)
    lines = [_recipient(policy, form, recipient, lang) for recipient in found]
    return "\n\n".join([*lines, _NOBODY[bool(found)][lang]])


def _recipient(policy: Policy, form: Form, recipient: Recipient, lang: str) -> str:
    led_to = {purpose.slug: purpose.title[lang] for purpose in purposes_of(policy, form)}
    served = [led_to[slug] for slug in recipient.purposes if slug in led_to]
    handed = name_categories(policy, recipient.categories & form.categories)[lang]
    name, service = recipient.name[lang], recipient.service[lang]
    if not handed:
        return f"{name}{colon(lang)}{service}"
    if lang == "ja":
        return f"{name}：{service}渡すのは{handed}、目的は{''.join(f'「{title}」' for title in served)}です。"
    quoted = joined([f"“{title}”" for title in served], lang=lang)
    return f"{name}: {service} It receives your {bare(handed)}, for {quoted}."


def _rights(policy: Policy, lang: str) -> str:
    department, phone = policy.requests.department[lang], policy.requests.phone
    if lang == "ja":
        return (
            "いつでも、マイページで内容の確認、訂正、ダウンロード、消去、同意の取り消しができます。"
            f"{department}(電話 {phone})に申し出ることもできます。"
        )
    return (
        "At any time you can see, correct, download and erase your data, and withdraw a consent, on your own page."
        f" You can also turn to the {department} (phone {phone})."
    )
