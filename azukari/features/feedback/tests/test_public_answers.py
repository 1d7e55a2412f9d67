"""Public answers: begun from a question without its asker, refused with anybody's data, found in both scripts."""

import pytest
from django.test import Client

from azukari.features.feedback.anonymous import fault, without
from azukari.features.feedback.models import PublicAnswer
from azukari.policy.terms import Category
from tests.console import desks

AT = "/console/forms/feedback/answers/"


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("Write to me at a.b@example.org please", True),
        ("ｙｕｉ＠ｅｘａｍｐｌｅ．ｊｐ へどうぞ", True),
        ("電話は 03-1234-5678 です", True),
        ("Call +81 90 1234 5678", True),
        ("二〇二六年、420 kg の袋。2026-11-27 10:00", False),
        ("See https://example.org/answers, section 3.2", False),
    ],
)
def test_what_may_not_stand_in_public(text: str, *, refused: bool):
    assert bool(fault(text)) is refused


def test_the_asker_is_taken_out_in_any_spelling():
    values = [(Category.NAME, "池田 花子"), (Category.EMAIL, "ikeda@example.org"), (Category.PHONE, "03-1234-5678")]
    text = "池田花子です。(池田さんと呼ばれます) IKEDA@example.org か 0312345678 へ。どこで眠りますか。"
    told = without(text, values)
    assert "どこで眠りますか" in told
    assert not any(word in told for word in ("花子", "example", "1234"))


@pytest.mark.django_db
def test_from_an_answered_question_to_a_page_that_finds_it():
    desks.publish()
    client = desks.browser(desks.staff("feedback"))
    asked = desks.register("feedback", {"name": "Hana Marsh", "message": "Hana Marsh here. Where do herons sleep?"})
    at = f"/console/forms/feedback/{asked.submission}/"
    client.post(f"{at}reply/", {"text": "In the alders.", "seen": "0"})
    assert "Begin a public answer" not in client.get(at).content.decode()  # sealed
    page = client.post(f"{at}open/", {"purpose": "feedback", "reason": "answer"}).content.decode()
    begun = {
        name: page.partition(f'name="{name}" value="')[2].partition('"')[0] for name in ("lang", "question", "answer")
    }
    assert "herons" in begun["question"]
    assert "Marsh" not in begun["question"]
    form = client.post(f"{AT}new/", {"step": "begin", **begun}).content.decode()
    assert "herons sleep" in form
    assert not PublicAnswer.objects.exists()
    typed = {
        "question_ja": "サギはどこで眠りますか",
        "answer_ja": "ハンノキです。",
        "question_en": "Where do herons sleep?",
    }
    assert client.post(f"{AT}new/", {**typed, "answer_ja": "a@example.org"}).status_code == 422
    assert client.post(f"{AT}new/", {"question_en": "Only a question"}).status_code == 422
    assert client.post(f"{AT}new/", typed).status_code == 302
    assert "ハンノキ" not in Client().get("/ja/answers").content.decode()  # not public yet
    entry = PublicAnswer.objects.get()
    stale = client.post(f"{AT}{entry.id}/", {**typed, "public": "yes", "version": "0"})
    assert stale.status_code == 409
    assert client.post(f"{AT}{entry.id}/", {**typed, "public": "yes", "version": str(entry.version)}).status_code == 302
    for text, found in (("ﾊﾝﾉｷ", True), ("さぎ 眠り", True), ("herons", True), ("kingfisher", False)):
        assert ("ハンノキ" in Client().post("/ja/answers", {"text": text}).content.decode()) is found
    assert "/en/answers" in Client().get("/en/contact").content.decode()
    assert desks.browser(desks.staff("magazine")).get(AT).status_code == 403
    assert client.get("/console/forms/membership/answers/").status_code in {403, 404}
