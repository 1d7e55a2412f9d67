"""A list is brought in through the console: sealed at once, looked at first, for who may; nobody's data is shown."""

import re
from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Q
from django.test import Client
from django.utils import timezone, translation
from django.utils.translation import gettext

from azukari.core.accounts.models import User
from azukari.core.forms.importing import work as working
from azukari.core.forms.importing.order import report_of
from azukari.core.forms.importing.refusal import FORMATS, SENTENCES, Refusal
from azukari.core.forms.models import ImportOrder, OrderState, Submission
from azukari.core.ledger.models import Pending
from azukari.core.policy_versions.current import Current
from azukari.core.policy_versions.publish import publish
from azukari.core.vault.models import DuplicatePair, SealedFile
from azukari.features.imports.page import lines
from azukari.policy.parse import STARTER, load
from azukari.shells.staff.events import ACT_REFUSED
from azukari.site.bounds import most_bytes
from tests.console import desks
from tests.console.brought_list import LIST

AT = "/console/import/"
GROUND = {
    "column-0": "email",
    "column-1": "name",
    "charter": "1",
    "lang": "ja",
    "told_by": "paper",
    "told-column": "2",
    "consent-magazine-column": "2",
    "told_reference": "form-2023-04",
    "way": "ask",
}


@pytest.fixture
def editor(published: Current) -> Iterator[User]:
    """Of the magazine: whose duty brings in lists."""
    yield desks.staff("magazine")
    working.close_active()


def file(text: str = LIST, name: str = "list.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode(), content_type="text/csv")


def uploaded(client: Client) -> str:
    answer = client.post(AT, {"form": "magazine", "list": file()})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def said(client: Client, at: str, **more: object):
    evidence = SimpleUploadedFile("notice.pdf", b"the notice on the paper form")
    return client.post(at, {**GROUND, "evidence_sha256": evidence, **more})


def turns() -> ImportOrder:
    while working.work(timezone.now()):
        pass
    return ImportOrder.objects.get()


def test_from_the_upload_to_the_report(editor: User):
    client = desks.browser(editor)
    at = uploaded(client)
    page = client.get(at).content.decode()
    assert "メールアドレス" in page
    assert desks.MARK not in page
    assert said(client, at).status_code == 302
    moving = client.get(at)
    assert moving.headers["Refresh"]
    assert turns().state == OrderState.LOOKED
    looked = client.get(at).content.decode()
    assert "Import 5 rows" in looked
    assert "This is not an email address such as hanako@example.org." in looked, "what is wrong with it"
    assert not Submission.objects.exists()
    client.post(f"{at}begin/")
    client.post(f"{at}begin/")  # a second click
    assert turns().state == OrderState.DONE
    assert Submission.objects.count() == 5
    done = client.get(at).content.decode()
    report = client.get(f"{at}report.csv")
    assert report.headers["Content-Disposition"].startswith("attachment")
    rows = report.content.decode("utf-8-sig").splitlines()
    assert rows[1].split(",")[:2] == ['"7"', '"1"']
    assert rows[1].endswith(',"format"')
    for text in (looked, done, report.content.decode()):
        assert desks.MARK.lower() not in text.lower()
    assert not SealedFile.objects.exists()


@pytest.mark.parametrize(
    ("form", "field", "lang", "words"),
    [
        (
            "membership",
            "member_class",
            "en",
            "one of the form’s choices: Regular member · Supporting member · Student member",
        ),
        ("membership", "member_class", "ja", "使える言葉：一般会員 · 賛助会員 · 学生会員"),
        (
            "feedback",
            "topic",
            "en",
            "one of the form’s choices: An opinion · Feedback · A question · My own personal data",
        ),
    ],
)
def test_a_cell_that_names_no_choice_is_told_the_words_that_do(form: str, field: str, lang: str, words: str):
    asked = load(STARTER).forms[form]
    with translation.override(lang):
        [line] = lines([Refusal(3, 5, field, "not_a_choice")], asked, lang)
    assert line.sentence.endswith(words)


def test_everything_that_is_wrong_is_said_at_once_and_the_document_need_not_come_again(editor: User):
    client = desks.browser(editor)
    at = uploaded(client)
    answer = said(client, at, **{"told_by": "", "told-column": "", "told-day": "2999-01-01", "column-0": "", "way": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    for words in ("Choose how people were told.", "This date is in the future.", "The form needs “E", "asked before"):
        assert words in page
    assert "When they were told: This date" in page, "There may be several."
    assert ImportOrder.objects.get().state == OrderState.DRAFT
    carried = re.findall('type="hidden" name="evidence_sha256" value="([0-9a-f]{64})"', page)
    assert carried
    assert client.post(at, {**GROUND, "evidence_sha256": "no digest"}).status_code == 422
    assert client.post(at, {**GROUND, "evidence_sha256": carried}).status_code == 302


def test_what_the_form_or_the_policy_does_not_offer_is_asked_again(editor: User):
    client = desks.browser(editor)
    at = uploaded(client)
    for name in ("column-1", "charter", "lang", "told-column", "consent-magazine-column"):
        answer = said(client, at, **{name: "77"})
        assert answer.status_code == 422, name
        assert answer.content.decode().count('<li><a href="#f-') == 1, name


def test_every_reason_has_words_in_both_languages():
    with translation.override("ja"):
        assert [words for words in (*SENTENCES.values(), *FORMATS.values()) if gettext(words) == words] == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("", "empty.csv"),
        ("only,a,header\n", "header.csv"),
        ("PK\x03\x04 no workbook", "list.xlsx"),
        ("\x00\x01", "x.bin"),
    ],
)
def test_what_is_no_list_is_refused_kindly_and_nothing_stays(editor: User, text: str, name: str):
    answer = desks.browser(editor).post(AT, {"form": "magazine", "list": file(text, name)})
    assert answer.status_code == 422
    assert "cannot be read as a list" in answer.content.decode() or "Choose a CSV file" in answer.content.decode()
    assert not SealedFile.objects.exists()


def test_a_list_may_be_large_and_no_other_page_takes_as_much():
    assert most_bytes(AT) > 20_000_000
    assert most_bytes("/console/people/find/") == most_bytes("/ja/forms/feedback") < 1_000_000


def test_who_may_not_is_refused_and_it_is_recorded(published: Current, editor: User):
    at = uploaded(desks.browser(editor))
    feedback = desks.browser(desks.staff("feedback"))  # no duty of hers brings in lists
    for answer in (feedback.get(AT), feedback.post(AT, {"form": "magazine", "list": file()}), feedback.get(at)):
        assert answer.status_code == 403
    assert Pending.objects.filter(kind=ACT_REFUSED.name).count() == 3
    member = desks.browser(desks.staff("membership"))  # hers does, for other forms
    assert member.get(at).status_code == 404
    assert member.post(AT, {"form": "magazine", "list": file()}).status_code == 422
    assert ImportOrder.objects.count() == 1


def test_a_forged_post_is_refused(editor: User):
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post(AT, {"form": "magazine", "list": file()}).status_code == 403
    assert not SealedFile.objects.exists()


def test_stopped_the_list_is_gone(editor: User):
    client = desks.browser(editor)
    at = uploaded(client)
    assert client.get(f"{at}stop/").headers["Location"] == at
    assert ImportOrder.objects.get().state == OrderState.DRAFT, "A GET changes nothing."
    client.post(f"{at}stop/")
    assert ImportOrder.objects.get().state == OrderState.CANCELLED
    assert not SealedFile.objects.exists()
    assert client.get(at).status_code == 200


def test_a_list_whose_day_is_over_says_so(editor: User):
    client = desks.browser(editor)
    at = uploaded(client)
    SealedFile.objects.all().delete()
    assert "Please upload it again" in client.get(at).content.decode()
    assert said(client, at).status_code == 302
    assert client.get(f"{at}report.csv").status_code == 404


def test_of_a_form_that_minors_may_use_it_is_asked_whether_everybody_is_of_age(db: None):
    text = STARTER.read_text("utf-8").replace(
        "purposes: [campaign, campaign-updates]\n    acts: [export,",
        "purposes: [campaign, campaign-updates]\n    acts: [import, export,",
    )
    publish(text, actor=desks.OPERATOR, now=desks.moment())
    client = desks.browser(desks.staff("campaigns"))
    at = str(client.post(AT, {"form": "plastic-free-river", "list": file()}).headers["Location"])
    assert 'name="set-of-age"' in client.get(at).content.decode()
    ground = {"consent-campaign-updates-column": "", "consent-campaign-column": "2"}
    assert "The form needs" in said(client, at, **ground).content.decode(), "Nobody said whether they are of age."
    assert said(client, at, **ground, **{"set-of-age": "yes"}).status_code == 302
    assert turns().state == OrderState.LOOKED
    assert "Import 5 rows" in client.get(at).content.decode()
    working.close_active()


def test_a_list_with_a_title_and_words_of_its_own_comes_in_and_is_compared_at_once(published: Current):
    client = desks.browser(desks.staff("membership"))
    twice = desks.register("membership", {"name": "髙﨑 花", "email": "hana@example.org"}, confirmed=True)
    text = (
        "会員名簿 2026年度,,,,\n作成,事務局,,,\n氏名,メール,区分,郵便番号,住所\n"
        "髙﨑 花,hana2@example.org,ふつうの会員,100-0001,東京都千代田区千代田1-1\n"
    )
    at = str(client.post(AT, {"form": "membership", "list": file(text)}).headers["Location"])
    assert "row 2" in client.get(at).content.decode()
    wrong = client.post(at, {"read": "1", "top": "9"})
    assert wrong.status_code == 422
    assert client.post(at, {"read": "1", "top": "3"}).status_code == 302
    page = client.get(at).content.decode()
    assert "区分" in page
    assert "事務局" not in page
    columns = {"column-0": "name", "column-1": "email", "column-2": "member_class", "column-3": "postcode"}
    ground = {**columns, "column-4": "address", "told-column": "", "told-day": "2026-05-01"}
    ground["consent-magazine-column"] = ""
    attested = {"way": "attest", "confirmed-day": "2026-05-01", "called-member_class-regular": "一般会員、ふつうの会員"}
    sure = SimpleUploadedFile("sure.pdf", b"the old system's log")
    assert said(client, at, **{**ground, **attested, "attested_sha256": sure}).status_code == 302
    looked = turns()
    assert [(r.column, r.field, r.code) for r in report_of(looked)] == []
    assert (looked.state, looked.accepted, looked.refused) == (OrderState.LOOKED, 1, 0)
    client.post(f"{at}begin/")
    assert turns().state == OrderState.DONE
    assert DuplicatePair.objects.filter(Q(first=twice.person) | Q(second=twice.person)).exists()
    next_one = str(client.post(AT, {"form": "membership", "list": file(text)}).headers["Location"])
    assert "ふつうの会員" in client.get(next_one).content.decode()
