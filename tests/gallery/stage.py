"""The fictional organisation with plenty of everything: long lists, cases in each state, letters of each kind.

It is the demonstration, with more people in it and more that was done; nothing here is written but by the program's own
verbs.
"""

import hashlib
import tempfile
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.test import Client
from django.urls import reverse

from azukari.core.accounts.actor import actor_of
from azukari.core.accounts.models import User
from azukari.core.appearance.hosts import allow
from azukari.core.cases import lifecycle
from azukari.core.forms.importing import work as importing
from azukari.core.forms.importing.csv_table import csv_source
from azukari.core.forms.importing.order import Chosen, choose, chosen_of, go, place
from azukari.core.forms.importing.table import digest, survey
from azukari.core.forms.models import ImportOrder, Submission
from azukari.core.forms.notices import notices
from azukari.core.forms.suspicion import Suspected
from azukari.core.ledger.integrate import integrate_all
from azukari.core.mail.queue import send_due
from azukari.core.policy_versions import draft as drafts
from azukari.core.policy_versions.current import current
from azukari.core.transfers.disclose import propose
from azukari.core.transfers.models import LegalCase
from azukari.core.transfers.work import run_due
from azukari.core.vault.duplicates import look_for_duplicates
from azukari.core.vault.erase import erase
from azukari.core.vault.find import confirmed_person
from azukari.core.vault.models import DuplicatePair, Erasure, SealedValue
from azukari.core.vault.notes import NoteKind
from azukari.core.vault.redaction import Redacted, redact_again
from azukari.core.vault.suppression import suppress
from azukari.features.audits.observe import keep_one
from azukari.features.members.models import MemberClass, MemberState, RenewalNotice, Term, TermState
from azukari.features.members.registers import set_class
from azukari.features.members.renewal_notice import renew_by_themselves
from azukari.features.reconsent.tend import tend
from azukari.features.rights.carry_out import run as carry_out
from azukari.features.rights.decision import DecisionPart, decide
from azukari.lib.control import controls, examine
from azukari.lib.identifier import new_id
from azukari.lib.job import clock
from azukari.policy.casework import CaseChannel, CaseKind, Identity, Outcome, ReplyBy
from azukari.policy.terms import Actor, ActorKind
from azukari.shells.self_service import address
from azukari.shells.self_service import sign_in as own_sign_in
from azukari.shells.self_service.session import open_session
from tests.charter.widened import another_hand, edited, phone_too, publish_widened, reworded, says_more
from tests.console import desks
from tests.disclosure import office
from tests.gallery import mails, others, rarer
from tests.mentions.writing import look_everywhere
from tests.rights.casework import ask, grant
from tests.vault_search.crowd import gather

OFFICE, HELPERS, LETTERS, PRIVACY, DEPUTY, SYSTEMS, AUDIT = (
    f"{who}@seoto.example.org" for who in ("office", "helpers", "letters", "privacy", "deputy", "systems", "audit")
)
GONE, CONTRADICTED = 3, 4
REPLACED = "voice-0@example.org"
HANAKO, AMELIA = "hanako@example.org", "amelia@example.org"

_FAMILIES = (("見本", "みほん"), ("例野", "れいの"), ("試作", "しさく"), ("架空", "かくう"), ("仮名", "かな"))
_GIVEN = (("遥", "はるか"), ("結衣", "ゆい"), ("蓮", "れん"), ("陽菜", "ひな"), ("Zoë Alexandrina", "ぞえ"))
_LONG_ADDRESS = "東京都千代田区架空町1-2-3 瀬音川リバーサイドガーデンズ・ウエストタワー 2304号室"


def play() -> None:
    """Do everything once, oldest first."""
    now = clock()
    _people()
    _submissions()
    _staff()
    _case_work(now)
    _recipients(now)
    _imports(now)
    _duplicates(now)
    _own_page(now)
    _renewals(now)
    _goings(now)
    _policy()
    _others()
    rarer.happen(member(OFFICE), member(HELPERS), member(SYSTEMS), now=clock())
    look_for_duplicates(clock())
    for _ in range(4):
        send_due(clock())
    integrate_all(clock())
    _looked_at("requests-in-time", clock())


def member(email: str) -> User:
    """The member of staff with that address."""
    return User.objects.get(email=email)


def actor(email: str) -> Actor:
    """The same, as one who acts."""
    return actor_of(member(email))


def person(email: str) -> UUID:
    """Whoever confirmed that address."""
    found = confirmed_person(email)
    assert found is not None
    return found


def _member(n: int) -> dict[str, str]:
    (family, kana), (given, reading) = _FAMILIES[n % 5], _GIVEN[n // 5 % 5]
    return {
        "member_class": "regular",
        "name": f"{family} {given}",
        "name_kana": f"{kana} {reading}",
        "email": f"member-{n}@example.org",
        "postcode": "100-0000",
        "address": _LONG_ADDRESS if n % 7 == 0 else f"東京都千代田区架空町{n}-1",
        "phone": f"03-0000-{1000 + n}",
    }


def _people() -> None:
    gather(63, _member)
    gather(24, lambda n: {"email": f"reader-{n}@example.org", "name": f"読者 {n}"}, form="magazine")


def _submissions() -> None:
    for n in range(14):
        who = {"name": _member(n)["name"], "email": f"helper-{n}@example.org"}
        desks.register("volunteers", who, confirmed=n % 4 > 0)
        desks.register("feedback", {"message": f"川の水が{n}日前から濁っています。", "email": f"voice-{n}@example.org"})
    spam = Suspected(5, ("links", "hasty"))
    for n in range(3):
        words = {"message": "Buy now http://spam.example", "email": f"spam-{n}@example.org"}
        desks.register("feedback", words, suspected=spam)
    named = {"message": f"{_member(GONE)['name']}さん({_member(GONE)['phone']})に案内していただきました。"}
    desks.register("feedback", {**named, "email": "neighbour@example.org"})
    young = {"name": "見本 若葉", "of-age": "no", "guardian-email": "parent@example.org"}
    for lang in ("ja", "en"):
        fill_in(lang, "plastic-free-river", {**young, "email": f"young-{lang}@example.org"})
        fill_in(lang, "membership", {**_member(90), "email": f"new-{lang}@example.org"})


def fill_in(lang: str, form: str, answers: dict[str, str]) -> None:
    """Through the API, in a language."""
    ruling = current()
    digest = notices(ruling, ruling.policy.forms[form])[lang].digest
    body = {**answers, "notice": digest, "lang": lang}
    answer = Client().post(f"/api/v1/forms/{form}/submissions", body, content_type="application/json")
    assert answer.status_code == 202, answer.content


def _staff() -> None:
    officer = desks.fresh(member(PRIVACY))
    for n, lang in enumerate(("ja", "en")):
        new = {
            "email": f"new-{n}@seoto.example.org",
            "name": ("新田 歩 (Ayumi Nitta)", "新田 渚 (Nagisa Nitta)")[n],
            "duties": ["membership", "magazine"],
        }
        officer.post(reverse("console-staff-invite"), {**new, "lang": lang})
    made = desks.fresh(member(OFFICE)).post(
        reverse("console-tokens-make"), {"name": "毎月の報告", "purposes": ["membership"], "days": "30"}
    )
    assert made.status_code == 200
    for origin in ("https://seoto.example.org", "https://www.a-rather-long-name-of-a-partner.example.org"):
        allow(origin, actor=actor(SYSTEMS), now=clock())


def _looked_at(name: str, now: datetime) -> None:
    """A control looks again, as the worker lets it every few hours."""
    keep_one(next(examine(each, now) for each in controls() if each.name == name), now)


def _case_work(now: datetime) -> None:
    officer = actor(PRIVACY)
    words = {
        NoteKind.CONTACT: "架空 二郎 090-0000-1234",
        NoteKind.SAID: "先月の会報が二通届きました。一通にしてください。",
    }
    for n, kind in enumerate(CaseKind):
        came = now - timedelta(days=2 * n)
        ask(kind, actor=officer, now=came, channel=list(CaseChannel)[2 + n % 3], lang=("ja", "en")[n % 2], words=words)
    late = ask(CaseKind.RELEASE, actor=officer, now=now - timedelta(days=20), person=person(HANAKO))
    lifecycle.add_note(late, "二度お電話しましたが、お出になりませんでした。", actor=officer, now=now)
    for email, lang in ((HANAKO, "ja"), (AMELIA, "en")):
        by_mail = {"reply_by": ReplyBy.MAIL, "lang": lang, "channel": CaseChannel.FORM}
        identity = Identity.CONFIRMED_ADDRESS
        done = ask(CaseKind.RELEASE, actor=officer, now=now, person=person(email), identity=identity, **by_mail)
        grant(done, actor=officer, now=now)
        ask(CaseKind.ELIMINATION, actor=officer, now=now, person=person(email), identity=identity, **by_mail)
        phone = SealedValue.objects.filter(person_id=person(email), field="phone").first()
        assert phone is not None
        corrected = ask(CaseKind.CORRECTION, actor=officer, now=now, person=person(email), identity=identity, **by_mail)
        grant(corrected, DecisionPart(value=phone.id, text="03-0000-9999"), actor=officer, now=now)
    question = ask(CaseKind.QUESTION, actor=officer, now=now, words=words, lang="ja")
    decide(
        question, Outcome.ANSWERED, [DecisionPart()], actor=officer, now=now, words="来月の会報から一通にいたします。"
    )
    carry_out(now)


def _recipients(now: datetime) -> None:
    office.keyed(office.KOTORI, now=now)  # its contract is in force in the demonstration
    office.carried(office.wish(), now=now)
    propose(office.wish(), actor=actor(PRIVACY), now=now)
    officer = desks.fresh(member(PRIVACY))
    authority = {"name_ja": "架空税務署", "name_en": "Kakucho Tax Office", "address": "架空町1-1", "slug": "tax-office"}
    officer.post(reverse("console-authority"), authority)
    office.keyed("tax-office", now=now)
    for compelled in ("yes", "no"):
        demand = {
            "compelled": compelled,
            "citation": "国税通則法 第74条の2",
            "reference": "R8-77",
            "document": office.paper(),
            "categories": ["name", "email"],
        }
        officer.post(reverse("console-case-begin", kwargs={"slug": "tax-office"}), demand)
    assert LegalCase.objects.count() == 2
    run_due(clock())


def list_of(name: str, rows: Iterable[tuple[str, str]], **said: object) -> ImportOrder:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_text("\n".join(f"{a},{b}" for a, b in rows), "utf-8")
        chosen = Chosen(
            file_name=name,
            charter=1,
            lang="ja",
            told_by="paper",
            told="2024-05-01",
            told_reference="form-2023-04",
            evidence_sha256=hashlib.sha256(b"evidence").hexdigest(),
            maps={"email": "email", "name": "name"},
            consents={"magazine": "2024-05-01"},
        )
        return place(
            [path.read_bytes()],
            survey(csv_source(path), digest(path)),
            chosen,
            form="magazine",
            answers_for=member(PRIVACY).reference,
            now=clock(),
        )


def _imports(now: datetime) -> None:
    header = ("email", "name")
    rows = [header, *((f"list-{n}@example.org" if n % 4 else "nobody", f"名簿 {n}") for n in range(40))]
    for name, steps in (
        ("会員名簿.csv", 2),
        ("a-rather-long-file-name-of-a-former-system-2019.csv", 1),
        ("new.csv", 0),
    ):
        order = list_of(name, rows)
        for step in range(steps):
            order.refresh_from_db()
            if step:
                go(order, now=clock())
            else:
                choose(order, chosen_of(order), now=clock())
            work(now)


def work(now: datetime) -> None:
    for _ in range(20):
        if not importing.work(now):
            break
    importing.close_active()


def _duplicates(now: datetime) -> None:
    for n in range(3):
        for mailbox in ("home", "work"):
            desks.register("membership", {**_member(70 + n), "email": f"{mailbox}-{n}@example.org"})
    look_for_duplicates(now)
    clerk = desks.browser(member(OFFICE))
    pair = DuplicatePair.objects.order_by("id").first()
    assert pair is not None
    clerk.post(reverse("console-duplicate-decide", kwargs={"pair_id": pair.id}), {"act": "ask"})
    suppress(["gone@example.org", "away@example.org"], actor=actor(PRIVACY), now=now)


def _others() -> None:
    others.ask_for_them({"ja": HANAKO, "en": AMELIA}, officer=member(PRIVACY), now=clock())
    others.make_one(person("home-2@example.org"), person("work-2@example.org"), clerk=member(OFFICE), now=clock())
    others.ask_abroad(member(HELPERS), now=clock())
    others.ask_guests(now=clock())
    others.let_fetch("other", officer=member(PRIVACY), now=clock())
    others.help_today(member(HELPERS), now=clock())
    others.audit(member(AUDIT), now=clock())
    others.tell_signers(member(LETTERS), now=clock())


def _own_page(now: datetime) -> None:
    clerk = desks.browser(member(OFFICE))
    for email, lang in ((HANAKO, "ja"), (AMELIA, "en")):
        id = person(email)
        opened = {"purpose": "membership", "reason": "service"}
        clerk.post(reverse("console-person-open", kwargs={"person_id": id}), opened)
        own_sign_in.request(email, network="", lang=lang, now=now)
        value = SealedValue.objects.filter(person_id=id, category="email").first()
        assert value is not None
        address.ask(value.id, f"new-{email}", person=id, lang=lang, now=now)


def _renewals(now: datetime) -> None:
    """Supporting members renew by themselves: two or more, of whom one reads English, are told that their term is over
    soon.
    """
    chosen = MemberClass.objects.get(form="membership", name_en="Supporting member")
    paid = Term.objects.filter(member_class=chosen, state=TermState.PAID, ends__gte=now, membership__owes=False)
    reader, other = paid.filter(membership__state=MemberState.ADMITTED).order_by("ends")[:2]
    assert other.ends is not None
    chosen.notice_days = max(30, (other.ends - now.date()).days + 1)
    Submission.objects.filter(id=reader.membership_id).update(lang="en")  # the demonstration has none whose term ends
    set_class(chosen, actor=actor(OFFICE), now=now)
    renew_by_themselves(now)
    assert RenewalNotice.objects.count() > 1


def _goings(now: datetime) -> None:
    """Two members go, and the database contradicts the account of the second; and a restore has found a message in
    another version than the one that words were taken out of.
    """
    for n in (GONE, CONTRADICTED):
        erase(person(f"member-{n}@example.org"), actor=actor(PRIVACY), now=now, id=gone(n))
    look_everywhere(clock())
    Erasure.objects.filter(id=gone(CONTRADICTED)).update(certified_at=None)  # nobody here can leave anything behind
    message = SealedValue.objects.get(person_id=person(REPLACED), field="message")
    missed = Redacted(new_id(), message.id, is_note=False, was=now, spans=[(0, 2)], at=now)
    redact_again(missed, actor=Actor(ActorKind.SYSTEM, "restore"), now=now)


def gone(n: int) -> UUID:
    """The erasure of the member with that number."""
    return UUID(int=n)


def _policy() -> None:
    edits = (phone_too, says_more, another_hand, rarer.tells_its_totals)
    publish_widened(*edits, now=clock(), of=current().policy)
    tend(clock())
    begun = edited(reworded, of=current().policy)
    drafts.begin(begun, version=drafts.last_version(), actor=actor(PRIVACY), now=clock())


def asked_anew(kind: str, lang: str) -> str:
    """The path of a link that is asked for once more: what another letter leads to has closed the first one. ``""`` for
    a letter whose link stays open.
    """
    if kind == "rights-sign-in":
        own_sign_in.request({"ja": HANAKO, "en": AMELIA}[lang], network="", lang=lang, now=clock())
    elif kind == "rights-new-address":
        email = {"ja": "member-10@example.org", "en": "member-11@example.org"}[lang]  # the walk confirms it
        if confirmed_person(email) is None:
            return ""  # an earlier walk has confirmed it
        value = SealedValue.objects.filter(person_id=person(email), category="email").first()
        assert value is not None
        address.ask(value.id, f"newer-{email}", person=person(email), lang=lang, now=clock())
    else:
        return ""
    send_due(clock())
    newest = [mail for mail in mails.mails(settings.AZUKARI.outbox, newest=True) if mail.name == kind]
    return next(mail.path for mail in newest if mail.lang == lang)


def own_cookie(email: str) -> str:
    """The cookie of somebody's own page, open; by their address, or by their id."""
    return open_session(person(email) if "@" in email else UUID(email), now=clock()).secret
