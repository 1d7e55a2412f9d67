"""The exact words before a form, which people agree to and whose digest is kept: they change on purpose alone (P20)."""
# ruff: noqa: E501 - the words stand as they are sent

from dataclasses import replace

import pytest

from azukari.policy.beside import Beside, in_words, says
from azukari.policy.notice import text, used_for
from azukari.policy.parse import STARTER, load

POLICY = load(STARTER)
WORDS = {
    ("membership", "ja"): """\
入会の申し込み

集め方：このフォームで、お名前、ご住所、メールアドレス、電話番号、FAX番号、ご職業、質問への回答
このフォームに書き込んでいただきます。お尋ねするのは、お名前、ご住所、メールアドレス、電話番号、FAX番号、ご職業、質問への回答です。「任意」とある欄は空けておけます。

使いみち：会員管理のため、会費の記録のため、ほか任意のもの1件
会員管理のため：入会の手続きをし、会員証と総会のご案内を送り、会費の時期をお知らせし、会員としての連絡をするために使います。お申し込みにこたえるためです。

会費の記録のため：会費を納めた方のお名前とご住所を、法律の定める期間、帳簿に残します。ほかのことには使いません。法律上の義務です。使うのは、お名前、ご住所だけです。

メールマガジンをお届けするため(下の欄で選んだ場合だけ)：月に一度のメールマガジン「瀬音だより」をお届けするために使います。あなたの同意にもとづきます。使うのは、お名前、メールアドレスだけです。欄には「メールマガジン「瀬音だより」を受け取る」とあります。

預かり先：特定非営利活動法人 瀬音ネットワーク
特定非営利活動法人 瀬音ネットワークです。開けるのは、会員担当、メールマガジン担当だけです。責任は瀬音ネットワーク事務局 個人情報保護係が持ちます。

保存期間：退会から1年(一部は別の期間)
会員管理のため：退会から1年。

会費の記録のため：法人税法および同法施行規則(帳簿書類の保存)により、お支払いを記録してから7年(お支払いがなければ残しません)。

メールマガジンをお届けするため：配信停止から7日。

お申し込みの確認が7日以内にない場合は、その時点で消します。

渡す相手：株式会社ことり配信
株式会社ことり配信：メールマガジンと署名のお知らせの配信を任せています。たくさんのメールを遅れなく届けられるようになります。渡すのはお名前、メールアドレス、目的は「メールマガジンをお届けするため」です。

ほかには、法律で義務づけられた場合を除き、誰にも渡しません。

できること：確認、訂正、ダウンロード、消去
いつでも、マイページで内容の確認、訂正、ダウンロード、消去、同意の取り消しができます。瀬音ネットワーク事務局 個人情報保護係(電話 03-0000-0000)に申し出ることもできます。

送信の保護
送信する内容は、お使いの端末を出る前に SSL(TLS)で暗号になり、途中で読まれることはありません。
""",
    ("membership", "en"): """\
Become a member

How: in this form, name, postal address, email address, phone number, fax number, occupation and answers to our questions
You write it into this form yourself. It asks for your name, postal address, email address, phone number, fax number, occupation and answers to our questions. Fields marked optional may stay empty.

Why: Membership and Records of fees paid; 1 more if you tick it
Membership: We use these details to admit you as a member, send your membership card and the papers of the general meeting, remind you of the yearly fee, and keep in touch with you as a member. It is part of what you ask us for.

Records of fees paid: We keep the names and addresses of those who paid a fee in our books for as long as the law demands. They serve nothing else. The law obliges us. It uses your name and postal address only.

The email magazine (only if you tick it below): We use these details to send you our monthly email magazine, “Seoto Letter”. It rests on your consent. It uses your name and email address only. The box says “Send me the magazine, “Seoto Letter””.

Held by: Seoto River Network
Seoto River Network. It opens only for the Membership desk and Magazine editor. Department of Privacy Protection, Seoto River Network Office answers for it.

Kept: 1 year after you leave (some of it otherwise)
Membership: 1 year after you leave.

Records of fees paid: 7 years after your last payment is recorded, and not at all without one, under the Corporation Tax Act of Japan and its Regulation for Enforcement (keeping of books and documents).

The email magazine: 7 days after you unsubscribe.

If you do not confirm within 7 days, we erase everything then.

Shared with: Kotori Delivery Inc.
Kotori Delivery Inc.: It delivers the email magazine and campaign news for us, so that a large mailing arrives on time. It receives your name and email address, for “The email magazine”.

Nobody else, unless the law compels us.

You can: see, correct, download, erase
At any time you can see, correct, download and erase your data, and withdraw a consent, on your own page. You can also turn to the Department of Privacy Protection, Seoto River Network Office (phone 03-0000-0000).

Protection on the way
What you send is encrypted with SSL (TLS) before it leaves your device, so nobody on the way can read it.
""",
    ("plastic-free-river", "ja"): """\
瀬音川をプラスチックごみのない川に

集め方：このフォームで、お名前、メールアドレス、ご職業、お書きになった本文
このフォームに書き込んでいただきます。お尋ねするのは、お名前、メールアドレス、ご職業、お書きになった本文です。「任意」とある欄は空けておけます。16歳未満の方には、保護者の方のメールアドレスもお尋ねします。同意をいただけるかをお尋ねするためだけに使い、お返事があれば消します。

使いみち：署名を集めるため、ほか任意のもの2件
署名を集めるため：署名してくださった方が確かにご本人であることを確かめ、人数を数え、いただいた一言を名前を出さずに紹介するために使います。あなたの同意にもとづきます。

署名のその後をお知らせするため(下の欄で選んだ場合だけ)：署名した活動がその後どうなったかを、区切りごとにメールでお知らせするために使います。あなたの同意にもとづきます。使うのは、お名前、メールアドレスだけです。欄には「署名のその後をメールで受け取る」とあります。

メールマガジンをお届けするため(下の欄で選んだ場合だけ)：月に一度のメールマガジン「瀬音だより」をお届けするために使います。あなたの同意にもとづきます。使うのは、お名前、メールアドレスだけです。欄には「メールマガジン「瀬音だより」を受け取る」とあります。

預かり先：特定非営利活動法人 瀬音ネットワーク
特定非営利活動法人 瀬音ネットワークです。開けるのは、メールマガジン担当、署名担当だけです。責任は瀬音ネットワーク事務局 個人情報保護係が持ちます。

保存期間：署名の締め切りから3か月(一部は別の期間)
署名を集めるため：署名の締め切りから3か月。

署名のその後をお知らせするため：同意の取り消しから1か月。

メールマガジンをお届けするため：配信停止から7日。

お申し込みの確認が7日以内にない場合は、その時点で消します。

渡す相手：株式会社ことり配信
株式会社ことり配信：メールマガジンと署名のお知らせの配信を任せています。たくさんのメールを遅れなく届けられるようになります。渡すのはお名前、メールアドレス、目的は「メールマガジンをお届けするため」「署名のその後をお知らせするため」です。

ほかには、法律で義務づけられた場合を除き、誰にも渡しません。

できること：確認、訂正、ダウンロード、消去
いつでも、マイページで内容の確認、訂正、ダウンロード、消去、同意の取り消しができます。瀬音ネットワーク事務局 個人情報保護係(電話 03-0000-0000)に申し出ることもできます。

送信の保護
送信する内容は、お使いの端末を出る前に SSL(TLS)で暗号になり、途中で読まれることはありません。
""",
    ("plastic-free-river", "en"): """\
A Seoto River free of plastic

How: in this form, name, email address, occupation and message
You write it into this form yourself. It asks for your name, email address, occupation and message. Fields marked optional may stay empty. Below the age of 16 it also asks for the email address of a parent or guardian. We use that only to ask whether they agree, and erase it when they have answered.

Why: Signatures for a campaign; 2 more if you tick it
Signatures for a campaign: We use these details to make sure that a signature is really yours, to count the signatures, and to quote your comment without your name. It rests on your consent.

News of a campaign (only if you tick it below): We use these details to tell you by email, at each milestone, what became of the campaign that you signed. It rests on your consent. It uses your name and email address only. The box says “Tell me by email what becomes of the campaign”.

The email magazine (only if you tick it below): We use these details to send you our monthly email magazine, “Seoto Letter”. It rests on your consent. It uses your name and email address only. The box says “Send me the magazine, “Seoto Letter””.

Held by: Seoto River Network
Seoto River Network. It opens only for the Magazine editor and Campaign organiser. Department of Privacy Protection, Seoto River Network Office answers for it.

Kept: 3 months after the campaign closes (some of it otherwise)
Signatures for a campaign: 3 months after the campaign closes.

News of a campaign: 1 month after you withdraw your consent.

The email magazine: 7 days after you unsubscribe.

If you do not confirm within 7 days, we erase everything then.

Shared with: Kotori Delivery Inc.
Kotori Delivery Inc.: It delivers the email magazine and campaign news for us, so that a large mailing arrives on time. It receives your name and email address, for “The email magazine” and “News of a campaign”.

Nobody else, unless the law compels us.

You can: see, correct, download, erase
At any time you can see, correct, download and erase your data, and withdraw a consent, on your own page. You can also turn to the Department of Privacy Protection, Seoto River Network Office (phone 03-0000-0000).

Protection on the way
What you send is encrypted with SSL (TLS) before it leaves your device, so nobody on the way can read it.
""",
    ("feedback", "en"): """\
Opinions, feedback, questions

How: in this form, name, email address, phone number, fax number, message and answers to our questions
You write it into this form yourself. It asks for your name, email address, phone number, fax number, message and answers to our questions. Fields marked optional may stay empty.

Why: Reading and answering what you write
Reading and answering what you write: We use these details to read your opinions, feedback and questions, and to write back where you ask us to. Requests about your own data arrive here too. It is part of what you ask us for.

Held by: Seoto River Network
Seoto River Network. It opens only for the Feedback desk and Privacy officer. Department of Privacy Protection, Seoto River Network Office answers for it.

Kept: 6 months after our answer
6 months after our answer.

Where no answer is wanted, we count from the day on which we close the matter.

If you leave an email address and do not confirm it within 7 days, we erase everything then.

Shared with: nobody, unless the law compels us
Nobody, unless the law compels us.

You can: see, correct, download, erase
At any time you can see, correct, download and erase your data, and withdraw a consent, on your own page. You can also turn to the Department of Privacy Protection, Seoto River Network Office (phone 03-0000-0000).

Protection on the way
What you send is encrypted with SSL (TLS) before it leaves your device, so nobody on the way can read it.
""",
    ("feedback", "ja"): """\
ご意見・ご感想・ご質問

集め方：このフォームで、お名前、メールアドレス、電話番号、FAX番号、お書きになった本文、質問への回答
このフォームに書き込んでいただきます。お尋ねするのは、お名前、メールアドレス、電話番号、FAX番号、お書きになった本文、質問への回答です。「任意」とある欄は空けておけます。

使いみち：ご意見を読み、お返事するため
ご意見を読み、お返事するため：いただいたご意見・ご感想・ご質問を読み、お返事を望まれる方に返事を書くために使います。個人情報についてのご請求も、ここで承ります。お申し込みにこたえるためです。

預かり先：特定非営利活動法人 瀬音ネットワーク
特定非営利活動法人 瀬音ネットワークです。開けるのは、ご意見担当、個人情報の責任者だけです。責任は瀬音ネットワーク事務局 個人情報保護係が持ちます。

保存期間：お返事から6か月
お返事から6か月。

お返事のいらないものは、対応を終えたときから数えます。

メールアドレスを書き、7日以内に確認がない場合は、その時点で消します。

渡す相手：なし(法律上の義務を除く)
法律で義務づけられた場合を除き、誰にも渡しません。

できること：確認、訂正、ダウンロード、消去
いつでも、マイページで内容の確認、訂正、ダウンロード、消去、同意の取り消しができます。瀬音ネットワーク事務局 個人情報保護係(電話 03-0000-0000)に申し出ることもできます。

送信の保護
送信する内容は、お使いの端末を出る前に SSL(TLS)で暗号になり、途中で読まれることはありません。
""",
}


@pytest.mark.parametrize(("form", "lang"), WORDS)
def test_what_was_said_before_the_first_field_is_still_said_of_earlier_charters(form: str, lang: str) -> None:
    assert text(POLICY, POLICY.forms[form], lang=lang, edition=1) == WORDS[form, lang]


@pytest.mark.parametrize(("form", "lang"), WORDS)
def test_what_is_noted_and_what_is_done_are_said_besides(form: str, lang: str) -> None:
    asked = POLICY.forms[form]
    more = {
        *in_words(asked, lang).splitlines(),
        *(used_for(POLICY, purpose, lang) for purpose in asked.leads_to),
    }
    said = text(POLICY, asked, lang=lang)
    assert all(sentence in said for sentence in more)
    for sentence in sorted(more, key=len, reverse=True):
        said = said.replace(sentence, "")
    assert said.replace("\n\n\n\n", "\n\n") == WORDS[form, lang]


def test_the_page_from_which_somebody_came_is_said_where_it_is_noted() -> None:
    feedback, magazine = POLICY.forms["feedback"], POLICY.forms["magazine"]
    for lang, words in (("ja", "そのページのアドレスも記録します。"), ("en", "we note the address of that page too.")):
        assert words in text(POLICY, feedback, lang=lang)
        assert words not in text(POLICY, magazine, lang=lang)
        assert says(text(POLICY, feedback, lang=lang), Beside.PAGE, lang)
        assert not says(text(POLICY, feedback, lang=lang, edition=1), Beside.PAGE, lang)
    assert "お返事に限ります" in text(POLICY, feedback, lang="ja")
    assert "It is used to answer what you wrote, and for nothing else." in text(POLICY, feedback, lang="en")
    assert "It is only looked at, and not used otherwise." in text(POLICY, POLICY.forms["volunteers"], lang="en")


def test_of_two_purposes_each_says_how_long_and_one_that_is_not_there_is_not_counted() -> None:
    form = replace(POLICY.forms["magazine"], purposes=("magazine", "raffle"), consents=("feedback", "lottery"))
    said = text(POLICY, form, lang="en")
    assert "\nThe email magazine: 7 days" in said
    assert "Kept: 7 days after you unsubscribe (some of it otherwise)\n" in said
    assert "Why: The email magazine; 1 more if you tick it\n" in said


def test_two_recipients_are_named_as_each_language_does() -> None:
    kotori = POLICY.recipients["kotori-mail"]
    other = replace(kotori, slug="other", name={"ja": "つばめ便", "en": "Tsubame Post"})
    policy = replace(POLICY, recipients={"kotori-mail": kotori, "other": other})
    form = POLICY.forms["magazine"]
    assert f"：{kotori.name['ja']}、つばめ便\n" in text(policy, form, lang="ja")
    assert f": {kotori.name['en']} and Tsubame Post\n" in text(policy, form, lang="en")


def test_a_recipient_that_gets_nothing_of_what_is_asked_is_named_with_its_service() -> None:
    recipient = replace(POLICY.recipients["kotori-mail"], categories=frozenset())
    policy = replace(POLICY, recipients={"kotori-mail": recipient})
    for lang, colon in (("ja", "："), ("en", ": ")):
        line = f"{recipient.name[lang]}{colon}{recipient.service[lang]}"
        assert line in text(policy, POLICY.forms["magazine"], lang=lang).splitlines()
