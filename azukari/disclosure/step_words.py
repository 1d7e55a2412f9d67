"""Why a step of a case, a contract or a transfer does not fit where it stands, in words, and what to do."""

from azukari.policy.finding import both
from azukari.policy.terms import Text

MORE: Text = both(
    "求められた項目より広くなっています。求められた項目の中から選んでください。",
    "That is more than was demanded. Choose among the categories of the demand.",
)
VOLUNTARY: Text = both(
    "この求めは任意のものとして記録されています。法令に基づく求めには、新しい案件を開いてください。",
    "This request was entered as a voluntary one. Open a new case for a demand that the law makes.",
)
SAME: Text = both(
    "この書類と根拠は、すでにこのとおり記録されています。何も変えていません。",
    "This document and its ground are recorded already, just so. Nothing was changed.",
)
USED: Text = both(
    "この案件の書類に基づいて、すでに提供が行われています。別の書類には、新しい案件を開いてください。",
    "Something went out on the document of this case. Open a new case for another document.",
)
UNKNOWN: Text = both(
    "対象の中に、記録のない方がいます。番号を確かめてください。",
    "One of these people is not known here. Check the numbers.",
)
NOT_YOURS: Text = both(
    "その担当として承認することはできません。承認できる担当を選んでください。",
    "You cannot approve for that duty. Choose a duty of yours that may approve disclosures.",
)
BEFORE: Text = both(
    "承認は、担当の異なる二人がそれぞれ一度だけ行います。別の担当の職員に頼んでください。",
    "Two people of different duty approve once each. Ask somebody of another duty.",
)
CLOSED: Text = both(
    "この案件は終わっています。新しい求めには、新しい案件を開いてください。",
    "This case is closed. Open a new one for a new demand.",
)
PROHIBITION: Text = both(
    "知らせることを禁じている法令と、その理由を書いてください。",
    "Write which law forbids telling them, and why.",
)

NO_DRAFT: Text = both(
    "署名の済んだ契約は書き換えられません。新しい契約をポリシーに書いて公表してください。",
    "A signed contract cannot be reworded. Name a new one in the policy, and publish it.",
)
WITHOUT_PURPOSE: Text = both(
    "何のために任せ、それで私たちの事業がどう良くなるのかを、日本語と英語で書いてください。",
    "Say in Japanese and English what is entrusted for which purpose, and how that makes our services better.",
)
WIDER: Text = both(
    "ポリシーに公表した範囲を超えています。ポリシーにある目的と項目の中から選んでください。",
    "That is more than the policy says. Choose among the purposes and categories that the policy names.",
)
DATES: Text = both(
    "終わる日が始まる日より前です。日付を直してください。", "It ends before it begins. Correct the dates."
)
SIGNED_AHEAD: Text = both(
    "署名の日がまだ来ていません。署名が済んでから記録してください。",
    "The day of signature lies ahead. Enter it when both sides have signed.",
)
CLAUSE_MISSING: Text = both(
    "私たちと同じ守秘の条項が揃っていないので、発効できません。欠けている条項を契約とポリシーに加えてください。",
    "It does not bind the contractor to all that binds us. Add the missing clauses to the contract and to the policy.",
)
OUTSIDE_DATES: Text = both(
    "契約の期間の中ではないので、発効できません。始まりと終わりの日を確かめてください。",
    "Today lies outside the contract's dates. Check its first and last day.",
)
NO_SUCH_STEP: Text = both(
    "いまの状態からは、その手続きに進めません。ページを開き直して、状態を確かめてください。",
    "That step does not follow from where the contract stands. Open the page again and look.",
)

CHANNEL: Text = both(
    "この相手への受け渡しの方法では、まとめて渡すことができません。台帳で「暗号化したファイル」、"
    "「署名つきの送信」、「トークンでの受け取り」のどれかを選んでください。",
    "Nothing can be handed over by this recipient's channel. Choose a sealed file, a signed webhook or a token in the"
    " register.",
)
KEY: Text = both(
    "この相手の公開鍵(age1 で始まるもの)が登録されていません。相手から受け取り、台帳に登録してください。",
    "The recipient's public key (it begins with age1) is not in the register. Ask for it, and enter it there.",
)
WEBHOOK: Text = both(
    "この相手の送信先が登録されていません。https:// で始まる送信先を台帳に登録してください。",
    "The recipient's webhook is not in the register. Enter an address that begins with https://.",
)
NOBODY: Text = both(
    "渡せる方が一人もいません。除かれた理由を確かめてください。",
    "Nobody would be in this transfer. Look at why people are left out.",
)
SAME_PERSON: Text = both(
    "申請した本人は承認できません。別の職員に承認を頼んでください。",
    "Whoever proposed a transfer cannot approve it. Ask a second member of staff.",
)
DECIDED: Text = both(
    "この提供は、すでに承認されたか取り下げられています。ページを開き直してください。",
    "This transfer has been decided already. Open the page again.",
)
