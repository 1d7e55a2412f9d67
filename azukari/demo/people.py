"""The demonstration's fictional people and staff. Nobody here exists; the addresses are reserved for examples.

Everybody comes in by the one door: their answers are read against the form as it is published, received, and confirmed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from azukari.core.accounts.staff import enrol
from azukari.core.forms.accept import accept
from azukari.core.forms.answers import CONSENT, Answers, chosen, read
from azukari.core.forms.intake import IntakeOptions, receive
from azukari.core.forms.models import Channel, Submission
from azukari.core.policy_versions.current import Current, today
from azukari.core.policy_versions.notice import notice
from azukari.demo.picture import add_picture
from azukari.features.campaigns.counting import count_all
from azukari.features.campaigns.models import CampaignPage
from azukari.features.members.payments import record_payment
from azukari.features.training.models import Pass
from azukari.policy.asking import asked
from azukari.policy.minors import OF_AGE
from azukari.policy.terms import Actor, ActorKind, Category, Field, FieldType, Form, FormKind, Policy
from azukari.policy.training import lessons_of
from azukari.site.demo import password, totp_secret

SETTER = Actor(ActorKind.SYSTEM, "demo")
FEE = 5000  # yen

EMERGENCY_PHONE = "emergency_phone"  # a field of the starter policy


@dataclass(frozen=True, slots=True)
class Visitor:
    """A fictional person, and the kinds of form that they fill in by themselves."""

    name: str
    kana: str
    mailbox: str
    postcode: str = ""
    address: str = ""
    phone: str = ""
    occupation: str = ""
    message: str = ""
    lang: str = "ja"
    kinds: tuple[FormKind, ...] = ()
    agrees: bool = False
    confirms: bool = True


_M, _V, _F = FormKind.MEMBERSHIP, FormKind.VOLUNTEERS, FormKind.FEEDBACK
_Z, _C, _Q = FormKind.MAGAZINE, FormKind.CAMPAIGN, FormKind.QUESTIONNAIRE

VISITORS = (
    Visitor("見本 花子", "みほん はなこ", "hanako", "150-0041", "東京都渋谷区神南0-1-2", "03-0000-0101", "図書館司書",
            "川べりの観察会が毎回楽しみです。", "ja", (_M, _C, _Q), agrees=True),
    Visitor("Amelia Sample", "", "amelia", "600-8216", "0-3 Sample-cho, Kyoto", "075-000-0102", "Translator",
            "I would gladly translate your leaflets.", "en", (_M, _V), agrees=True),
    Visitor("試作 太郎", "しさく たろう", "taro", "060-0001", "北海道札幌市中央区北一条西0-5", "011-000-0103", "会社員",
            "土曜日なら手伝えます。", "ja", (_V,)),
    Visitor("例野 みどり", "れいの みどり", "midori", "460-0008", "愛知県名古屋市中区栄0-7", "052-000-0104", "農業",
            "支流の水が先月から濁っています。ご存じでしょうか。", "ja", (_F, _Z)),
    Visitor("𠮷田 仮名", "よしだ かな", "kana", "810-0001", "福岡県福岡市中央区天神0-9", "092-000-0105", "学生",
            "学校の課題で活動を紹介したいです。", "ja", (_M, _Z)),
    Visitor("Noor Example", "", "noor", "220-0012", "0-4 Minatomirai, Nishi-ku, Yokohama", "045-000-0106", "Engineer",
            "Could the survey results be published as open data?", "en", (_F, _C), agrees=True),
    Visitor("架空 一郎", "かくう いちろう", "ichiro", "980-0021", "宮城県仙台市青葉区中央0-2", "022-000-0107", "公務員",
            "応援しています。", "ja", (_C, _Q)),
    Visitor("Lucía Ejemplo", "", "lucia", "530-0001", "0-6 Umeda, Kita-ku, Osaka", "06-0000-0108", "Nurse",
            "Please keep up the good work.", "en", (_Z, _Q)),
    Visitor("例示 さくら", "れいじ さくら", "sakura", "900-0015", "沖縄県那覇市久茂地0-8", "098-000-0109", "自営業",
            "子どもと一緒に参加できる回はありますか。", "ja", (_F,)),
    Visitor("控え 待子", "ひかえ まちこ", "machiko", "380-0823", "長野県長野市南千歳0-1", "026-000-0110", "",
            "", "ja", (_Z,), confirms=False),
)  # fmt: skip

_HELPING = ("volunteers", "feedback", "questionnaires", "magazine")  # of the last, each issue takes two
_STAFF = (
    ("office@seoto.example.org", "会田 係 (Kakari Aida)", ("membership",)),
    ("helpers@seoto.example.org", "望月 守 (Mamoru Mochizuki)", _HELPING),
    ("letters@seoto.example.org", "文野 綴 (Tsuzuri Fumino)", ("magazine", "campaigns")),
    ("privacy@seoto.example.org", "秋津 護 (Mamoru Akitsu)", ("privacy",)),
    ("deputy@seoto.example.org", "代田 理子 (Riko Shirota)", ("privacy",)),  # a change that widens takes two
    ("systems@seoto.example.org", "技野 直 (Nao Wazano)", ("operator",)),
    ("audit@seoto.example.org", "見城 確 (Akira Kenjo)", ("auditor",)),
    ("board@seoto.example.org", "総田 統 (Osamu Soda)", ("director",)),
)

_ADDRESSEE = {"ja": "瀬音川流域の三つの市", "en": "The three cities on the Seoto River"}
_CAUSE = {
    "ja": """## なぜいまなのか

上流の集積所から飛んだ袋やボトルが、雨のたびに川へ流れ込んでいます。去年の清掃では、二時間で四百キロを拾いました。

## 求めること

- 集積所に、ふたと網を付けること
- 風の強い日の収集を早めること
- 流れたごみの量を、毎年公表すること
""",
    "en": """## Why now

Bags and bottles blow from the collection points upstream and reach the river with every rain. Last year’s clean-up
took out 400 kg in two hours.

## What we ask for

- Lids and nets on the collection points
- Earlier collection on windy days
- A yearly figure of what reached the river
""",
}


def first_forms(policy: Policy) -> dict[FormKind, Form]:
    """The first form of each kind."""
    return {form.kind: form for form in reversed([*policy.forms.values()])}


def add_people(charter: Current, *, now: datetime) -> int:
    """Let the fictional people fill in their forms over the last weeks; returns how many forms they filled in."""
    forms = first_forms(charter.policy)
    count = 0
    for at, visitor in enumerate(VISITORS):
        for kind in visitor.kinds:
            if kind in forms:
                came = now - timedelta(minutes=7 * (len(VISITORS) - at) + count)
                submission = fill_in(visitor, forms[kind], charter, now=came, turn=at)
                count += submission is not None
                if submission and kind is FormKind.MEMBERSHIP and visitor.agrees:
                    pay(submission, now=came + timedelta(minutes=3))
    if FormKind.CAMPAIGN in forms:
        slug = forms[FormKind.CAMPAIGN].slug
        CampaignPage.objects.create(form=slug, goal=200, addressee=_ADDRESSEE, body=_CAUSE, changed_at=now)
        add_picture(slug, actor=SETTER, now=now)
        count_all(now)
    return count


def pay(submission: Submission, *, now: datetime) -> None:
    """Let a member pay the fee of the year; it is recorded like every other."""
    day = today(now)
    record_payment(submission.id, paid_on=day, amount=FEE, by=None, actor=SETTER, now=now)


def fill_in(visitor: Visitor, form: Form, charter: Current, *, now: datetime, turn: int = 0) -> Submission | None:
    """Let one visitor fill in one form, as `hand_in` does.

    Args:
        turn: which choice is taken where several are offered.

    Returns:
        the submission; None if the form asks what the visitor does not answer.
    """
    form = charter.form(form.slug) or form
    answers = answers_of(visitor, form, charter, turn=turn)
    return None if answers is None else hand_in(answers, visitor, form, charter, now=now)


def hand_in(answers: Answers, visitor: Visitor, form: Form, charter: Current, *, now: datetime) -> Submission:
    """Take in what one visitor says in a form, and press the button of the confirmation mail two minutes later."""
    received = receive(
        charter=charter,
        form=form,
        answers=answers,
        lang=visitor.lang,
        notice=notice(charter.number, form.slug, visitor.lang).digest,
        channel=Channel.PAGE,
        now=now,
        options=IntakeOptions(mail=not visitor.confirms),
    )
    submission = Submission.objects.get(id=received.id)
    if received.pending and visitor.confirms:
        with transaction.atomic():
            accept(submission, now=now + timedelta(minutes=2))
    return submission


def answers_of(visitor: Visitor, form: Form, charter: Current, *, turn: int) -> Answers | None:
    """What a visitor types into a form; None if it asks what they do not answer."""
    data = {field.id: _answer(visitor, field, turn) for field in form.fields}
    here = asked(form, chosen(form, data))
    data = {id: text for id, text in data.items() if id in here}
    data |= {CONSENT + purpose: "on" for purpose in form.consents if visitor.agrees}
    answers = read(form, charter.policy, data, lang=visitor.lang)
    return answers if isinstance(answers, Answers) else None


def _answer(visitor: Visitor, field: Field, turn: int) -> str:
    if field.id == OF_AGE:
        return "yes"
    if field.id == EMERGENCY_PHONE:  # somebody else's
        return f"{visitor.phone[:-1]}{(int(visitor.phone[-1]) + 5) % 10}" if visitor.phone else ""
    if field.choices:
        return field.choices[turn % len(field.choices)].value
    if field.type is FieldType.KANA:
        return visitor.kana
    if field.type is FieldType.POSTCODE:
        return visitor.postcode
    words = {
        Category.NAME: visitor.name,
        Category.ADDRESS: visitor.address,
        Category.EMAIL: f"{visitor.mailbox}@example.org",
        Category.PHONE: visitor.phone,
        Category.OCCUPATION: visitor.occupation,
        Category.MESSAGE: visitor.message,
        Category.ANSWER: visitor.message,
    }
    return words.get(field.category, "")


def add_staff(charter: Current, *, now: datetime) -> int:
    """Enrol the fictional staff with the duties that the policy knows; returns how many."""
    known = frozenset(charter.policy.duties)
    enrolled = 0
    for email, name, duties in _STAFF:
        held = [duty for duty in duties if duty in known]
        if held:
            user = enrol(
                email,
                name,
                duties=held,
                known=known,
                password=password(email),
                totp_secret=totp_secret(email),
                actor=SETTER,
                now=now,
            )
            train(user.reference, held, charter, at=now - timedelta(days=40))
            enrolled += 1
    return enrolled


def train(holder: UUID, duties: Iterable[str], charter: Current, *, at: datetime) -> None:
    """They have passed what these duties need; whose training has lapsed opens nothing."""
    lessons = sorted({lesson for duty in duties for lesson in lessons_of(charter.policy, duty)})
    Pass.objects.bulk_create(
        Pass(
            holder=holder, lesson=lesson, charter=charter.number, questions="0" * 64, score=4, asked=4,
            whole=True, passed_at=at,
        )
        for lesson in lessons
    )  # fmt: skip
