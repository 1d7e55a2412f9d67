"""The demonstration's other people: some three hundred who came over two years, the same each time. Nobody here exists.

They come in by the door for many (`forms.many`), so that a demonstration is made in seconds; what became of them, the
modules beside this one tell.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from uuid import UUID

from azukari.core.forms.many import Newcomer, Visit, take_in_many
from azukari.core.forms.models import Submission
from azukari.core.policy_versions.current import Current
from azukari.demo.people import Visitor, answers_of, first_forms
from azukari.policy.terms import Form, FormKind

PEOPLE = 300
YEARS = timedelta(days=730)
_SEED = 2026
_FEEDBACK = timedelta(days=150)  # older messages were answered, and are gone

_SURNAMES = """見本 みほん 例野 れいの 仮田 かりた 試山 しやま 架川 かがわ 雛形 ひながた 模木 もぎ 写田 うつしだ
想川 おもいがわ 型山 かたやま 空野 そらの 絵島 えじま"""
_GIVEN = """葵 あおい 樹 いつき 梅子 うめこ 英司 えいじ 香 かおり 恭平 きょうへい 久美 くみ 健太 けんた 小春 こはる
早苗 さなえ 静 しずか 澄江 すみえ 大地 だいち 千尋 ちひろ 照美 てるみ 直樹 なおき のぞみ のぞみ 春男 はるお 光 ひかる
文子 ふみこ 誠 まこと 美咲 みさき 康夫 やすお 由紀 ゆき 涼 りょう"""
"""Each followed by its reading."""
_ABROAD = ("Ada", "Ben", "Chloe", "Dev", "Elif", "Finn", "Grace", "Hugo", "Ines", "Jonas")
_FAMILIES = (
    "Sample",
    "Exampleton",
    "Mockford",
    "Draftwell",
    "Patternby",
    "Formley",
    "Specimen",
    "Testerfield",
    "Modelli",
)
_PLACES = (
    ("150-0041", "東京都渋谷区神南0-", "03-0000-"), ("060-0001", "北海道札幌市中央区北一条西0-", "011-000-"),
    ("460-0008", "愛知県名古屋市中区栄0-", "052-000-"), ("810-0001", "福岡県福岡市中央区天神0-", "092-000-"),
    ("980-0021", "宮城県仙台市青葉区中央0-", "022-000-"), ("530-0001", "大阪府大阪市北区梅田0-", "06-0000-"),
    ("900-0015", "沖縄県那覇市久茂地0-", "098-000-"), ("690-0842", "島根県松江市東本町0-", "0852-00-"),
)  # fmt: skip
_WORK = ("会社員", "公務員", "自営業", "教員", "学生", "農業", "看護師", "主婦", "退職", "翻訳者")
_SAID = (
    "川べりの道が歩きやすくなりました。ありがとうございます。",
    "観察会の日程を、もう少し早く知りたいです。",
    "子どもと参加できる回はありますか。",
    "水質の数字を毎月見ています。続けてください。",
    "清掃の日に駐車場は使えますか。",
    "橋の下の案内板が色あせています。",
)
MEMBER_CLASS = "member_class"
"""The field of the membership form that asks for the kind of membership."""

_KINDS = (FormKind.MEMBERSHIP, FormKind.MAGAZINE, FormKind.CAMPAIGN, FormKind.VOLUNTEERS)
_FIRST = (52, 22, 16, 10)  # of a hundred, the form by which they come
_ALSO = {FormKind.CAMPAIGN: 0.3, FormKind.VOLUNTEERS: 0.12, FormKind.FEEDBACK: 0.14}
"""How many fill in another form later."""
_ASKED = 6  # every sixth answers the survey as well


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who came.

    Args:
        people: the submissions of each, the earliest first.
        chose: of each submission for membership, the kind that was chosen.
    """

    people: Sequence[list[Submission]]
    chose: Mapping[UUID, str]


def add_crowd(charter: Current, *, now: datetime) -> Crowd:
    """Let them come."""
    chance = random.Random(_SEED)  # noqa: S311 - the same demonstration each time
    forms = first_forms(charter.policy)
    days = _days(charter, now, chance)
    people = [_newcomer(at, days[at], forms, charter, chance, now) for at in range(PEOPLE)]
    came = [person for person in people if person]
    taken = take_in_many(came, charter=charter, now=now)
    both = [each for who, held in zip(came, taken, strict=True) for each in zip(who.visits, held, strict=True)]
    chose = {s.id: visit.answers.text(MEMBER_CLASS) for visit, s in both if visit.form.field(MEMBER_CLASS)}
    return Crowd(taken, chose)


def _days(charter: Current, now: datetime, chance: random.Random) -> list[datetime]:
    """When they come: ever more, most of all in April and November, and hardly at night."""
    zone = charter.policy.organisation.zone
    last = now.astimezone(zone).date()
    known = [last - timedelta(days=back) for back in range(YEARS.days - 1, 1, -1)]
    weights = [(1 + place / 400) * (2.2 if day.month in (4, 11) else 1) for place, day in enumerate(known)]
    chosen = sorted(chance.choices(known, weights, k=PEOPLE))
    return [datetime.combine(day, time(chance.randint(7, 22), chance.randint(0, 59)), zone) for day in chosen]


def _newcomer(
    at: int, day: datetime, forms: dict[FormKind, Form], charter: Current, chance: random.Random, now: datetime
) -> Newcomer | None:
    visitor = _somebody(at, chance)
    kind = chance.choices(_KINDS, _FIRST)[0]
    wanted = [(kind, day)]
    for other, share in _ALSO.items():
        if other is not kind and chance.random() < share:
            wanted.append((other, day + (now - day) * chance.random()))
    if at % _ASKED == 0:
        wanted.append((FormKind.QUESTIONNAIRE, day + (now - day) * (at % 7 + 1) / 9))
    visits = tuple(_visits(visitor, wanted, forms, charter, now, turn=chance.choice((0, 0, 0, 1, 2))))
    return Newcomer(visitor.lang, tuple(sorted(visits, key=lambda visit: visit.at))) if visits else None


def _visits(
    visitor: Visitor,
    wanted: Sequence[tuple[FormKind, datetime]],
    forms: dict[FormKind, Form],
    charter: Current,
    now: datetime,
    *,
    turn: int,
) -> Iterator[Visit]:
    """Each form at a time at which it was open."""
    for kind, day in wanted:
        form = charter.form(forms[kind].slug) if kind in forms else None
        if form is None:
            continue
        opened = datetime.combine(form.opens, time(9), day.tzinfo) if form.opens else now - YEARS
        since = max(opened, now - _FEEDBACK) if kind is FormKind.FEEDBACK else opened
        moment = day if since <= day else since + (now - since) * (day.minute + 1) / 61
        answers = answers_of(visitor, form, charter, turn=turn)
        if answers is not None and since <= moment < now:
            yield Visit(form, answers, moment)


def _somebody(at: int, chance: random.Random) -> Visitor:
    postcode, street, number = chance.choice(_PLACES)
    families, givens = _pairs(_SURNAMES), _pairs(_GIVEN)
    family, family_kana = families[at % len(families)]
    given, given_kana = givens[at // len(families) % len(givens)]
    here = Visitor(
        name=f"{family} {given}",
        kana=f"{family_kana} {given_kana}",
        mailbox=f"reader{at:03}",
        postcode=postcode,
        address=f"{street}{at % 9 + 1}",
        phone=f"{number}{at:04}",
        occupation=chance.choice(_WORK),
        message=chance.choice(_SAID),
        agrees=chance.random() < 0.55,
    )
    if at % 11:
        return here
    which = at // 11
    name = f"{_ABROAD[which % len(_ABROAD)]} {_FAMILIES[which % len(_FAMILIES)]}"
    return replace(here, name=name, kana="", lang="en", message="Thank you for all this.")


def _pairs(words: str) -> list[tuple[str, str]]:
    each = words.split()
    return list(zip(each[::2], each[1::2], strict=True))
