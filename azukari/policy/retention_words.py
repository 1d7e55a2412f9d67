"""Retention in words: for how long something is kept, from an event that people know ("1 year after you leave").

The event follows from what ends the service of the forms that lead to the purpose (``policy/ending.py``); where forms
of several kinds do, the words name the service alone.
"""

from azukari.policy import period
from azukari.policy.ending import EndsBy, what_ends
from azukari.policy.terms import FormKind, Ground, Policy, Purpose, RetentionStart, Text

_FROM: dict[RetentionStart, Text] = {
    RetentionStart.CONFIRMED: {"ja": "確認をいただいてから{period}", "en": "{period} after {you} confirm it"},
    RetentionStart.RECORDED: {
        "ja": "お支払いを記録してから{period}(お支払いがなければ残しません)",
        "en": "{period} after {your} last payment is recorded, and not at all without one",
    },
}
_SERVICE: Text = {"ja": "サービスの終了から{period}", "en": "{period} after the service ends"}
_WITHDRAWN: Text = {"ja": "同意の取り消しから{period}", "en": "{period} after {you} withdraw {your} consent"}
_ENDS: dict[tuple[FormKind, EndsBy | None], Text] = {
    (FormKind.MEMBERSHIP, EndsBy.LEAVING): {"ja": "退会から{period}", "en": "{period} after {you} leave"},
    (FormKind.VOLUNTEERS, EndsBy.LEAVING): {"ja": "登録の終了から{period}", "en": "{period} after {you} stop"},
    (FormKind.FEEDBACK, EndsBy.CLOSING): {"ja": "お返事から{period}", "en": "{period} after our answer"},
    (FormKind.MAGAZINE, EndsBy.WITHDRAWAL): {"ja": "配信停止から{period}", "en": "{period} after {you} unsubscribe"},
    (FormKind.CAMPAIGN, EndsBy.LAST_DAY): {
        "ja": "署名の締め切りから{period}",
        "en": "{period} after the campaign closes",
    },
    (FormKind.QUESTIONNAIRE, EndsBy.LAST_DAY): {
        "ja": "回答の締め切りから{period}",
        "en": "{period} after the survey closes",
    },
}


def kept_for(policy: Policy, purpose: Purpose, *, of_others: bool = False) -> Text:
    """For how long, as a phrase, with the law that asks for it, if one does: ``1 year after you leave``.

    Args:
        of_others: whether it is read by somebody else than the person: ``1 year after they leave``.
    """
    you, your = ("they", "their") if of_others else ("you", "your")
    length, law = period.spell(purpose.retention.period), purpose.retention.law
    phrase = _FROM.get(purpose.retention.start) or _ending(policy, purpose)
    ja, en = (phrase[lang].format(period=length[lang], you=you, your=your) for lang in ("ja", "en"))
    return {"ja": f"{law['ja']}により、{ja}", "en": f"{en}, under {law['en']}"} if law else {"ja": ja, "en": en}


def _ending(policy: Policy, purpose: Purpose) -> Text:
    leading = [form for form in policy.forms.values() if purpose.slug in form.purposes]
    if not leading:
        asked_besides = any(purpose.slug in form.consents for form in policy.forms.values())
        return _WITHDRAWN if asked_besides or purpose.ground is Ground.CONSENT else _SERVICE
    said = [_ENDS.get((form.kind, what_ends(form, purpose)), _SERVICE) for form in leading]
    return said[0] if all(each == said[0] for each in said) else _SERVICE
