"""Why a transfer cannot be proposed or decided now, and what to do."""

from azukari.policy.finding import both
from azukari.policy.terms import Text

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
