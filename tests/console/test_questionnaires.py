"""Questionnaires at the desk: a volunteer builds one by forms, tries it, publishes it; nobody else gets near it."""

import re

import pytest
import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from azukari.core.ledger.models import Entry, Pending
from azukari.features.questionnaires.document import read
from azukari.features.questionnaires.events import DELETED
from azukari.features.questionnaires.formats.tests.old import OLD
from azukari.features.questionnaires.invited.inviting import Sent
from azukari.features.questionnaires.models import MixedAnswers, Poll, PollState
from azukari.features.questionnaires.yaml_file import from_yaml
from tests.console import desks
from tests.console.addresses import PAGES

pytestmark = pytest.mark.django_db

OURS = sorted(name for name in PAGES if name.startswith("console-questionnaire"))
NAMED = {
    "console-questionnaires", "console-questionnaire-new", "console-questionnaire", "console-questionnaire-settings",
    "console-questionnaire-publish", "console-questionnaire-close", "console-questionnaire-delete",
    "console-questionnaire-trial",
    "console-questionnaire-file", "console-questionnaire-import", "console-questionnaire-page",
    "console-questionnaire-page-remove", "console-questionnaire-question", "console-questionnaire-change",
    "console-questionnaire-invite", "console-questionnaire-formats", "console-questionnaire-qr",
    "console-questionnaire-country",
}  # fmt: skip


@pytest.fixture
def desk(published):
    return desks.browser(desks.staff("questionnaires"))


def _new(desk, linked: str = "no") -> str:
    said = {"title_ja": "川の調査", "title_en": "The river", "lead_ja": "", "lead_en": "", "linked": linked}
    answer = desk.post(reverse("console-questionnaire-new"), said)
    assert answer.status_code == 302, answer.content.decode()
    return "the-river"


def _version() -> str:
    return str(Poll.objects.get(slug="the-river").revision)


def _add(desk, type: str, **said: str):
    at = reverse("console-questionnaire-question", args=["the-river", "new"]) + f"?kind={type}&page=page-1"
    assert desk.get(at).status_code == 200
    usual = {"required": "no", "random": "no", "version": _version(), "show_if": ""}
    return desk.post(at, {**usual, **said})


def _choice(desk, **more: str):
    words = {"label_ja": "行きますか", "label_en": "Do you go?", "option0_ja": "はい", "option0_en": "Yes"}
    return _add(desk, "single", **{**words, "option1_ja": "いいえ", "option1_en": "No", "required": "yes", **more})


def test_what_is_wrong_is_said_of_a_page_by_its_number(desk):
    _new(desk)
    told = desk.get(reverse("console-questionnaire", args=["the-river"])).content.decode().partition('id="faults"')[2]
    assert "<strong>Page 1</strong>: This page has no question." in told


def test_each_page_is_closed_to_whoever_serves_no_questionnaires(published, desk):
    assert {*OURS} == NAMED
    _new(desk)
    given = {"poll": "the-river", "page": "page-1", "question": "do_you_go", "format": "yaml", "code": "ja"}
    others = desks.browser(desks.staff("membership"))
    for name in OURS:
        wanted = re.findall(r"<slug:(\w+)>", PAGES[name][0])
        at = reverse(name, kwargs={each: given[each] for each in wanted})
        if name == "console-questionnaires":
            assert "The river" not in others.get(at).content.decode()
            continue
        post_only = name.endswith(("publish", "close", "delete", "change", "remove"))
        answer = others.post(at) if post_only else others.get(at)
        assert answer.status_code == 403, name


def test_a_volunteer_builds_tries_publishes_and_closes_one(desk):
    _new(desk)
    at = reverse("console-questionnaire", args=["the-river"])
    assert "There is no question yet" in desk.get(at).content.decode()
    assert _choice(desk).status_code == 302
    assert _add(desk, "short_text", label_ja="どこ", label_en="Where?", show_if='do_you_go == "yes"').status_code == 302
    shown = desk.get(reverse("console-questionnaire", args=["the-river"])).content.decode()
    forms = shown.split('class="move-question"')[1:]
    assert [("↑" in each, "↓" in each) for each in (forms[0], forms[-1])] == [(False, True), (True, False)]
    moved = reverse("console-questionnaire-change", args=["the-river", "where"])
    desk.post(moved, {"move": "up", "version": _version()})
    page = desk.get(at).content.decode()
    assert "is asked later" in page
    refused = desk.post(reverse("console-questionnaire-publish", args=["the-river"]), {"version": _version()})
    assert refused.status_code == 422
    assert "It is not published yet." in refused.content.decode(), "what stood there before does not say so"
    desk.post(moved, {"move": "down", "version": _version()})
    assert (
        desk.post(reverse("console-questionnaire-publish", args=["the-river"]), {"version": _version()}).status_code
        == 302
    )
    trial = reverse("console-questionnaire-trial", args=["the-river"])
    shown = desk.get(trial, {"lang": "ja"})
    assert "これはお試しです" in shown.content.decode()
    assert "frame-ancestors 'self'" in shown.headers["Content-Security-Policy"]
    page = desk.get(reverse("console-questionnaire", args=["the-river"]))
    assert page.content.decode().count("<iframe") == 4
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    sent = desk.post(trial, {"step": "send", "page": "check", "do_you_go": "no", "seed": "1", "trial_lang": "en"})
    assert sent.headers["Location"].endswith("?done=tested")
    assert MixedAnswers.objects.get().is_test
    publishes = reverse("console-questionnaire-publish", args=["the-river"])
    assert publishes not in page.content.decode(), "there is nothing to publish"
    _choice(desk, label_en="And then?")
    assert "Publish the changes" in desk.get(at).content.decode()
    desk.post(reverse("console-questionnaire-close", args=["the-river"]), {"version": _version()})
    assert publishes in desk.get(at).content.decode()
    assert Poll.objects.get().state == PollState.CLOSED


def test_a_draft_is_deleted_by_a_second_press(desk, published):
    _new(desk)
    _choice(desk)
    at, page = (reverse(name, args=["the-river"]) for name in ("console-questionnaire-delete", "console-questionnaire"))
    assert at in desk.get(page).content.decode()
    stale = desk.post(at, {"version": "1"})
    assert stale.status_code == 409, "somebody changed it meanwhile"
    assert "To correct before publishing" not in stale.content.decode()
    country = reverse("console-questionnaire-country", args=["the-river"])
    desk.post(country, {"country": "TW", "title_ja": "台湾", "title_en": "Taiwan", "version": _version()})
    assert at not in desk.get(page).content.decode()
    assert "were made from it" in desk.post(at, {"version": _version()}).content.decode()
    assert "(Taiwan)" in desk.get(reverse("console-questionnaires")).content.decode(), "told apart from the first"
    Poll.objects.get(slug="the-river-tw").delete()
    answer = desk.post(at, {"version": _version()}, follow=True)
    assert "The questionnaire is deleted." in answer.content.decode()
    assert not Poll.objects.exists()
    recorded = [*Pending.objects.values_list("kind", flat=True), *Entry.objects.values_list("kind", flat=True)]
    assert DELETED.name in recorded


def test_what_was_published_once_is_not_deleted(desk):
    _new(desk)
    _choice(desk)
    desk.post(reverse("console-questionnaire-publish", args=["the-river"]), {"version": _version()})
    desk.post(reverse("console-questionnaire-close", args=["the-river"]), {"version": _version()})
    at = reverse("console-questionnaire-delete", args=["the-river"])
    assert at not in desk.get(reverse("console-questionnaire", args=["the-river"])).content.decode()
    answer = desk.post(at, {"version": _version()})
    assert (answer.status_code, "cannot be deleted" in answer.content.decode()) == (422, True)
    assert Poll.objects.get().state == PollState.CLOSED


def test_a_question_with_words_in_one_language_only_is_kept_back(desk):
    _new(desk)
    answer = _choice(desk, label_en="")
    assert answer.status_code == 422
    answer = _choice(desk, option1_en="")
    assert (answer.status_code, "Write it in English as well" in answer.content.decode()) == (422, True)


def test_a_long_text_whose_limit_is_left_blank_has_the_usual_one_of_long_texts(desk):
    _new(desk)
    said = {"label_ja": "ご感想", "label_en": "What do you think?"}
    assert _add(desk, "long_text", **said, longest="300").status_code == 302
    at = reverse("console-questionnaire-question", args=["the-river", "what_do_you_think"])
    blank = {**said, "required": "no", "show_if": "", "longest": "", "version": _version()}
    assert desk.post(at, blank).status_code == 302
    (question,) = read(Poll.objects.get().draft).questions
    assert question.longest == 2000


def test_somebody_elses_change_is_not_lost(desk):
    _new(desk)
    _choice(desk)
    answer = _add(desk, "date", label_ja="いつ", label_en="When?", version="1")
    assert answer.status_code == 409
    assert [question["id"] for page in Poll.objects.get().draft["pages"] for question in page["questions"]] == [
        "do_you_go"
    ]


def test_a_questionnaire_goes_out_as_a_file_and_comes_in_again(desk):
    _new(desk)
    _choice(desk)
    text = desk.get(reverse("console-questionnaire-file", args=["the-river", "yaml"])).content.decode()
    assert read(from_yaml(text)).title["en"] == "The river"
    at = reverse("console-questionnaire-import", args=["the-river"])
    changed = text.replace("The river", "The brook")
    assert desk.post(at, {"document": changed, "version": _version()}).status_code == 302
    assert Poll.objects.get().draft["title"]["en"] == "The brook"
    wrong = desk.post(at, {"document": text.replace("type: single", "type: guess"), "version": _version()})
    assert (wrong.status_code, "is one of" in wrong.content.decode()) == (422, True)


def test_settings_hold_quotas_and_pages_their_conditions(desk):
    _new(desk)
    _choice(desk)
    said = {
        "title_ja": "川の調査",
        "title_en": "The river",
        "lead_ja": "",
        "lead_en": "",
        "linked": "no",
        "who": "everybody",
        "version": _version(),
    }
    said |= {"quota0_where": 'do_you_go == "yes"', "quota0_most": "5", "closes_at": "2027-01-31T17:00"}
    at = reverse("console-questionnaire-settings", args=["the-river"])
    assert "“Do you go?” is not “Yes”" in desk.get(at).content.decode()
    assert desk.post(at, said).status_code == 302
    page = {
        "title_ja": "次",
        "title_en": "Next",
        "random": "no",
        "show_if": 'do_you_go == "maybe"',
        "version": _version(),
    }
    assert desk.post(reverse("console-questionnaire-page", args=["the-river", "new"]), page).status_code == 302
    shown = desk.get(reverse("console-questionnaire", args=["the-river"])).content.decode()
    assert "0 of 5 places are taken" in shown
    assert "no option" in shown
    remove = reverse("console-questionnaire-page-remove", args=["the-river", "page-2"])
    assert desk.post(remove, {"version": _version()}).status_code == 302
    assert Poll.objects.get().closes_at is not None


def test_a_condition_is_offered_of_what_was_asked_before_in_whatever_order_alone(desk):
    _new(desk)
    _choice(desk)
    _add(desk, "short_text", label_ja="どこ", label_en="Where")
    at = reverse("console-questionnaire-question", args=["the-river", "where"])
    new = reverse("console-questionnaire-question", args=["the-river", "new"]) + "?kind=short_text&page=page-1"

    def offered() -> list[list[str]]:
        return [[each.id for each in desk.get(address).context["earlier"]] for address in (at, new)]

    assert offered() == [["do_you_go"], ["do_you_go", "where"]]
    page = {"title_ja": "", "title_en": "", "random": "yes", "show_if": "", "version": _version()}
    assert desk.post(reverse("console-questionnaire-page", args=["the-river", "page-1"]), page).status_code == 302
    assert offered() == [[], []], "on a page in random order nothing stands before anything"


def test_a_condition_is_chosen_as_a_sentence_and_an_expression_is_kept_as_it_was_written(desk):
    _new(desk)
    _choice(desk)
    _add(desk, "short_text", label_ja="どこ", label_en="Where", show_if_choice='do_you_go != "no"')

    def held():
        return Poll.objects.get().draft["pages"][0]["questions"][1].get("show_if", "")

    def answer(**said: str):
        at = reverse("console-questionnaire-question", args=["the-river", "where"])
        usual = {"label_ja": "どこ", "label_en": "Where", "required": "no", "version": _version()}
        shown = desk.get(at).context["form"]
        kept = {name: shown[name].value() for name in ("show_if", "show_if_choice")}
        assert desk.post(at, {**usual, **kept, **said}).status_code == 302
        return desk.get(at).content.decode()

    assert held() == 'do_you_go != "no"'
    page = answer()
    assert held() == 'do_you_go != "no"', "what was left alone stays"
    assert re.search(r"selected>\s*“Do you go\?” is not “No”<", page)
    page = answer(show_if='has(do_you_go) && do_you_go == "yes"')
    assert held() == 'has(do_you_go) && do_you_go == "yes"', "whoever types one means it"
    assert re.search(r'value="written" selected', page)
    answer()
    assert held() == 'has(do_you_go) && do_you_go == "yes"'
    page = answer(show_if_choice='do_you_go == "no"')
    assert held() == 'do_you_go == "no"', "and whoever then chooses a sentence means that"
    assert 'name="show_if" type="text" value=""' in page
    answer(show_if_choice="none")
    assert held() == ""


def test_a_volunteer_reads_a_file_sees_what_is_lost_and_keeps_it(desk):
    _new(desk)
    at = reverse("console-questionnaire-import", args=["the-river"])
    shown = desk.post(at, {"file": SimpleUploadedFile("old.lss", OLD.encode())})
    text = shown.content.decode()
    assert (shown.status_code, "sum(Q1_a) &gt; 3" in text, Poll.objects.get().revision) == (200, True, 1)
    document = shown.context["document"]["document"].initial
    assert desk.post(at, {"document": document, "version": "1"}).status_code == 302
    assert Poll.objects.get().draft["title"]["en"] == "Old"
    assert desk.post(at, {"file": SimpleUploadedFile("a.lss", b"x")}).status_code == 422
    assert desk.post(at, {"file": ""}).status_code == 422
    assert "LimeSurvey" in desk.get(reverse("console-questionnaire-formats", args=["the-river"])).content.decode()
    for format in ("yaml", "lss", "xlsx"):
        assert desk.get(reverse("console-questionnaire-file", args=["the-river", format])).status_code == 200


def test_an_open_one_is_handed_on_by_link_and_qr_code(desk, settings):
    _new(desk)
    _choice(desk)
    picture = reverse("console-questionnaire-qr", args=["the-river", "en"])
    assert desk.get(picture).status_code == 404  # nobody can answer a draft
    desk.post(reverse("console-questionnaire-publish", args=["the-river"]), {"version": _version()})
    shown = desk.get(reverse("console-questionnaire", args=["the-river"])).content.decode()
    for lang in ("ja", "en"):
        address = f"{settings.AZUKARI.base_url}/{lang}/questionnaires/the-river"
        assert f'value="{address}"' in shown
        code = segno.make(address, error="m")
        path = re.findall(r'd="([^"]+)"', code.svg_inline(scale=4, border=4, lineclass=None))[-1]
        assert path in shown
    sent = desk.get(picture)
    assert sent["Content-Type"] == "image/png"
    assert sent.content.startswith(b"\x89PNG")
    Poll.objects.update(by_invitation=True)
    assert desk.get(picture).status_code == 404  # a link alone lets nobody in


@pytest.mark.parametrize(
    ("said", "at_field", "words"),
    [
        ({"option0_en": ""}, "f-option0_en-error", "Write it in English as well"),
        ({"option1_ja": ""}, "f-option1_ja-error", "Write it in Japanese as well"),
        ({"hint_ja": "来年の話です"}, "f-hint_en-error", "Write it in English as well"),
        ({"option1_en": "Yes"}, "f-option1_en-error", "Number 1 has the same text."),
    ],
)
def test_an_option_in_one_language_or_said_twice_is_told_at_its_field(said, at_field, words, desk):
    _new(desk)
    answer = _choice(desk, **said)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert at_field in page
    assert words in page.partition(at_field)[2][:300]
    assert "“label”" not in page


def test_one_choice_offers_no_option_that_excludes_the_others(desk):
    _new(desk)
    for kind, offers in (("single", False), ("ranking", False), ("multiple", True)):
        at = reverse("console-questionnaire-question", args=["the-river", "new"]) + f"?kind={kind}&page=page-1"
        page = desk.get(at).content.decode()
        assert "with a text field" in page
        assert ("excludes the others" in page) is offers


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"opens_at": "2030-02-01T10:00", "closes_at": "2030-01-31T10:00"}, "It would close before it opens."),
        ({"quota0_most": "ten"}, "Write a whole number"),
        ({"linked": "yes", "who": "invited"}, "cannot be linked"),
        ({"lead_ja": "はじめに"}, "Write it in English as well"),
    ],
)
def test_settings_that_cannot_be_are_told_and_change_nothing(changed, words, desk):
    _new(desk)
    said = {"title_ja": "川", "title_en": "Rivers", "linked": "no", "who": "everybody", "version": _version()}
    answer = desk.post(reverse("console-questionnaire-settings", args=["the-river"]), {**said, **changed})
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert Poll.objects.get().draft["title"]["en"] == "The river"
    assert Poll.objects.get().closes_at is None


def test_trying_out_what_hangs_on_a_deleted_question_leads_back_to_the_page_that_says_so(desk):
    _new(desk)
    at, trial = (
        reverse("console-questionnaire", args=["the-river"]),
        reverse("console-questionnaire-trial", args=["the-river"]),
    )
    assert desk.get(trial).headers["Location"] == at, "nothing is asked yet"
    _choice(desk)
    _add(desk, "short_text", label_ja="なぜ", label_en="Why not?", longest="20", show_if_choice='do_you_go == "no"')
    assert desk.get(trial).status_code == 200
    change = reverse("console-questionnaire-change", args=["the-river", "do_you_go"])
    assert desk.post(change, {"move": "remove", "version": _version()}).status_code == 302
    for answer in (desk.get(trial), desk.post(trial, {"step": "next"})):
        assert (answer.status_code, answer.headers.get("Location")) == (302, at)
    assert "do_you_go" in desk.get(at).content.decode().partition('id="faults"')[2]


def test_who_has_no_address_is_said_apart_from_those_who_are_written_to(desk, monkeypatch):
    _new(desk)
    Poll.objects.update(by_invitation=True, state=PollState.OPEN)
    monkeypatch.setattr(
        "azukari.features.questionnaires.desk.inviting.may_invite", lambda _policy, _purposes: ["questionnaire"]
    )
    monkeypatch.setattr("azukari.features.questionnaires.desk.inviting.invite", lambda *_args, **_more: Sent(3, 2))
    for judged in ("authorize", "insist_that_it_serves"):
        monkeypatch.setattr(f"azukari.features.questionnaires.desk.inviting.{judged}", lambda *_args, **_more: True)
    at = reverse("console-questionnaire-invite", args=["the-river"])
    answer = desk.post(at, {"purpose": "questionnaire", "whom": "new", "version": _version()})
    assert answer.headers["Location"].endswith("/?done=invited&left=2")
    page = desk.get(answer.headers["Location"]).content.decode()
    assert "2 people have no address that mail may go to and were left out." in page
    for left in ("0", "", "many", "-1"):
        page = desk.get(reverse("console-questionnaire", args=["the-river"]), {"done": "invited", "left": left})
        assert "The invitations are on their way.</p>" in page.content.decode()
