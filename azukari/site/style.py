"""The style guide: every partial in every state, for developers, with made-up people (demonstrations only)."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace as Sample
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from azukari.site.icons import ICONS

_AT = datetime(2026, 11, 24, 5, 57, tzinfo=UTC)


def _words(lang: str) -> dict[str, str]:
    return {key: (ja if lang == "ja" else en) for key, (ja, en) in _WORDS.items()}


_WORDS = {
    "member": ("会員としての連絡", "Membership"),
    "newsletter": ("メールマガジンのお届け", "Sending the magazine"),
    "name": ("お名前", "Name"),
    "name_value": ("見本 はな子", "Hana Sample"),
    "kana": ("ふりがな", "Reading of your name"),
    "kana_hint": ("ひらがな、カタカナのどちらでもかまいません。", "In hiragana or katakana, if your name has a Japanese reading."),
    "email": ("メールアドレス", "E-mail address"),
    "email_error": ("「@」のあとに続く部分がありません。", "The part after the “@” is missing."),
    "email_why": ("登録の確認と、会員向けのお知らせを送るためです。", "To confirm your registration and to send you the news for members."),
    "postcode": ("郵便番号", "Postcode"),
    "postcode_hint": ("例：102-0083。数字の全角、半角は問いません。", "For example 102-0083."),
    "address": ("住所", "Address"),
    "address_why": ("会員証と総会の案内を郵送するためです。", "To post your membership card and the invitation to the assembly."),
    "phone": ("電話番号", "Phone number"),
    "message": ("ご意見", "Your opinion"),
    "message_value": ("市民講座の回数を増やしてほしいです。", "Please hold more public lectures."),
    "class": ("会員の種類", "Class of membership"),
    "class_error": ("どれか一つを選んでください。", "Please choose one."),
    "regular": ("正会員（年会費 12,000円）", "Regular member (12,000 yen a year)"),
    "student": ("学生会員（年会費 3,000円）", "Student member (3,000 yen a year)"),
    "topics": ("関心のあるテーマ", "What you are interested in"),
    "topic_1": ("地域の民主主義", "Local democracy"),
    "topic_2": ("アジアの平和", "Peace in Asia"),
    "topic_3": ("気候と暮らし", "Climate and daily life"),
    "occupation": ("ご職業", "Occupation"),
    "long": (
        "お預かりした情報は、会員としての連絡、会費のご案内、総会の招集のために使います。ほかの目的には使いません。",
        "We use what you entrust to us to contact you as a member, about dues, and to call the assembly. For nothing else.",
    ),
}


def _field(id: str, type: str, label: str, **more: Any) -> Sample:
    blank = {"hint": "", "required": True, "value": "", "values": (), "error": "", "choices": (), "reason": ""}
    return Sample(**{"id": id, "type": type, "label": label, "max_length": 200, "autocomplete": "", **blank, **more})


def _choice(value: str, label: str, *, checked: bool = False) -> Sample:
    return Sample(value=value, label=label, checked=checked)


def _fields(w: dict[str, str]) -> list[Sample]:
    classes = (_choice("regular", w["regular"]), _choice("student", w["student"]))
    topics = tuple(_choice(f"t{n}", w[f"topic_{n}"], checked=n == 2) for n in (1, 2, 3))
    many = tuple(_choice(f"o{n}", f"{w['occupation']} {n}", checked=n == 4) for n in range(1, 11))
    return [
        _field("name", "text", w["name"], value=w["name_value"], autocomplete="name"),
        _field("kana", "kana", w["kana"], hint=w["kana_hint"], required=False),
        _field(
            "email", "email", w["email"], value="hana@", error=w["email_error"], reason=w["email_why"], autocomplete="email"
        ),
        _field("postcode", "postcode", w["postcode"], hint=w["postcode_hint"], max_length=8, autocomplete="postal-code"),
        _field("address", "address", w["address"], reason=w["address_why"], autocomplete="street-address"),
        _field("phone", "phone", w["phone"], required=False, autocomplete="tel"),
        _field("class", "choice", w["class"], choices=classes, error=w["class_error"]),
        _field("topics", "choices", w["topics"], choices=topics, required=False),
        _field("occupation", "choice", w["occupation"], choices=many, required=False),
        _field("message", "long_text", w["message"], value=w["message_value"], max_length=4000),
    ]


def _notice(lang: str) -> list[Sample]:
    rows = {
        "ja": (
            ("what", "お聞きすること", "お名前、メールアドレス、住所。電話番号は任意です。"),
            ("why", "使う目的", "会員としての連絡、会費のご案内、総会の招集のためです。"),
            ("method", "集める方法", "この電子フォームにご自身で入力していただく方法だけです。"),
            ("how_long", "お預かりする期間", "退会から1年で消去します。会費の記録は法律により7年残します。"),
            ("recipients", "お渡しする先", "郵送を委託している「みほん発送」だけです。"),
            ("rights", "あなたにできること", "ご自分のページで、いつでも見る、直す、持ち帰る、消すことができます。"),
            ("encryption", "通信の保護", "入力した内容はSSL/TLSで暗号化してから送られます。"),
        ),
        "en": (
            ("what", "What we ask", "Your name, e-mail address and address. Your phone number is up to you."),
            ("why", "What for", "To contact you as a member, about dues, and to call the assembly."),
            ("method", "How", "Only through this electronic form, which you fill in yourself."),
            ("how_long", "For how long", "Until a year after you leave. A law keeps the records of dues for 7 years."),
            ("recipients", "Who receives it", "Only “Sample Dispatch”, which posts our letters."),
            ("rights", "Your rights", "On your own page you see, correct, take along and erase it, at any time."),
            ("encryption", "On the way", "What you type is encrypted by SSL/TLS before it is sent."),
        ),
    }
    return [Sample(key=key, label=label, text=text) for key, label, text in rows[lang]]


def _trail(lang: str) -> list[Sample]:
    steps = (
        ("form", "form", "会員登録フォームを送信しました", "You sent the membership form"),
        ("grant", "check", "メールアドレスを確認し、登録が済みました", "You confirmed your address; the registration is complete"),
        ("view", "eye", "会員担当が、会員としての連絡のために見ました", "The members' desk looked, for: membership"),
        ("disclosure", "send", "みほん発送に、会員証の郵送のために渡しました", "Given to Sample Dispatch, to post your card"),
        ("correction", "pen", "住所を直しました", "You corrected your address"),
        ("erasure", "trash", "メールマガジンの情報を消しました", "You erased what was kept for the magazine"),
    )
    details = ("お名前、住所", "Name, address")
    return [
        Sample(
            at=_AT + timedelta(days=n),
            kind=kind,
            icon=icon,
            title=ja if lang == "ja" else en,
            detail=details[lang == "en"] if kind in {"view", "disclosure"} else "",
            proof_url="#proof",
        )
        for n, (kind, icon, ja, en) in enumerate(steps)
    ]


def _promises(lang: str) -> list[Sample]:
    year = ["unknown"] * 6 + ["kept"] * 30 + ["broken"] + ["kept"] * 15
    titles = (
        ("kept", "15", "決めた範囲の情報だけをお聞きします", "We ask for nothing outside the scope"),
        ("broken", "33", "職員は個人情報の研修を受けています", "Our staff are trained"),
        ("unknown", "30", "委託先を監督します", "We supervise contractors"),
    )
    sentence = ("範囲の外の項目は、フォームにもAPIにも入れられません。", "A field outside the scope is refused by form and API.")
    return [
        Sample(
            number=number,
            state=state,
            title=ja if lang == "ja" else en,
            sentence=sentence[lang == "en"],
            since=_AT,
            year=year if state != "unknown" else (),
            url="#evidence",
        )
        for state, number, ja, en in titles
    ]


def _changes(lang: str) -> list[Sample]:
    rows = (
        ("widened", "住所を、催しの案内にも使います。", "Your address will also be used for invitations to events.", "", ""),
        ("narrowed", "電話番号は聞かなくなります。", "The phone number is no longer asked.", "", ""),
        ("wording", "目的の説明が変わります。", "A purpose is worded differently.", "会報を送る", "会報を年4回送る"),
    )
    words = {"会報を送る": "To send the bulletin", "会報を年4回送る": "To send the bulletin four times a year"}
    return [
        Sample(
            kind=kind,
            sentence=ja if lang == "ja" else en,
            before=words.get(before, before) if lang == "en" else before,
            after=words.get(after, after) if lang == "en" else after,
        )
        for kind, ja, en, before, after in rows
    ]


@require_safe
def guide(request: HttpRequest, lang: str) -> HttpResponse:
    """Every partial, once in each state."""
    w = _words(lang)
    tags = (Sample(title=w["member"], ended=False), Sample(title=w["newsletter"], ended=True))
    context = {
        "notice": _notice(lang),
        "fields": _fields(w),
        "errors": [Sample(field_id="email", message=w["email_error"]), Sample(field_id="class", message=w["class_error"])],
        "tags": tags,
        "values": [
            Sample(label=w["name"], text=w["name_value"], purposes=tags, until=date(2029, 11, 24)),
            Sample(label=w["email"], text="", mask="h••••@•••••.org", opens=True, reveal_url="#reason", purposes=tags[:1]),
            Sample(label=w["phone"], text="", opens=False, refusal=w["long"]),
        ],
        "trail": _trail(lang),
        "promises": _promises(lang),
        "changes": _changes(lang),
        "rows": [
            Sample(label=w["name"], value=w["name_value"], change_field="name"),
            Sample(label=w["address"], value="102-0083\n" + w["address"], change_url="#f-address", note=w["address_why"]),
            Sample(label=w["phone"], value="", change_url="#f-phone"),
        ],
        "offices": [
            Sample(open=True, phone="03-0000-0000", hours="9:00–17:30", next_opening=None),
            Sample(open=False, phone="03-0000-0000", hours="9:00–17:30", next_opening=_AT),
        ],
        "long": w["long"],
        "page_obj": Paginator(range(250), 50).page(2),
        "icons": sorted(ICONS),
        "people": [(f"M-{n:04}", w["regular"], w["name_value"], _AT - timedelta(days=n)) for n in range(4)],
    }
    return render(request, "site/style.html", context)
