"""Names in bank kana: a file of a thousand lines against a generator with its own truth; and what is remembered."""

import random
from collections import Counter
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from azukari.core.forms.models import Channel, State, Submission
from azukari.core.people.models import Person
from azukari.core.policy_versions.models import Charter, Notice
from azukari.demo.people import SETTER
from azukari.features.members.admit import admit
from azukari.features.members.bank_file import Deposit, payer_name
from azukari.features.members.bank_match import suggest
from azukari.features.members.bank_names import Names, Nearness, parse
from azukari.features.members.bank_suggestion import Why
from azukari.features.members.known_payers import remember, token
from azukari.features.members.models import Invoice, KnownPayer, Membership, MemberState, Payment
from azukari.features.members.tests.bank_generator import bank, world
from azukari.policy.terms import FormKind
from tests.cast import NOW, registrant
from tests.console import desks

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("bank_writes", "form_says"),
    [
        ("ｶ)ｷｬﾉﾝﾔ", "株式会社キャノンヤ"),
        ("キヤノンヤ(カ", "キャノンヤ株式会社"),
        ("シヤ)ミホン", "いっぱんしゃだんほうじん　みほん"),
        ("0012 ｻﾄｳ ﾊﾅｺ", "さとう はなこ"),
        ("ハナコ サトウ ネンカイヒ", "サトウ ハナコ"),
        ("カ゛モウ シ゛ユン", "ガモウ ジュン"),
        ("ウミノヘ゛－カリ－", "ウミノベーカリー"),
        ("SAMPLE AMELIA", "Amelia Sample"),
        ("ｻﾄｳ ﾊﾅｺ 2026ﾈﾝﾄﾞｶｲﾋ", "サトウ ハナコ"),
        ("2026ﾈﾝﾄﾞｶｲﾋ ｻﾄｳ ﾊﾅｺ", "サトウ ハナコ"),
        ("ｻﾄｳﾊﾅｺﾈﾝｶｲﾋ", "サトウ ハナコ"),
        ("ｻﾄｳﾊﾅｺR8ﾈﾝﾄﾞﾌﾞﾝ", "サトウ ハナコ"),
        ("サトウ ハナコ レイワ8ネンドカイヒ", "サトウ ハナコ"),
        ("カイヒサトウハナコ", "サトウ ハナコ"),
        ("ｻﾄｳ ﾊﾅｺ ｻﾝｼﾞﾖｶｲﾋ", "サトウ ハナコ"),
        ("ATM フリコミ サトウ ハナコ サマ", "サトウ ハナコ"),
        ("振込１ ｶ)ｷﾔﾉﾝﾔ", "株式会社キャノンヤ"),
        ("フリコミカ)キヤノンヤ", "株式会社キャノンヤ"),
        ("0012 ｾﾞｲ)ﾐﾎﾝ", "税理士法人ミホン"),
        ("ベン)ミホン", "弁護士法人ミホン"),
        ("ミホン(ノウ", "のうじくみあいほうじんミホン"),
        ("チドク)ミホン", "地方独立行政法人 ミホン"),
        ("ドク)ミホン", "独立行政法人 ミホン"),
        ("ミホンセイキヨウ)", "ミホンセイキヨウ"),
        ("セイキヨウ)ミホン", "生活協同組合ミホン"),
        ("カ)ミホン(エイ", "株式会社ミホン"),
        ("イ)ミホン", "医療法人社団ミホン"),
    ],
)
def test_the_same_name_is_found_however_the_bank_writes_it(bank_writes, form_says):
    assert Names({1: [form_says]}).whose(bank_writes) == (Nearness.SAME, [1])


def test_another_kind_of_company_or_a_word_in_kanji_is_not_the_same_name():
    assert Names({1: ["有限会社 ミホン"]}).whose("カ)ミホン") is None
    assert Names({1: ["地方独立行政法人 ミホン"]}).whose("ドク)ミホン") is None
    assert Names({1: ["ミホン ユウカ"]}).whose("ミホン カ)ユウ") == (Nearness.NEAR, [1])
    assert Names({1: ["ミホン 花子"]}).whose("ミホン") is None
    assert Names({1: ["ワタナベ ケンイチロウ"], 2: ["ワタナベ ケンジ"]}).whose("ワタナベ ケン") != (
        Nearness.CUT,
        [1, 2],
    )


def test_whatever_a_bank_does_to_a_name_its_key_stays_the_same():
    chance = random.Random(3)  # noqa: S311 - a generator of tests
    for name in ("ガモウ ジュンペイ", "ウミノ ヨーコ", "ザイゼン ショウヘイ"):
        keys = {parse(bank(chance, name)).key for _ in range(40)}
        assert keys == {parse(payer_name(name)).key}


def _rows(charter, made):
    """The world's members with their invoices, without names: those come from the generator."""
    notice = Notice.objects.filter(form="membership").first()
    common = {
        "form": "membership", "kind": FormKind.MEMBERSHIP, "charter": Charter.objects.get(), "notice": notice,
        "lang": "ja", "channel": Channel.IMPORT, "state": State.ACCEPTED, "created_at": NOW, "accepted_at": NOW,
    }  # fmt: skip
    people = Person.objects.bulk_create(Person(created_at=NOW) for _ in made.members)
    held = Submission.objects.bulk_create(Submission(person=person, **common) for person in people)
    Invoice.objects.bulk_create(
        Invoice(
            submission=submission, person_id=submission.person_id, form="membership", dues_year=2025 + n,
            amount=owed, code=code, issued_on=TODAY, due_on=date(2026, 1 + n, 1),
        )
        for submission, member in zip(held, made.members, strict=True)
        for n, (owed, code) in enumerate(zip(member.owed, member.codes, strict=True))
    )  # fmt: skip
    for payer, at in made.known:
        digest = token(payer_name(payer))
        assert digest is not None
        remember([(held[at], digest)], now=NOW)
    return held


@pytest.mark.parametrize("seed", [7, 8])
def test_of_a_thousand_lines_those_called_sure_are_right_and_few_are_missed(charter, seed):
    made = world(seed, 1000)
    held = _rows(charter, made)
    at = {submission.id: n for n, submission in enumerate(held)}

    def names(wanted):
        return {id: [made.members[at[id]].kind + made.members[at[id]].name] for id in wanted}

    found = suggest("membership", [Deposit(TODAY, d.amount, payer_name(d.payer)) for d in made.deposits], names)
    sure, right_sure, right = 0, 0, 0
    missed: Counter[tuple[str, Why]] = Counter()
    for deposit, its in zip(made.deposits, found, strict=True):
        named = sorted(at[part.submission] for part in its.parts)
        hits = bool(deposit.truth) and named == deposit.truth
        right += hits
        sure += its.is_sure
        right_sure += its.is_sure and hits
        if deposit.truth and not hits:
            missed[deposit.sort, its.why] += 1
    owned = sum(bool(d.truth) for d in made.deposits)
    told = f"precision {right_sure / sure:.4f}, recall {right / owned:.4f}, sure {right_sure / owned:.4f}: {missed}"
    assert right_sure / sure >= 0.995, told
    assert right / owned >= 0.9, told
    assert right_sure / owned >= 0.8, told


def test_a_number_beats_a_name(charter):
    made = world(5, 20)
    held = _rows(charter, made)
    first, second = Invoice.objects.filter(submission=held[0]).first(), held[1]
    payer = payer_name(f"{first.code} {made.members[1].name}")
    names = {second.id: [made.members[1].name]}
    (one,) = suggest("membership", [Deposit(TODAY, first.amount, payer)], lambda wanted: names)
    assert (one.why, one.submission) == (Why.NUMBER, held[0].id)


def test_the_number_of_a_member_beside_a_name_suggests_them_and_is_not_sure(charter):
    made = world(5, 20)
    held = _rows(charter, made)
    first = Invoice.objects.filter(submission=held[0]).first()
    same = {"form": "membership", "state": MemberState.ADMITTED, "decided_at": NOW}
    for number, submission in ((142, held[0]), (14, held[1])):
        Membership.objects.create(submission=submission, person_id=submission.person_id, number=number, **same)
    Invoice.objects.exclude(id=first.id).update(amount=first.amount)  # so that the amount tells nothing
    payers = {
        "フリコミ 142 ゴカゾク": [held[0].id], "0142ゴカゾク": [held[0].id], "No.142 ゴカゾク": [held[0].id],
        "ゴカゾク 1420": [], "14-2 ゴカゾク": [], "振込142 ゴカゾク": [],
        "ATM142 ゴカゾク": [], "フリコミ142 ゴカゾク": [],
        "142ネンド ゴカゾク": [], "142 ガツブン ゴカゾク": [], "142 14 ゴカゾク": [],
    }  # fmt: skip
    for payer, whose in payers.items():
        (one,) = suggest("membership", [Deposit(TODAY, first.amount, payer_name(payer))])
        assert [part.submission for part in one.parts] == whose, payer
        assert not one.is_sure


def _send(client, text, **more):
    at = reverse("console-members-bank", args=["membership"])
    return client.post(at, {"file": SimpleUploadedFile("bank.csv", text.encode("cp932")), **more}).content.decode()


def _fields(page, name):
    return [part.split('"')[0] for part in page.split(f'name="{name}" value="')[1:]]


def test_a_payer_who_is_not_the_member_is_given_by_hand_once_and_known_from_then_on(charter, classes, membership_desk):
    known = registrant(charter, "hanako", FormKind.MEMBERSHIP)
    member = admit(known.submission.id, into=classes["Regular member"].id, actor=SETTER, now=timezone.now())
    client = desks.browser(membership_desk.user)
    today = timezone.localdate()
    text = f"日付,摘要,入金\n{today:%Y/%m/%d},ツマ ノ コウザ,1000\n"
    page = _send(client, text)
    assert "Nothing fits." in page
    told = {"line": _fields(page, "line"), "why": [""], "to": [f"{member.number}"]}
    for _ in range(2):
        client.post(reverse("console-members-bank-confirm", args=["membership"]), told)
    assert Payment.objects.get().amount == 1000, "the same page sent twice is one payment"
    assert "It is in the books already." in _send(client, text)
    later = _send(client, f"日付,摘要,入金\n{today:%Y/%m/%d},ﾂﾏ ﾉ ｺｳｻﾞ 012,2000\n", names="no")
    assert "This payer was confirmed before, and the amount fits." in later
    assert KnownPayer.objects.get().submission == known.submission
    wrong = client.post(
        reverse("console-members-bank-confirm", args=["membership"]), {**told, "to": ["999"]}, follow=True
    )
    assert "the number you entered belongs to no member" in wrong.content.decode()


def test_the_names_of_those_alone_are_opened_who_owe_such_an_amount(charter, classes, membership_desk):
    for mailbox, name in (("hanako", "Regular member"), ("kana", "Supporting member")):
        known = registrant(charter, mailbox, FormKind.MEMBERSHIP)
        admit(known.submission.id, into=classes[name].id, actor=SETTER, now=timezone.now())
    client = desks.browser(membership_desk.user)
    text = f"日付,摘要,入金\n{timezone.localdate():%Y/%m/%d},ﾐﾎﾝ ﾊﾅｺ,3000\n"
    page = _send(client, text)
    assert "The name and the amount fit one member alone." in page
    assert "the names of 1 people" in page
    unnamed = _send(client, text, names="no")
    assert "the names of 1 people" not in unnamed
    assert "Only one open invoice has this amount." in unnamed


def test_the_page_has_three_groups_with_names_debts_and_sums(charter, classes, membership_desk):
    for mailbox, name in (("hanako", "Regular member"), ("kana", "Supporting member")):
        known = registrant(charter, mailbox, FormKind.MEMBERSHIP)
        member = admit(known.submission.id, into=classes[name].id, actor=SETTER, now=timezone.now())
    code = Invoice.objects.get(submission=known.submission).code
    client = desks.browser(membership_desk.user)
    today = f"{timezone.localdate():%Y/%m/%d}"
    lines = (f"{code} ﾖｼﾀﾞ ｶﾅ,100", "ﾐﾎﾝ ﾊﾅｺ,3000", "シラナイ ヒト,77", f"{today},ﾐﾎﾝ ﾊﾅｺ,4000")
    text = "日付,摘要,入金\n" + "".join(f"{today},{line.removeprefix(f'{today},')}\n" for line in lines)
    page = _send(client, text)
    heads = [page.index(f'<h2 id="{group}">') for group in ("sure", "check", "unknown")]
    assert heads == sorted(heads)
    assert 'id="recorded"' not in page
    sure, check, unknown = (page[a:b] for a, b in zip(heads, [*heads[1:], len(page)], strict=True))
    assert "Mihon Hanako" in sure or "見本" in sure
    assert "owes 3,000 yen" in sure
    assert (sure.count('name="take"'), check.count('name="take"'), unknown.count('name="take"')) == (1, 2, 0)
    assert f"No. {member.number}" in check
    assert "4,100" in check, "the sum so far of what is to be checked"
    assert "シラナイ ヒト" in unknown
    told = {"line": _fields(page, "line"), "to": [""] * 4, "why": [""] * 4, "take": _fields(page, "take")[:1]}
    client.post(reverse("console-members-bank-confirm", args=["membership"]), told)
    assert Payment.objects.get().amount == 3000
    again = _send(client, text)
    assert again.index('id="unknown"') < again.index('id="recorded"')


def test_dues_and_a_donation_in_one_transfer_are_offered_if_names_of_those_who_owe_less_may_be_opened(
    charter, classes, membership_desk
):
    known = registrant(charter, "hanako", FormKind.MEMBERSHIP)
    admit(known.submission.id, into=classes["Regular member"].id, actor=SETTER, now=timezone.now())
    client = desks.browser(membership_desk.user)
    text = f"日付,摘要,入金\n{timezone.localdate():%Y/%m/%d},ﾐﾎﾝ ﾊﾅｺ,8000\n"
    assert "Nothing fits." in _send(client, text)
    page = _send(client, text, names="gifts")
    assert "more than what is owed" in page
    assert "5,000 yen more than owed" in page
    assert page.count('name="take"') == 1
    assert '" checked>' not in page[: page.index('type="file"')], "somebody looks at it first"
    told = {"line": _fields(page, "line"), "to": [""], "why": [""], "take": "0"}
    client.post(reverse("console-members-bank-confirm", args=["membership"]), told)
    assert (Payment.objects.get().amount, Invoice.objects.get().owed) == (8000, 0)
