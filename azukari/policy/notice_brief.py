"""The notice at a glance: a line for each row, of which the row itself says all that there is to say."""

from azukari.policy.explain import joined, name_categories
from azukari.policy.leads_to import purposes_of, recipients_of
from azukari.policy.retention_words import kept_for
from azukari.policy.terms import Form, Policy, Text

_NOBODY: Text = {"ja": "なし(法律上の義務を除く)", "en": "nobody, unless the law compels us"}
_RIGHTS: Text = {"ja": "確認、訂正、ダウンロード、消去", "en": "see, correct, download, erase"}


def lines(policy: Policy, form: Form, *, lang: str) -> dict[str, str]:
    """What each row of the form's notice says at a glance, by the row's key. Encryption is a line already."""
    asked = name_categories(policy, form.categories)[lang]
    recipients = [recipient.name[lang] for recipient in recipients_of(policy, form)]
    return {
        "method": f"このフォームで、{asked}" if lang == "ja" else f"in this form, {asked}",
        "why": _why(policy, form, lang),
        "who": policy.organisation.name[lang],
        "how_long": _how_long(policy, form, lang),
        "recipients": joined(recipients, lang=lang) or _NOBODY[lang],
        "rights": _RIGHTS[lang],
    }


def _why(policy: Policy, form: Form, lang: str) -> str:
    """The purposes of the form itself, and how many more there are for whoever ticks them."""
    titles = [policy.purposes[slug].title[lang] for slug in form.purposes if slug in policy.purposes]
    more = len([slug for slug in form.consents if slug in policy.purposes])
    besides = f"、ほか任意のもの{more}件" if lang == "ja" else f"; {more} more if you tick it"
    return joined(titles, lang=lang) + (besides if more else "")


def _how_long(policy: Policy, form: Form, lang: str) -> str:
    """For how long, of the first purpose, and that others have times of their own."""
    said = list(dict.fromkeys(kept_for(policy, purpose)[lang] for purpose in purposes_of(policy, form)))
    if not said:
        return ""
    more = {"ja": "(一部は別の期間)", "en": " (some of it otherwise)"}[lang]
    return said[0] + (more if len(said) > 1 else "")
