"""Why a step of a case does not fit where it stands, in words."""

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
