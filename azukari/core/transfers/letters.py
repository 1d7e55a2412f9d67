"""The letter that declines a voluntary request of an authority, ready in both languages (P25)."""

from datetime import datetime

from azukari.core.policy_versions.current import today
from azukari.core.transfers.models import LegalCase
from azukari.policy.terms import Policy, Text

_JA = """{recipient} 御中

{day}

{organisation}
{department}

照会へのご回答

ご照会(文書番号：{reference})を拝見しました。

当法人は、お預かりした個人情報を、ご本人の同意があるとき、同じ守秘の義務を負う委託先に任せるとき、法令により義務づけられているときのほかは、外部に提供いたしません。このことは、登録された方すべてにお約束し、公表しています。

今回のご照会は任意のご協力のお求めであり、法令上の義務にあたると確かめられませんでしたので、お応えすることができません。

令状など、提供を義務づける法令上の根拠がある場合は、根拠となる条文と文書をお示しください。示された範囲に限り、必要最小限の情報をお渡しできるかどうかを、改めて検討いたします。

お問い合わせ：{department} 電話 {phone}
"""

_EN = """To: {recipient}

{day}

{organisation}
{department}

Your request for information

We have received your request (reference: {reference}).

We hand personal data in our keeping to nobody outside, except with the consent of the person concerned, to a contractor who is bound to the same confidentiality, or where the law compels us. We have promised this to everybody who registers with us, and have published it.

Your request asks for voluntary co-operation. We could not establish that the law obliges us to answer it, and we therefore cannot do so.

If there is a legal ground that compels us, such as a warrant, please name the provision and send us the document. We shall then consider anew whether the least that does, within exactly that scope, can be handed over.

Contact: {department}, telephone {phone}
"""  # noqa: E501 - paragraphs of a letter


def refusal_letter(policy: Policy, case: LegalCase, *, now: datetime) -> Text:
    """The letter, in each language of the policy."""
    texts = {"ja": _JA, "en": _EN}
    day = today(now)
    return {
        lang: texts[lang].format(
            recipient=case.recipient.called(lang),
            day=f"{day.year}年{day.month}月{day.day}日" if lang == "ja" else f"{day.day} {day:%B %Y}",
            organisation=policy.organisation.name[lang],
            department=policy.requests.department[lang],
            phone=policy.requests.phone,
            reference=case.document_reference or "-",
        )
        for lang in policy.languages
    }
