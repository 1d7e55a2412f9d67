"""What the gate says: for each code a sentence and what to do about it, in Japanese and English."""

from collections.abc import Iterator, Mapping

from azukari.policy.disclosure import DisclosureGround
from azukari.policy.finding import both
from azukari.policy.terms import Answer, Policy, Text, Verdict

_NEGOTIATE = (
    "契約を結び直し、ポリシーと台帳の両方に書いてから、もう一度お進みください。",
    "Conclude such a contract, enter it in the policy and in the register, then try again.",
)
_PUBLISH = (
    "ポリシーの提供先の欄を直して公表してから、もう一度お進みください。",
    "Change the recipient's entry in the policy and publish it, then try again.",
)
_NONE = ("", "")

# code -> Japanese, English, what to do in Japanese, what to do in English. The braces take words of the policy.
_WORDS: Mapping[str, tuple[str, str, str, str]] = {
    "disclose.allowed": ("{recipient}に{categories}を渡せます。", "{recipient} may get {categories} now.", *_NONE),
    "disclose.no-such-ground": (
        "外に渡せる根拠は、本人の同意、委託契約、法令の三つだけです。",
        "Data leaves on three grounds only: the person's consent, a contract, or the law.",
        "consent、contract、law のどれかを選んでください。",
        "Choose consent, contract or law.",
    ),
    "disclose.nothing-asked": (
        "何を渡すのかが示されていません。",
        "It is not said what is to be handed over.",
        "渡す項目を選んでください。",
        "Name the categories.",
    ),
    "disclose.unknown-recipient": (
        "この相手はポリシーに書かれていないので、何も渡せません。",
        "The policy does not name this recipient, so nothing goes there.",
        *_PUBLISH,
    ),
    "disclose.unknown-purpose": (
        "この目的はポリシーに書かれていないので、何も渡せません。",
        "The policy says nothing about this purpose, so nothing is handed over for it.",
        "ポリシーにある目的を選んでください。",
        "Choose a purpose that the policy names.",
    ),
    "disclose.not-a-contractor": (
        "{recipient}は委託先ではないので、委託契約を根拠に渡すことはできません。",
        "{recipient} is not our contractor, so a contract is no ground for handing anything to it.",
        "お一人ずつの同意をいただいてください。",
        "Ask each person for consent.",
    ),
    "disclose.purpose-not-published": (
        "ポリシーでは、{recipient}に「{purpose}」の目的で渡すことになっていません。",
        "The policy does not let {recipient} have data for “{purpose}”.",
        *_PUBLISH,
    ),
    "disclose.category-outside-purpose": (
        "「{purpose}」には{categories}を使わない決まりです。",
        "The policy does not use {categories} for “{purpose}”.",
        "その項目を外してください。",
        "Leave those categories out.",
    ),
    "disclose.category-not-published": (
        "ポリシーでは、{recipient}に{categories}を渡すことになっていません。",
        "The policy does not let {recipient} have {categories}.",
        "その項目を外すか、ポリシーを直して公表してください。",
        "Leave those categories out, or change the policy and publish it.",
    ),
    "disclose.no-contract": (
        "{recipient}との契約がありません。",
        "{recipient} has no contract with us.",
        *_NEGOTIATE,
    ),
    "disclose.contract-differs": (
        "ポリシーに公表した契約と、台帳の契約が違います。",
        "The contract in the register is not the one that the policy names.",
        "どちらが正しいかを確かめ、もう一方を直してください。",
        "Find out which is right, and correct the other.",
    ),
    "disclose.contract-draft": (
        "{recipient}との契約はまだ下書きです。",
        "The contract with {recipient} is a draft.",
        "署名が済んだら、署名した日と書類を台帳に記録してください。",
        "Once both sides have signed, record the day and the document in the register.",
    ),
    "disclose.contract-signed": (
        "{recipient}との契約は署名済みですが、まだ発効していません。",
        "The contract with {recipient} is signed and not in force yet.",
        "始まる日が来たら、台帳で発効させてください。",
        "When its first day has come, put it in force in the register.",
    ),
    "disclose.contract-suspended": (
        "{recipient}との契約は停止中です。",
        "The contract with {recipient} is suspended.",
        "停止の理由がなくなったら、台帳で再開してください。",
        "When the reason for the suspension is gone, resume it in the register.",
    ),
    "disclose.contract-ended": (
        "{recipient}との契約は終わっています。",
        "The contract with {recipient} has ended.",
        *_NEGOTIATE,
    ),
    "disclose.contract-unsigned": (
        "{recipient}との契約に署名がまだないか、署名の日が先です。",
        "The contract with {recipient} has not been signed yet.",
        "署名の日をポリシーと台帳の両方に書いてください。",
        "Enter the day of signature in the policy and in the register.",
    ),
    "disclose.contract-not-begun": (
        "{recipient}との契約は{day}に始まります。",
        "The contract with {recipient} begins on {day}.",
        "その日を待ってください。",
        "Wait until that day.",
    ),
    "disclose.contract-lapsed": (
        "{recipient}との契約は{day}で切れました。",
        "The contract with {recipient} lapsed at the end of {day}.",
        *_NEGOTIATE,
    ),
    "disclose.clause-missing": (
        "{recipient}との契約には、私たちと同じ守秘の条項({clauses})がありません。",
        "The contract with {recipient} lacks a duty of confidentiality that binds us: {clauses}.",
        *_NEGOTIATE,
    ),
    "disclose.purpose-outside-contract": (
        "{recipient}との契約は「{purpose}」を含みません。",
        "The contract with {recipient} does not cover “{purpose}”.",
        *_NEGOTIATE,
    ),
    "disclose.category-outside-contract": (
        "{recipient}との契約は{categories}を含みません。",
        "The contract with {recipient} does not cover {categories}.",
        "その項目を外すか、契約を結び直してください。",
        "Leave those categories out, or conclude a wider contract.",
    ),
    "disclose.review-not-planned": (
        "{recipient}を点検する予定がありません。",
        "No review of {recipient} is planned.",
        "契約に点検の間隔を決めてください。",
        "Set how often the contractor is reviewed.",
    ),
    "disclose.review-overdue": (
        "{recipient}の点検の期日({day})を過ぎています。",
        "The review of {recipient} was due on {day}.",
        "点検を行い、結果を記録してください。それまで提供は止まります。",
        "Carry out the review and record its outcome; until then transfers are suspended.",
    ),
    "disclose.review-failed": (
        "{recipient}は前回の点検に通っていません。",
        "{recipient} did not pass its last review.",
        "指摘した点が直ったことを確かめ、点検を記録してください。",
        "See that what was found is put right, and record another review.",
    ),
    "disclose.no-guidelines": (
        "委託先に守ってもらう管理責任の指針が、まだ公表されていません。",
        "The managerial liability guidelines for contractors have not been published yet.",
        "指針を公表し、委託先に受け入れてもらってください。",
        "Publish the guidelines, and have the contractor accept them.",
    ),
    "disclose.guidelines-not-accepted": (
        "{recipient}は管理責任の指針(第{version}版)をまだ受け入れていません。{over}",
        "{recipient} has not accepted version {version} of the managerial liability guidelines.{over}",
        "受け入れの案内をもう一度送ってください。",
        "Send the invitation to accept them again.",
    ),
    "disclose.no-grant": (
        "この目的で使う根拠が続いていません。",
        "There is no living ground to use this person's data for the purpose.",
        *_NONE,
    ),
    "disclose.suppressed": (
        "この方は、これ以上の連絡を望んでいません。",
        "This person wants to hear nothing more from us.",
        *_NONE,
    ),
    "disclose.not-agreed": (
        "この方が登録したときのポリシーにはない使い方で、まだ同意をいただいていません。",
        "The policy under which this person registered did not name this use, and they have not agreed to it since.",
        "広がった使い方への同意をお願いしてください。",
        "Ask them to agree to the wider use.",
    ),
    "disclose.no-consent": (
        "この相手に渡すことへの、ご本人の同意がありません。",
        "The person has not consented to this recipient.",
        "ご本人に同意をお願いしてください。",
        "Ask the person.",
    ),
    "disclose.consent-withdrawn": (
        "ご本人が同意を取り消しました。",
        "The person has withdrawn their consent.",
        *_NONE,
    ),
    "disclose.consent-purpose": (
        "ご本人の同意は、ほかの目的に対するものです。",
        "The person’s consent is for another purpose.",
        "この目的への同意をお願いしてください。",
        "Ask the person to consent to this purpose.",
    ),
    "disclose.consent-category": (
        "ご本人の同意は{categories}を含みません。",
        "The person’s consent does not cover {categories}.",
        "その項目を外すか、同意をお願いしてください。",
        "Leave those categories out, or ask the person.",
    ),
    "disclose.nothing-held": (
        "渡す項目を、この方については預かっていません。",
        "We hold nothing of these categories for this person.",
        *_NONE,
    ),
    "disclose.case-purpose": (
        "法令による提供は、ほかの目的とは分けて行います。",
        "A disclosure that the law compels serves no other purpose.",
        "目的に legal-duty を選んでください。",
        "Choose the purpose legal-duty.",
    ),
    "disclose.no-case": (
        "法令による提供には、案件の記録が要ります。",
        "A disclosure on the ground of law needs a case.",
        "案件を開き、根拠の条文と書類を記録してください。",
        "Open a case, and record the provision and the document.",
    ),
    "disclose.case-other-recipient": (
        "この案件の提供先は、ほかの機関です。",
        "This case concerns another authority.",
        "案件を選び直してください。",
        "Choose the right case.",
    ),
    "disclose.case-closed": (
        "この案件は終わっています。",
        "This case is closed.",
        "新しい求めには、新しい案件を開いてください。",
        "Open a new case for a new demand.",
    ),
    "disclose.voluntary": (
        "任意の求めであり、法令上の義務ではないので、応じられません。",
        "The request is voluntary: the law does not compel us, so we decline.",
        "用意された断りの手紙をお使いください。",
        "Use the letter of refusal that stands ready.",
    ),
    "disclose.case-without-citation": (
        "根拠となる条文が記録されていません。",
        "The case does not cite the provision that compels us.",
        "法令の名前と条番号を記録してください。",
        "Record the law and the article.",
    ),
    "disclose.case-without-document": (
        "令状などの書類が記録されていません。",
        "The order itself is not on file.",
        "書類を受け取り、案件のページでそのファイルを選んで記録してください。",
        "Obtain the document, and record it: choose its file on the page of the case.",
    ),
    "disclose.case-without-minimum": (
        "求めに応えるのに最小限必要な項目が、まだ決まっていません。",
        "The least that does has not been worked out yet.",
        "必要な範囲を確かめ、最小限の項目を記録してください。",
        "Work out what would do, and record that.",
    ),
    "disclose.case-without-people": (
        "誰についての求めかが記録されていません。",
        "The case does not say whom it is about.",
        "対象となる方を一人ずつ記録してください。",
        "Name each person whom it is about.",
    ),
    "disclose.category-outside-case": (
        "求められた範囲に{categories}は含まれません。",
        "The demand does not cover {categories}.",
        "その項目を外してください。",
        "Leave those categories out.",
    ),
    "disclose.more-than-minimum": (
        "{categories}は、求めに応えるのに最小限必要な範囲を超えています。",
        "{categories} would be more than the demand needs.",
        "必要な範囲を確かめ、最小限の項目を記録してください。",
        "Work out what would do, and record that.",
    ),
    "disclose.altered": (
        "渡す根拠の記録が、このシステム以外の手で書き換えられています。",
        "Something other than the program changed the records that this rests on.",
        "システム担当に知らせて、データベースに書き込める人を確かめてください。",
        "Tell the operator, and find out who can write to the database.",
    ),
    "disclose.case-approvals": (
        "担当の異なる二人の承認が、まだ揃っていません。",
        "Two people of different duty have to approve the case.",
        "別の担当の職員に承認を頼んでください。",
        "Ask somebody of another duty to approve it.",
    ),
    "disclose.person-not-informed": (
        "ご本人に知らせたか、知らせることが法令で禁じられているかが、記録されていません。",
        "It is recorded neither that the person was informed nor that the law forbids it.",
        "ご本人に知らせるか、禁止の根拠を記録してください。",
        "Inform the person, or record the prohibition and its reason.",
    ),
    "disclose.not-named": (
        "この方は案件の対象ではありません。",
        "The case does not name this person.",
        *_NONE,
    ),
    "disclose.mail-only-address": (
        "配信を任せる相手に渡すのは、メールアドレスとお名前だけです。",
        "A mail provider gets the address and the name, nothing else.",
        "ほかの項目を外してください。",
        "Leave the other categories out.",
    ),
    "disclose.no-mail-operator": (
        "メールサーバーを誰が動かしているかが設定されていないので、外へは送れません。",
        "It is not said who operates the mail server, so no mail leaves this machine.",
        "azukari.toml の mail_operator に own か、提供先の名前を書いてください。",
        "Set mail_operator in azukari.toml to own, or to the recipient that operates it.",
    ),
    "disclose.token-of-another-contract": (
        "このトークンは、{recipient}とのいまの契約のものではありません。",
        "This token does not belong to the contract that {recipient} has with us now.",
        "新しいトークンを依頼してください。",
        "Ask for a new token.",
    ),
    "disclose.not-a-mail-provider": (
        "{recipient}は、メール配信を任せる相手として台帳に登録されていません。",
        "{recipient} is not registered as a mail provider.",
        "台帳で受け渡しの方法を「メール配信」にしてください。",
        "Set its channel to mail provider in the register.",
    ),
}
CODES = frozenset(_WORDS)


def sentences() -> Iterator[tuple[str, str]]:
    """Each sentence and each remedy, in English and Japanese, with its braces."""
    for ja, en, remedy_ja, remedy_en in _WORDS.values():
        yield en, ja
        if remedy_en:
            yield remedy_en, remedy_ja


def told(policy: Policy, answer: Answer, code: str, clause: str, /, **words: Text | str) -> Verdict:
    """A verdict of the gate in the languages of the policy, with its remedy.

    Args:
        words: what fills the sentence's braces, as texts or plain strings.
    """
    ja, en, remedy_ja, remedy_en = _WORDS[code]
    columns = {"ja": (ja, remedy_ja), "en": (en, remedy_en)}
    filled = {lang: _filled(columns[lang][0], words, lang) for lang in policy.languages}
    return Verdict(answer, code, clause, filled, {lang: columns[lang][1] for lang in policy.languages})


def _filled(template: str, words: Mapping[str, Text | str], lang: str) -> str:
    return template.format(**{k: held if isinstance(held, str) else held.get(lang, "") for k, held in words.items()})


GROUND_TITLES: Mapping[DisclosureGround, Text] = {
    DisclosureGround.CONSENT: both("本人の同意", "The person’s consent"),
    DisclosureGround.CONTRACT: both("委託契約", "A contract with a contractor"),
    DisclosureGround.LAW: both("法令", "The law"),
}
