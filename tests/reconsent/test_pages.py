"""The question on a page: behind the mailed link and on the own page. Opening it changes nothing; a button does."""

import json
from datetime import timedelta

import pytest
from django.test import Client

from azukari.core.consent.models import Grant
from azukari.core.ledger.models import Pending
from azukari.core.mail.models import Message
from azukari.features.reconsent.answer import agree
from azukari.features.reconsent.letters import LINK, receipt
from azukari.features.reconsent.models import Asked, Question, ReconsentAnswer
from azukari.features.reconsent.tend import end, tend
from tests.cast import Known
from tests.charter.widened import another_hand, phone_too, publish_widened, says_more
from tests.reconsent.asked import words
from tests.rights.desk import Own

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(hanako: Known, present) -> str:
    """Where Hanako's mail leads to."""
    publish_widened(phone_too, says_more, now=present)
    tend(present)
    asked = Asked.objects.get()
    whole = LINK.address(asked.id, lang="ja", expires=asked.round.ends_at)
    return "/ja/" + whole.partition("/ja/")[2]


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_opening_the_link_shows_the_old_words_and_the_new_and_changes_nothing(path: str, lang: str):
    before = (Grant.objects.count(), Pending.objects.count(), Question.objects.count())
    page = Client().get(path.replace("/ja/", f"/{lang}/"))
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert not page.cookies
    html = page.content.decode()
    assert {"ja": "月に一度のメールマガジン", "en": "our monthly email magazine"}[lang] in html
    assert {"ja": "協力団体のお知らせ", "en": "news of partners"}[lang] in html
    assert Client().head(path).status_code == 200
    assert (Grant.objects.count(), Pending.objects.count(), Question.objects.count()) == before


def test_yes_is_recorded_and_leads_to_the_receipt(path: str, hanako: Known, present):
    client = Client()
    assert client.post(path, {"answer": "yes", "words": words(hanako, present)}).status_code == 303
    html = client.get(path).content.decode()
    assert "同意をいただきました" in html
    receipt = json.loads(client.get(f"{path}/receipt.json").content)
    assert receipt["@type"] == "dpv:ConsentReceipt"
    assert hanako.visitor.name not in json.dumps(receipt, ensure_ascii=False)
    assert client.post(path, {"answer": "yes", "words": "x"}).status_code == 200  # a second click
    assert Grant.objects.filter(person=hanako.id, charter=2).count() == 1


def test_no_is_recorded_and_may_become_a_yes(path: str, hanako: Known, present):
    client = Client()
    assert client.post(path, {"answer": "no", "words": words(hanako, present)}).status_code == 303
    assert "答え直せます" in client.get(path).content.decode()
    assert Asked.objects.get().state == ReconsentAnswer.DECLINED
    client.post(path, {"answer": "yes", "words": words(hanako, present)})
    assert Asked.objects.get().state == ReconsentAnswer.AGREED


@pytest.mark.parametrize(("data", "status"), [({}, 422), ({"answer": "perhaps"}, 422), ({"answer": "yes"}, 409)])
def test_what_makes_no_sense_or_was_not_read_is_asked_anew(path: str, data: dict[str, str], status: int):
    answer = Client().post(path, data)
    assert answer.status_code == status
    assert "はい、同意します" in answer.content.decode()
    assert ('<a href="#f-answer">' in answer.content.decode()) is (status == 422)
    assert Asked.objects.get().state == ReconsentAnswer.WAITING


def test_a_forged_link_leads_nowhere(path: str):
    assert Client().get(path[:-9] + ("A" if path[-9] != "A" else "B") + path[-8:]).status_code == 404
    assert Client().get(f"{path}/receipt.json").status_code == 404  # nobody has agreed


def test_after_the_end_the_page_says_so(path: str, hanako: Known, present):
    read = words(hanako, present)
    end(2, actor="operator", now=present)
    assert "お返事の期間は終わりました" in Client().get(path).content.decode()
    Client().post(path, {"answer": "yes", "words": read})
    assert Asked.objects.get().state == ReconsentAnswer.WAITING


def too_old(path: str, present) -> str:
    """The same link as it is once its time is over."""
    whole = LINK.address(Asked.objects.get().id, lang="ja", expires=present - timedelta(days=1))
    return "/ja/" + whole.partition("/ja/")[2]


def test_a_link_whose_time_is_over_shows_nothing_answers_nothing_and_hands_out_no_receipt(
    path: str, hanako: Known, present
):
    read, old = words(hanako, present), too_old(path, present)
    for answer in (Client().get(old), Client().post(old, {"answer": "yes", "words": read})):
        assert answer.status_code == 410
        assert "このリンクは期限が過ぎています" in answer.content.decode()
        assert "協力団体のお知らせ" not in answer.content.decode()
    assert Asked.objects.get().state == ReconsentAnswer.WAITING
    Client().post(path, {"answer": "yes", "words": read})
    assert Client().get(f"{path}/receipt.json").status_code == 200
    assert Client().get(f"{old}/receipt.json").status_code == 410


def test_the_link_of_a_round_that_is_over_answers_in_no_later_round(path: str, hanako: Known, present):
    end(2, actor="operator", now=present)
    publish_widened(phone_too, says_more, another_hand, now=present)
    read = words(hanako, present)
    Client().post(path, {"answer": "yes", "words": read})
    assert not Grant.objects.filter(person=hanako.id, charter=3).exists()
    assert [asked.state for asked in Asked.objects.all()] == [ReconsentAnswer.WAITING]


def test_the_receipts_mail_leads_there_for_a_month_however_soon_the_round_ends(path: str, hanako: Known, present):
    late = Asked.objects.get().round.ends_at - timedelta(days=1)
    given = agree(hanako.id, words=words(hanako, late), lang="ja", now=late)
    mail = receipt(Message(kind="reconsent:receipt", reference=given.asked, lang="ja"), late)
    token = mail.action[1].rpartition("/")[2]
    assert LINK.opened(token, now=late + timedelta(days=29)).id == given.asked


def test_the_own_page_offers_the_question_and_takes_the_answer(path: str, own: Own, hanako: Known, present):
    assert "/en/me/question" in own.get()
    html = own.get("/question")
    assert "news of partners" in html
    assert (
        own.client.post("/en/me/question", {"answer": "yes", "words": words(hanako, present, "en")}).status_code == 403
    )
    refused = own.post("/question", answer="perhaps")
    assert refused.status_code == 422
    assert '<a href="#f-answer">' in refused.content.decode()
    assert '<button id="f-answer"' in refused.content.decode()
    assert own.post("/question", answer="yes", words="0" * 64).status_code == 409
    answer = own.post("/question", answer="yes", words=words(hanako, present, "en"))
    assert answer.headers["Location"] == "/en/me?done=agreed"
    html = own.get("?done=agreed")
    assert "/en/me/question" not in html
    assert "You agreed to policy 2" in html
    assert "You agreed to the change of our policy" in html
    assert own.client.get("/en/me/question").status_code == 303


def test_whoever_had_no_mail_may_answer_on_the_own_page(path: str, own: Own, hanako: Known, present):
    Asked.objects.all().delete()
    own.post("/question", answer="no", words=words(hanako, present, "en"))
    assert Asked.objects.get().state == ReconsentAnswer.DECLINED


def test_without_a_round_the_own_page_asks_nothing(own: Own):
    assert "/me/question" not in own.get()
