"""Why a step of a contract cannot be taken, and what to do."""

from azukari.policy.finding import both
from azukari.policy.terms import Text

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
