"""A form, page by page, as a browser without JavaScript meets it."""

import re
from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client

from azukari.cli.instance_folder import STARTER
from azukari.core.forms import form_timestamp, submit
from azukari.core.forms.models import Channel, Submission
from azukari.core.mail.models import Message
from azukari.core.policy_versions.current import Current, current
from azukari.core.policy_versions.publish import publish
from azukari.demo.people import SETTER
from azukari.policy.asking import pages
from tests.cast import NOW
from tests.forms.by_hand import EN, JA, limits, post, stored
from tests.forms.filled import MEMBER, hidden, opened


def test_no_link_fills_a_form_in(client: Client, charter: Current):
    page = client.get("/en/forms/membership", {"name": "Marker Aoba", "email": "marker@example.org", "step": "check"})
    assert page.status_code == 200
    read = re.sub(r'href="[^"]*"', "", page.content.decode())  # the way to the other language leads to the same address
    assert 'name="email"' in read
    assert "marker" not in read.lower()


def test_every_form_opens_in_both_languages_and_is_kept_by_no_cache(client: Client, charter: Current):
    for lang in charter.policy.languages:
        for slug, form in charter.policy.forms.items():
            response = client.get(f"/{lang}/forms/{slug}")
            assert response.status_code == 200
            assert response.headers["Cache-Control"] == "no-store"
            assert not response.cookies
            html = response.content.decode()
            assert all(f'name="{field.id}"' in html for field in pages(form)[0].fields)


def test_from_the_fields_to_the_mail(client: Client, charter: Current):
    page = post(client, JA, opened(client, JA) | MEMBER | {"consent.magazine": "on"})
    assert page.status_code == 200
    html = page.content.decode()
    assert "髙﨑 花" in html
    assert "100-0001" in html
    assert stored() == (0, 0, 0)
    response = post(client, JA, hidden(html), "send")
    assert response.status_code == 303
    assert response.headers["Location"].startswith("/ja/waiting/")
    assert client.get(response.headers["Location"]).status_code == 200
    submission = Submission.objects.get()
    assert submission.consents == "magazine"
    assert submission.channel == Channel.PAGE
    assert submission.notice_id == hidden(html)["notice"]
    assert submission.lang == "ja"
    assert stored() == (1, 5, 1)


def test_boxes_are_not_ticked_and_optional_fields_say_so(client: Client, charter: Current):
    html = client.get(EN).content.decode()
    assert not re.search(r'type="checkbox"[^>]*checked', html)
    optional = [field for field in charter.policy.forms["membership"].fields if not field.required]
    assert html.count('class="optional"') == len(optional)


def test_an_error_keeps_what_was_typed_and_leads_to_the_field(client: Client, charter: Current):
    response = post(client, EN, opened(client, EN) | MEMBER | {"email": "hana", "consent.magazine": "on"})
    html = response.content.decode()
    assert response.status_code == 422
    assert '<a href="#f-email">' in html
    assert 'id="f-email"' in html
    assert 'value="hana"' in html
    assert 'value="　髙﨑　花 "' in html
    assert re.search(r'name="consent\.magazine"[^>]*checked', html)
    assert stored() == (0, 0, 0)


def test_a_step_back_keeps_everything(client: Client, charter: Current):
    checked = post(client, JA, opened(client, JA) | MEMBER).content.decode()
    html = post(client, JA, hidden(checked), "edit").content.decode()
    assert 'value="髙﨑 花"' in html
    assert 'role="alert"' not in html


@pytest.mark.parametrize("step", ["check", "send"])
def test_a_field_of_ones_own_is_refused(client: Client, charter: Current, step: str):
    response = post(client, JA, opened(client, JA) | MEMBER | {"birthdate": "1990-01-01"}, step)
    assert response.status_code == 422
    assert "1990-01-01" not in response.content.decode()
    assert stored() == (0, 0, 0)


def test_a_new_notice_is_shown_before_anything_is_taken(client: Client, charter: Current):
    before = opened(client, JA)
    text = STARTER.read_text("utf-8").replace("unconfirmed_days: 7", "unconfirmed_days: 5")
    publish(text, actor=SETTER, now=NOW, file="policy")
    response = post(client, JA, before | MEMBER)
    html = response.content.decode()
    assert response.status_code == 422
    assert hidden(html)["notice"] != before["notice"]
    assert "5日以内" in html
    assert 'value="　髙﨑　花 "' in html
    assert post(client, JA, hidden(html) | MEMBER).status_code == 200
    assert stored() == (0, 0, 0)


def test_the_page_has_the_field_that_people_do_not_see(client: Client, charter: Current):
    html = client.get(JA).content.decode()
    trap = re.search(r'<div class="honey" aria-hidden="true">.*?<input [^>]*name="([^"]*)"', html)
    assert trap
    assert trap[1] == "homepage-url"


def test_a_robot_that_fills_everything_is_told_so(client: Client, charter: Current):
    response = post(client, JA, opened(client, JA) | MEMBER | {"homepage-url": "https://example.org"})
    assert response.status_code == 422
    assert stored() == (0, 0, 0)


@pytest.mark.parametrize("made", ["", "1.x"])
def test_a_page_without_its_stamp_is_shown_again_with_one(client: Client, charter: Current, made: str):
    response = post(client, JA, opened(client, JA) | MEMBER | {"stamp": made})
    assert response.status_code == 422
    assert post(client, JA, hidden(response.content.decode()) | MEMBER).status_code == 200


def test_haste_is_asked_to_look_again(client: Client, charter: Current, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(form_timestamp, "QUICKEST", timedelta(minutes=1))
    assert post(client, JA, opened(client, JA) | MEMBER).status_code == 422


def test_over_the_limit_answers_wait_on_the_page(client: Client, charter: Current, monkeypatch: pytest.MonkeyPatch):
    with limits(submissions_per_network=1):
        first, checked = (hidden(post(client, JA, opened(client, JA) | MEMBER).content.decode()) for _ in range(2))
        assert post(client, JA, first, "send").status_code == 303
        response = post(client, JA, checked, "send")
        assert response.status_code == 429
        assert 0 < int(response.headers["Retry-After"]) <= 3600
        assert hidden(response.content.decode())["name"] == "髙﨑 花"
        assert Submission.objects.count() == 1
        monkeypatch.setattr("azukari.core.forms.visit.network_of", lambda _request: "198.51.100.0/24")
        assert post(client, JA, checked, "send").status_code == 303


def test_an_address_gets_only_so_many_mails_and_the_answer_does_not_tell(client: Client, charter: Current):
    with limits(confirmations_per_address=2):
        filled = [hidden(post(client, JA, opened(client, JA) | MEMBER).content.decode()) for _ in range(5)]
        filled[-1] |= {"email": "HANA@example.org"}
        answers = {post(client, JA, checked, "send").headers["Location"] for checked in filled}
    assert {re.sub(r"/waiting/[^/]+/", "/waiting/…/", answer) for answer in answers} == {"/ja/waiting/…/sent"}
    assert Submission.objects.count() == 5
    assert Message.objects.count() == 2


def test_the_address_comes_from_the_postcode(client: Client, charter: Current):
    html = post(
        client, JA, opened(client, JA) | {"postcode": "100-0001", "address": "千代田1-1"}, "address"
    ).content.decode()
    assert "東京都千代田区千代田1-1</textarea>" in html
    html = post(
        client, JA, opened(client, JA) | {"postcode": "9999999", "address": "somewhere"}, "address"
    ).content.decode()
    assert "somewhere</textarea>" in html
    assert "見つかりません" in html


def test_a_closed_form_says_so(client: Client, charter: Current, monkeypatch: pytest.MonkeyPatch):
    path = "/en/forms/plastic-free-river"
    monkeypatch.setattr("azukari.core.forms.pages.timezone.now", lambda: NOW.replace(year=2029))
    response = client.get(path)
    assert response.status_code == 200
    assert "<form" not in response.content.decode()
    assert post(client, path, {"name": "x"}).status_code == 409
    assert date(2028, 3, 31) == charter.policy.forms["plastic-free-river"].closes


@pytest.mark.parametrize("path", ["/ja/forms/nothing", "/en/forms/nothing/sent"])
def test_an_unknown_form_says_so(client: Client, charter: Current, path: str):
    response = client.get(path)
    assert response.status_code == 404
    assert "<h1>" in response.content.decode()


def test_before_the_first_policy_there_are_no_forms(client: Client, db: None):
    assert client.get("/ja/forms/").status_code == 404
    assert client.get(JA).status_code == 404


@pytest.mark.parametrize("type", ["application/json", "text/plain", "multipart/form-data; boundary=x"])
def test_another_content_type_is_answered_kindly(client: Client, charter: Current, type: str):
    response = client.post(JA, b"--x--", content_type=type)
    assert response.status_code == 415
    assert "<h1>" in response.content.decode()


def test_broken_encoding_is_a_problem_of_the_field(client: Client, charter: Current):
    body = urlencode({**opened(client, JA), **MEMBER, "step": "check"}).replace("name=", "name=%83%59%FF", 1).encode()
    response = client.post(JA, body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 422
    assert stored() == (0, 0, 0)


def test_too_much_is_answered_kindly(client: Client, charter: Current):
    response = client.post(JA, b"name=" + b"x" * 300_000, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 413


def test_a_form_without_an_address_leads_straight_to_the_receipt(client: Client, charter: Current):
    path = "/ja/forms/riverside-survey"
    checked = hidden(
        post(client, path, opened(client, path) | {"visits": "never", "uses": ["fishing", "walking"]}).content.decode()
    )
    assert checked["visits"] == "never"
    response = post(client, path, {**checked, "uses": ["fishing", "walking"]}, "send")
    assert response.headers["Location"].startswith("/ja/receipt/")
    assert client.get(response.headers["Location"]).status_code == 200
    assert Message.objects.count() == 0


def test_the_list_names_each_form(client: Client, charter: Current):
    html = client.get("/en/forms/").content.decode()
    assert all(form.title["en"] in html for form in current().policy.forms.values())
    assert submit.secret()


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", "Opens only for the Volunteer coordinator."), ("ja", "開けるのは、ボランティア担当だけです。")],
)
def test_beside_a_field_stands_who_opens_it_where_they_are_fewer_than_the_notice_names(
    client: Client, charter: Current, lang: str, words: str
) -> None:
    page = client.get(f"/{lang}/forms/volunteers").content.decode()
    name, phone = page.index('id="f-name"'), page.index('id="f-phone"')
    assert words not in page[name:phone].partition("</div>")[0]
    assert words in page[phone:].partition("</div>")[0]
