"""Why something about staff cannot be done: each a sentence that says what to do instead."""

from azukari.policy.finding import both
from azukari.policy.terms import Text


class StaffError(Exception):
    """It cannot be done; ``sentence`` says why and what to do, ``field`` which input it concerns."""

    def __init__(self, sentence: Text, field: str = "") -> None:
        super().__init__(sentence["en"])
        self.sentence, self.field = sentence, field


LONGEST_NAME = 120
NOBODY = both(
    "そのメールアドレスの職員はいません。azukari staff list で確かめてください。",
    "Nobody has an account with that address. See: azukari staff list",
)
TAKEN = both(
    "そのメールアドレスの職員はもういます。招待をやり直すときは、職員の一覧から行ってください。",
    "That address has an account already. To renew it and send a new link, use the list of staff.",
)
NO_ADDRESS = both("メールアドレスの形になっていません。確かめてください。", "That is not an email address.")
NO_NAME = both(
    "名前を入れてください。同僚に、誰のことか分かるようにするためです。",
    "A name is needed, so that colleagues know who it is.",
)
LONG_NAME = both(f"名前は{LONGEST_NAME}文字までです。", f"A name has at most {LONGEST_NAME} characters.")
ONESELF = both(
    "自分の担当やアカウントは自分では変えられません。ほかの職員に頼んでください。",
    "Nobody changes their own duties or account. Ask a colleague.",
)
IN_USE = both(
    "このアカウントは使われているので、招待し直せません。",
    "The account is in use, so there is nothing to invite to.",
)
USED = both(
    "この招待はもう使われました。退職や交代のときは、アクセスを止めてください。",
    "The invitation has been used. When somebody leaves, deactivate their account.",
)
SECOND = both(
    "担当を渡した本人と受け取る本人は、二人目になれません。ほかの職員に頼んでください。",
    "Neither who gave the duties nor who gets them can be the second person. Ask another colleague.",
)
DECIDED = both(
    "これはもう決まっています。職員のページを開き直してください。",
    "This was decided already. Open the page of the staff again.",
)
OTHER_POLICY = both(
    "その担当は、いまのポリシーにはありません。担当を渡し直してください。",
    "The policy does not have that duty any more. Give the duties anew.",
)
THE_LAST = both(
    "この人が外れると、職員の担当やポリシーを変えられる人がいなくなります。先に、別の職員にその担当を渡してください。",
    "Nobody would be left who can change duties or the policy. Give that duty to another member of staff first.",
)
ALTERED = both(
    "このアカウントはプログラムの外から変更されているため、使えません。運用担当者に連絡してください"
    "(招待し直すと使えるようになります: azukari staff add --again)。",
    "This account was changed outside of the program, so it cannot be used. Tell the operator, who can invite its"
    " holder anew: azukari staff add --again",
)
