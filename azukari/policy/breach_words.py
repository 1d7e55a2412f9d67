"""Words of a breach assessment: why it must be reported or need not be, in both languages, each with its clause."""

from collections.abc import Mapping

from azukari.policy.terms import Text

SENTENCES: Mapping[str, Text] = {
    "special-care": {"ja": "要配慮個人情報が含まれる", "en": "it holds data that needs special care"},
    "property": {
        "ja": "悪用されると財産上の被害が出るおそれがある",
        "en": "it could be used to take people's money",
    },
    "malicious": {
        "ja": "不正の目的で行われたおそれがある",
        "en": "somebody may have done it on purpose",
    },
    "many": {"ja": "1,000人を超える", "en": "it concerns more than 1,000 people"},
}
"""By the case of the Enforcement Rules 7."""

REASONS: Mapping[str, tuple[str, Text]] = {
    "breach.report": (
        "APPI Rules 7",
        {
            "ja": "個人情報保護委員会への報告と本人への通知が必要です({why})。",
            "en": "The authority and the people have to be told: {why}.",
        },
    ),
    "breach.tell-principal": (
        "APPI 26(1), Rules 9",
        {
            "ja": "まず委託元に知らせてください。知らせれば報告と通知は委託元が行い、それまでは私たちの義務です。",
            "en": "Tell the organisation that entrusted it to us. Once told, reporting is its part; until then, ours.",
        },
    ),
    "breach.principal-told": (
        "APPI 26(1) proviso, Rules 9",
        {
            "ja": "委託元に知らせたので、委員会への報告と本人への通知は委託元が行います。",
            "en": "The organisation that entrusted it to us has been told, so reporting is its part.",
        },
    ),
    "breach.before-the-law": (
        "APPI 26",
        {
            "ja": "2022年4月1日より前に知ったことなので、報告は法律上の義務ではありません。",
            "en": "It was known before 1 April 2022, when reporting became a duty.",
        },
    ),
    "breach.no-records": (
        "APPI 16(3)",
        {
            "ja": "名簿などの記録に入る情報ではないので、報告の義務はありません。",
            "en": "The data belongs to no records, so nothing has to be reported.",
        },
    ),
    "breach.typed-too-early": (
        "APPI Rules 7(iii)",
        {
            "ja": "入力中の情報が対象になったのは2024年4月1日からです。報告の義務はありません。",
            "en": "Data being typed counts from 1 April 2024 on, so nothing has to be reported.",
        },
    ),
    "breach.undone": (
        "APPI Guidelines 3-5-1",
        {
            "ja": "誰にも見られないうちにすべて戻ったか、同じ情報が手もとに残っているので、報告の義務はありません。",
            "en": "All of it came back unseen, or the same is kept elsewhere, so nothing has to be reported.",
        },
    ),
    "breach.encrypted": (
        "APPI Rules 7(i)",
        {
            "ja": "高度に暗号化されていて鍵も漏れていないので、報告の義務はありません。",
            "en": "It was strongly encrypted and the keys are safe, so nothing has to be reported.",
        },
    ),
    "breach.none-of-four": (
        "APPI Rules 7",
        {
            "ja": "報告が必要な四つの場合のどれにも当たりません。記録は残します。",
            "en": "It is none of the four cases that have to be reported. The record stays.",
        },
    ),
}
"""By the code of the answer: the clause, and the sentence."""
