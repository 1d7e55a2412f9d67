"""The sentence of every verdict, in the languages of the policy: what was decided, and what to do about a refusal."""

from collections.abc import Iterable, Mapping
from functools import lru_cache, partial

from azukari.policy.terms import Act, Answer, Category, Condition, Form, Policy, Text, Verdict
from azukari.policy.wording import LazyText, Wording

# code -> Japanese, English. The braces are filled with words of the policy, never with personal data.
_SENTENCES: Mapping[str, tuple[str, str]] = {
    "release.allowed": (
        "{purpose}に{categories}を開けます。",
        "The policy lets {categories} be opened for “{purpose}”.",
    ),
    "release.own": ("ご本人は自分の情報をいつでも見られます。", "People may see what is held about them at any time."),
    "release.confirmation": (
        "届け先がご本人のものか確かめるために使えます。",
        "It may be used to ask whether the address belongs to the person who typed it.",
    ),
    "release.confirmation-only-system": (
        "確認のメールはプログラムが送ります。ほかの人がこの目的で情報を開くことはできません。",
        "The confirmation message is sent by the program; nobody else may open data for it.",
    ),
    "release.confirmation-categories": (
        "確認のメールに使えるのは、メールアドレスとお名前だけです。{categories}は開けません。",
        "A confirmation uses the email address and the name only; {categories} may not be opened for it.",
    ),
    "release.own-access-only-person": (
        "「ご本人による確認」は、ご本人だけのものです。担当の目的を選んでください。",
        "This access belongs to the person concerned. Choose a purpose of your own duty.",
    ),
    "release.person-other-purpose": (
        "ご本人のページで開けるのは、ご本人の情報だけです。",
        "A person may open what is held about themselves, and nothing for another purpose.",
    ),
    "release.recipient": (
        "外部の相手に情報を渡すときは、提供の手続きを通してください。ここでは開けません。",
        "Data for a recipient goes through the disclosure gate; it is not opened here.",
    ),
    "release.no-duty": (
        "あなたの担当には「{purpose}」が含まれていないため、開けません。担当の変更は責任者に相談してください。",
        "None of your duties includes “{purpose}”, so this stays closed. Ask the privacy officer about your duties.",
    ),
    "release.outside-token": (
        "このトークンの目的には「{purpose}」が含まれていないので、開けません。その目的のトークンを作ってください。",
        "This token is not for “{purpose}”, so this stays closed. Make a token for that purpose.",
    ),
    "release.other-category": (
        "「{purpose}」では{categories}を使わない決まりなので、開けません。その項目に合う目的を選んでください。",
        "The policy does not use {categories} for “{purpose}”. Choose a purpose that does.",
    ),
    "release.emergency-one": (
        "「{purpose}」の情報は、一人ずつしか開けません。当日の名簿で、その方の分だけを開いてください。",
        "What is kept for “{purpose}” opens of one person at a time. Open it on the list of the day.",
    ),
    "release.emergency-shift": (
        "「{purpose}」の情報は、その方が参加している活動の時間中にしか開けません。",
        "What is kept for “{purpose}” opens only while a shift runs that this person is on.",
    ),
    "release.unknown-purpose": (
        "この目的はポリシーに書かれていないので、情報は開けません。ポリシーにある目的を選んでください。",
        "The policy says nothing about this purpose, so nothing is opened. Choose a purpose that the policy names.",
    ),
    "act.program": ("「{act}」はプログラムが行います。", "“{act}” is done by the program itself."),
    "act.duty": ("「{act}」は「{duty}」の仕事です。", "“{act}” belongs to the duty “{duty}”."),
    "act.no-duty": (
        "「{act}」はあなたの担当の仕事ではないので、行えません。担当の変更は、職員を受け持つ人に相談してください。",
        "“{act}” belongs to none of your duties, so it is not done. Ask whoever looks after the staff accounts.",
    ),
    "act.other-purpose": (
        "「{purpose}」を受け持つあなたの担当には、「{act}」の仕事がありません。受け持つ人に頼んでください。",
        "No duty of yours that serves “{purpose}” includes “{act}”. Ask a colleague whose duty does.",
    ),
    "act.by-token": (
        "トークンでできるのは、目的のために読むことだけです。「{act}」は画面から行ってください。",
        "A token reads for its purposes and does nothing else. Use the console for “{act}”.",
    ),
    "act.unnamed": (
        "「{act}」を受け持つ担当がポリシーにないので、行えません。担当(duties)の acts に加えて、公表してください。",
        "The policy gives “{act}” to no duty, so nobody may. Add it to the acts of a duty in the policy, then publish.",
    ),
    "way.allowed": ("この目的でできることです：{way}", "The purpose allows it: {way}."),
    "way.other-use": (
        "「{purpose}」は「{uses}」のための目的で、「{way}」には使えません。「{needed}」のための目的を選んでください。",
        "“{purpose}” is there {uses}, and not for this: {way}. Choose a purpose that is there {needed}.",
    ),
    "way.no-use": (
        "「{purpose}」の情報は記録を一件ずつ見るためだけのもので、「{way}」には使えません。",
        "Records are looked at one by one for “{purpose}”, and nothing else is done: {way} is not allowed.",
    ),
    "way.own": (
        "「{way}」には、ポリシーに書かれた目的が要ります。",
        "This needs a purpose of the policy: {way}.",
    ),
    "way.own-only": (
        "「{way}」は、ご本人に自分の情報についてお知らせするためのもので、「{purpose}」には使えません。",
        "This tells people of their own data alone, and does not serve “{purpose}”: {way}.",
    ),
    "search.category": (
        "{categories}では探せません。お名前、メールアドレス、電話番号から選んでください。",
        "Nobody is found by {categories}. Search by name, email address or phone number.",
    ),
    "use.living": ("この目的で使う根拠が続いています。", "There is a living ground for this purpose."),
    "use.no-grant": (
        "この方の情報を{purpose}使う根拠がないか、すでに終わっているので、使えません。",
        "There is no living ground to use this person's data{purpose}, so it is not used.",
    ),
    "use.altered": (
        "使う根拠の記録が、このシステム以外の手で書き換えられているため、使えません。システム担当に知らせてください。",
        "Something other than the program changed the right to use this data, so it stays closed. Tell the operator.",
    ),
    "use.not-agreed": (
        "「{purpose}」に{categories}を使うことには、この方がまだ同意していないので、開けません。",
        "This person has not agreed that {categories} may be used for “{purpose}”, so it stays closed until they do.",
    ),
    "use.not-agreed-at-all": (
        "「{purpose}」の内容が変わり、この方はまだ同意していないので、この目的では使えません。",
        "“{purpose}” is more than this person agreed to, so nothing is used for it until they agree.",
    ),
    "merge.allowed": (
        "「{purpose}」の目的で、二つの記録を並べて確かめられます。",
        "The policy lets the two records be compared for “{purpose}”.",
    ),
    "merge.tells-nobody-apart": (
        "「{purpose}」は誰かを見分けられる項目を使わないので、記録をまとめる理由になりません。",
        "“{purpose}” uses nothing that tells people apart, so no records are joined for it.",
    ),
    "merge.unproven": (
        "片方の記録に、まだ確認されていないメールアドレスがあります。ご本人が確認してから、もう一度お試しください。",
        "One of the records has an email address that nobody has confirmed. Try again once its owner has.",
    ),
    "part.in-time": ("まとめた記録は、まだ元に分けられます。", "The records can still be parted."),
    "part.too-late": (
        "まとめてから30日が過ぎたので、もう分けられません。誤りがあれば、個別に訂正か消去をしてください。",
        "Thirty days have passed, so the records cannot be parted any more. Correct or erase what is wrong.",
    ),
    "submit.open": ("このフォームは受け付け中です。", "This form is open."),
    "submit.unknown-form": (
        "そのフォームはポリシーにないので、受け付けられません。",
        "The policy knows no such form, so nothing can be sent to it.",
    ),
    "submit.not-yet": (
        "「{form}」の受け付けは{day}に始まります。それからお送りください。",
        "“{form}” opens on {day}. Please send it then.",
    ),
    "submit.closed": (
        "「{form}」の受け付けは{day}で終わりました。",
        "“{form}” closed at the end of {day}.",
    ),
    "submit.full": (
        "「{form}」は、定員の{cap}人に達しました。空きが出ると、また受け付けます。",
        "“{form}” is full: all {cap} places are taken. It opens again when one becomes free.",
    ),
}
CODES = frozenset(_SENTENCES)
_JA, _EN = 0, 1
_COLUMN = {"ja": _JA, "en": _EN}


def verdict(policy: Policy | None, answer: Answer, code: str, clause: str, /, **words: Text | str) -> Verdict:
    """Make a verdict with its sentence.

    Args:
        policy: whose languages the sentence is given in; both where there is no policy at hand.
        words: what fills the sentence's braces, as texts or as plain strings.
    """
    languages = policy.languages if policy else tuple(_COLUMN)
    if not words:
        return _in_fixed_words(languages, answer, code, clause)
    filled = partial(_filled, languages, code, words)
    return Verdict(answer, code, clause, LazyText(filled) if answer is Answer.YES else filled())


def _filled(languages: Iterable[str], code: str, words: Mapping[str, Text | str]) -> Wording:
    templates = _SENTENCES[code]
    return Wording({lang: templates[_COLUMN[lang]].format(**_in(words, lang)) for lang in languages})


@lru_cache(maxsize=512)
def _in_fixed_words(languages: tuple[str, ...], answer: Answer, code: str, clause: str) -> Verdict:
    """One whose sentence has no braces, made once."""
    templates = _SENTENCES[code]
    return Verdict(answer, code, clause, Wording({lang: templates[_COLUMN[lang]] for lang in languages}))


def name_categories(policy: Policy, categories: Iterable[Category]) -> Text:
    """The categories by the policy's own names, as one phrase."""
    wanted = set(categories)
    named = {c: policy.categories.get(c, {}) for c in Category if c in wanted}
    words = {lang: [text.get(lang) or c.value for c, text in named.items()] for lang in policy.languages}
    return Wording({lang: joined(each, lang=lang) for lang, each in words.items()})


def bare(phrase: str) -> str:
    """The phrase without a leading ``your``, since the sentence says it already."""
    return phrase.removeprefix("your ").replace(", your ", ", ").replace(" and your ", " and ")


ACTS: Mapping[Act, tuple[str, str]] = {
    Act.STAFF: ("職員の招待と担当の変更", "Invite staff and change duties"),
    Act.POLICY_EDIT: ("ポリシーの下書きと公表", "Write and publish the policy"),
    Act.POLICY_APPROVE: ("ポリシーの承認", "Approve the policy as the second person"),
    Act.IMPORT: ("名簿の取り込み", "Import lists"),
    Act.EXPORT: ("一覧の書き出し", "Export lists"),
    Act.CORRECT: ("本人の申し出による訂正", "Correct data at the person's request"),
    Act.MERGE: ("重複した記録の統合", "Merge records of one person"),
    Act.SUPPRESS: ("送信の停止", "Stop writing to an address"),
    Act.RIGHTS: ("本人からの請求への対応", "Answer people's requests"),
    Act.DISCLOSE: ("外部への提供の申請", "Propose a disclosure"),
    Act.APPROVE_DISCLOSURE: ("外部への提供の承認", "Approve a disclosure"),
    Act.SUPERVISE: ("委託先の監督", "Supervise contractors"),
    Act.STATISTICS: ("アクセス統計", "Read page statistics"),
    Act.APPEARANCE: ("見た目と埋め込み先", "Choose the look, and where forms may stand"),
    Act.OPERATE: ("システムの運用", "Operate the system"),
    Act.AUDIT: ("記録の監査", "Audit the records"),
    Act.FIGURES: ("年間の集計", "Read the figures of the year"),
}
"""What each act is called, in Japanese and English."""


def name_act(act: Act) -> Text:
    """The act by its name."""
    return {lang: ACTS[act][column] for lang, column in _COLUMN.items()}


def name_condition(form: Form, condition: Condition) -> Text:
    """Of whom something is asked, as a sentence for the person who fills in the form."""
    target = form.field(condition.field)
    label = target.label if target else Wording()
    labels = [choice.label for choice in target.choices if choice.value in condition.values] if target else []
    ja = "か".join(f"「{text['ja']}」" for text in labels)
    en = " or ".join(f"“{text['en']}”" for text in labels)
    return {
        "ja": f"「{label['ja']}」で{ja}を選んだ方だけお答えください。",
        "en": f"Only if you chose {en} under “{label['en']}”.",
    }


def joined(words: list[str], *, lang: str) -> str:
    """A list as people write it: ``AとB`` is avoided, ``A、B``; ``A, B and C``."""
    if lang == "ja":
        return "、".join(words)
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1] if words else ""


def _in(words: Mapping[str, Text | str], lang: str) -> dict[str, str]:
    return {
        key: held if isinstance(held, str) else held.get(lang) or next(iter(held.values()), "")
        for key, held in words.items()
    }
