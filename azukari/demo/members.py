"""The demonstration's members, in each state: admitted, owing, on a pause, declined, left, waiting. Nobody exists."""

from datetime import datetime, timedelta

from azukari.core.forms.ending import end_registration
from azukari.core.forms.models import EndedAs, State, Submission
from azukari.core.policy_versions.current import Current
from azukari.demo.crowd_members import CLASSES, begin_classes
from azukari.demo.people import SETTER, Visitor, fill_in
from azukari.features.members.admit import admit
from azukari.features.members.decline import decline
from azukari.features.members.models import Declined, Invoice, InvoiceState, MemberClass, Register
from azukari.features.members.pause import pause
from azukari.features.members.payments import record_payment
from azukari.features.members.registers import set_register
from azukari.policy.terms import FormKind

MEMBERS = (
    (Visitor("試験 次郎", "しけん じろう", "jiro", "160-0022", "東京都新宿区新宿0-3-1"), "Regular member", "paid"),
    (
        Visitor("Mira Placeholder", "", "mira", "231-0023", "0-2 Naka-ku, Yokohama", lang="en"),
        "Supporting member",
        "owing",
    ),
    (Visitor("仮野 結", "かりの ゆい", "yui", "606-8501", "京都府京都市左京区吉田0-4"), "Student member", "paused"),
    (Visitor("見学 進", "けんがく すすむ", "susumu", "700-0821", "岡山県岡山市北区中山下0-5"), "", "declined"),
    (Visitor("去来 昇", "きょらい のぼる", "noboru", "690-0842", "島根県松江市東本町0-6"), "Regular member", "left"),
    (Visitor("友野 環", "ともの たまき", "tamaki", "420-0852", "静岡県静岡市葵区紺屋町0-7"), "Friend", "paid"),
    (Visitor("申込 薫", "もうしこみ かおる", "kaoru", "330-0846", "埼玉県さいたま市大宮区大門町0-8"), "", "waits"),
)
"""Each with the class into which they are admitted, and what becomes of them."""
_REST = timedelta(days=92)


def add_members(charter: Current, *, now: datetime) -> int:
    """Let more people apply, and let the membership desk have done its work; returns how many filled in the form."""
    form = next(iter(charter.policy.forms_of(FormKind.MEMBERSHIP)), None)
    if form is None:
        return 0
    begin_classes(form.slug, now=now)
    register = Register(
        form=form.slug,
        transfer_ja="みほん銀行 せせらぎ支店 普通 0000000 トクヒ)セオトネットワーク",
        transfer_en="Sample Bank, Seseragi branch, ordinary account 0000000, Seoto River Network",
        tax_number="T0000000000000",
        donation_ja=(
            "認定特定非営利活動法人(見本県指令 第0000号)。この寄附金は、租税特別措置法第66条の11の3の対象です。"
        ),
        donation_en="Certified specified nonprofit corporation (Sample Prefecture, order no. 0000).",
    )
    set_register(register, actor=SETTER, now=now)
    classes = {each.name_en: each for each in MemberClass.objects.filter(form=form.slug)}
    came = now - timedelta(minutes=len(MEMBERS) + 3)
    for applicant in Submission.objects.filter(form=form.slug, state=State.ACCEPTED).order_by("id")[:2]:
        admit(applicant.id, into=classes["Regular member"].id, actor=SETTER, now=now)  # what they paid settles dues
    count = 0
    for visitor, name, outcome in MEMBERS:
        turn = [*CLASSES.values()].index(name) if name in CLASSES.values() else 0
        submission = fill_in(visitor, form, charter, now=came + timedelta(minutes=count), turn=turn)
        if submission is not None:
            _decide(submission, classes.get(name), outcome, charter, now)
            count += 1
    return count


def _decide(submission: Submission, chosen: MemberClass | None, outcome: str, charter: Current, now: datetime) -> None:
    if outcome == "declined":
        decline(submission.id, reason=Declined.UNREACHED, actor=SETTER, now=now)
    if chosen is None:
        return
    admit(submission.id, into=chosen.id, actor=SETTER, now=now)
    today = charter.policy.organisation.day(now)
    owed = Invoice.objects.filter(submission=submission, state=InvoiceState.OPEN).first()
    if owed and outcome != "owing":
        record_payment(submission.id, paid_on=today, amount=owed.amount, by=None, actor=SETTER, now=now)
    if outcome == "paused":
        pause(
            submission.id,
            begins=today,
            ends=today + _REST,
            actor=SETTER,
            now=now,
        )
    if outcome == "left":
        end_registration(submission.id, reason=EndedAs.LEFT, actor=SETTER, now=now)
