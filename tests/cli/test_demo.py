"""`azukari demo`: everything in one go, twice the same, and pages that a person can use."""

import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from azukari.demo.crowd import PEOPLE
from azukari.demo.members import MEMBERS
from azukari.demo.people import VISITORS
from azukari.demo.volunteers import HELPERS
from azukari.site import demo as own_demo
from tests.browser import axe, fits, photograph
from tests.cli.command import azukari, one_sentence
from tests.live import Program
from tests.postgres import free_port

_HERE = Path(__file__).resolve().parents[2]
_with_its_pages = pytest.mark.browser
"""Looks at the demonstration that tests with a browser look at, which takes ten seconds to make."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory, environment):
    """The demonstration, served by the command itself."""
    port = free_port()
    program = Program(tmp_path_factory.mktemp("demo") / "demo", f"http://127.0.0.1:{port}", environment)
    words = ["demo", "--dir", str(program.root), "--port", str(port), "--lang", "en"]
    with program.log.open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-P", "-m", "azukari.cli", *words], cwd=_HERE, env=environment, stdout=log, stderr=log
        )
    for _ in range(1800):
        try:
            urllib.request.urlopen(f"{program.url}/healthz", timeout=5).close()
            break
        except OSError:
            assert server.poll() is None, program.said()
            time.sleep(0.1)
    else:
        server.kill()
        raise AssertionError("The demonstration did not answer within three minutes.")
    yield program
    server.send_signal(signal.SIGTERM)
    assert server.wait(timeout=40) == 0


@_with_its_pages
def test_it_says_where_to_look_and_how_to_sign_in(demo):
    said = demo.said()
    for place in ("/en/", "/en/demo/mail", "/console/", "/en/demo/staff", "/ledger/"):
        assert f"{demo.url}{place}" in said
    forms = sum(len(visitor.kinds) for visitor in VISITORS) + len(MEMBERS) + len(HELPERS)
    assert int(re.findall(r"(\d+) filled-in forms", said)[0]) > forms + PEOPLE


@_with_its_pages
def test_the_sample_people_came_in_by_the_door(demo):
    done = demo.azukari("doctor", check=False)
    assert "ok       vault-orphans" in done.stdout


@_with_its_pages
def test_its_magazine_takes_a_second_person_by_its_policy(demo):
    with urllib.request.urlopen(f"{demo.url}/en/privacy", timeout=20) as page:
        assert "Each issue is approved by a second person before it goes out." in page.read().decode()


@_with_its_pages
def test_again_it_adds_nobody(demo):
    said = demo.azukari("demo", "--port", demo.url.rpartition(":")[2], "--no-serve").stdout
    assert "filled-in forms" not in said
    assert f"{demo.url}/ja/demo/mail" in said


@_with_its_pages
def test_on_another_port_the_links_in_its_mail_would_lead_nowhere(demo):
    done = demo.azukari("demo", "--port", "1", "--no-serve", check=False)
    assert done.returncode == 1
    assert one_sentence(done.stderr)
    assert demo.url in done.stderr


def test_a_real_instance_is_not_turned_into_one(tmp_path):
    root = tmp_path / "real"
    assert azukari("init", str(root)).returncode == 0
    done = azukari("demo", "--dir", str(root), "--no-serve")
    assert done.returncode == 1
    assert one_sentence(done.stderr)


def test_outside_a_demonstration_its_pages_do_not_exist(client, charter):
    for path in ("/ja/demo/mail", "/ja/demo/staff", "/en/style"):
        assert client.get(path).status_code == 404


_PAGES = {
    "": "tour",
    "demo/mail": "",
    "demo/staff": "",
    "forms/membership": "membership-form",
}  # with its picture's name


@pytest.mark.browser
@pytest.mark.looks
@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("width", [320, 1280])
def test_its_pages_are_for_everybody(demo, open_page, lang, width):
    page = open_page(lang=lang, width=width)
    for path, name in _PAGES.items():
        page.goto(f"{demo.url}/{lang}/{path}")
        fits(page)
        axe(page)
        if name and (lang, width) == ("en", 1280):
            photograph(page, name)


@pytest.mark.browser
def test_a_mail_is_shown_as_text_with_links_to_this_instance_alone(demo, open_page):
    page = open_page(lang="en", javascript=False)
    page.goto(f"{demo.url}/en/demo/mail")
    page.locator(".card a").last.click()
    hrefs = re.findall(r'href="(http[^"]+)"', page.locator(".document").inner_html())
    assert hrefs
    assert all(href.startswith(f"{demo.url}/") for href in hrefs)


@pytest.mark.browser
@pytest.mark.parametrize(("lang", "javascript", "width"), [("ja", False, 320), ("en", True, 1280)])
def test_a_poll_is_answered_by_keyboard_with_and_without_scripts(demo, open_page, lang, javascript, width):
    page, look = open_page(lang=lang, javascript=javascript, width=width), axe if javascript else fits
    page.goto(f"{demo.url}/{lang}/questionnaires/riverside-poll")
    look(page)
    onward = page.locator("p.buttons button[value=next]")
    onward.press("Enter")
    page.locator("#errors a").press("Enter")
    page.locator("#f-visits").press("Space")
    onward.press("Enter")
    page.locator("input[value=fishing]").press("Space")
    if not javascript:  # else the next question is there at once
        onward.press("Enter")
    page.locator("#f-fish").fill("mail@example.org")
    onward.press("Enter")
    page.locator("#errors a").press("Enter")
    page.locator("#f-fish").fill("ayu")
    page.locator("button.language").press("Enter")
    other = {"ja": "en", "en": "ja"}[lang]
    assert page.locator("html").get_attribute("lang") == other
    assert page.locator("#f-fish").input_value() == "ayu"
    look(page)
    onward.press("Enter")
    page.locator("button[value='up.order.light']").press("Enter")
    assert page.locator("select[name='order.light']").input_value() == "2"
    assert page.locator("select[name='order.benches']").input_value() == "3"
    page.locator("input[name='content.light']").first.press("Space")
    fits(page)
    look(page)
    onward.press("Enter")
    assert "ayu" in page.inner_text("main")
    look(page)
    photograph(page, "questionnaire-check")
    page.locator("p.buttons button[value=send]").press("Enter")
    page.wait_for_url("**/thanks")
    look(page)


@pytest.mark.browser
def test_one_can_sign_in_as_staff_with_what_the_page_shows(demo, open_page):
    page = open_page(lang="en")
    page.goto(f"{demo.url}/en/demo/staff")
    address, password, code = (page.locator("section").first.locator("code").nth(n).inner_text() for n in range(3))
    page.goto(f"{demo.url}/console/")
    page.locator("input[type=email], input[name=login]").first.fill(address)
    page.locator("input[type=password]").fill(password)
    page.locator("form button[type=submit]").first.click()
    page.locator("input[name=code]").fill(code)
    page.locator("form button[type=submit]").first.click()
    page.wait_for_url(f"{demo.url}/console/")
    axe(page)
    photograph(page, "console")


@pytest.mark.browser
def test_one_click_is_a_member_of_staff_and_the_tour_ticks_what_was_done(demo, open_page):
    page = open_page(lang="en", width=320)
    page.goto(f"{demo.url}/en/")
    assert page.locator(".tour .is-done").count() == 0
    page.goto(f"{demo.url}/en/demo/staff")
    page.locator("section", has_text="Membership desk").get_by_role("button").click()
    page.wait_for_url(f"{demo.url}/console/")
    assert page.locator(".rail-duties").inner_text() == "Membership desk"
    assert page.locator(".bars .bar").count() == 12, "Each month of the year has somebody."
    page.goto(f"{demo.url}/console/members/membership/")
    page.locator("tbody a").first.click()
    page.locator("input[name=purpose]").first.check()
    page.locator("input[name=reason]").first.check()
    page.locator("form[action$='open/'] button[type=submit]").first.click()
    page.goto(f"{demo.url}/en/")
    assert page.locator(".tour .is-done a").all_inner_texts() == ["Look as a member of staff"]


@pytest.mark.browser
def test_nobody_is_made_staff_by_another_site(demo, open_page):
    page = open_page(lang="en")
    page.goto(f"{demo.url}/en/demo/staff")
    address = page.locator("form[action*='/console/demo/']").first.get_attribute("action")
    answer = page.request.post(f"{demo.url}{address}", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status == 403


@pytest.mark.browser
def test_a_mail_shows_who_sent_it_and_all_of_its_parts(demo, open_page):
    page = open_page(lang="en")
    page.goto(f"{demo.url}/en/demo/mail")
    assert "office@example.org" in page.locator(".card").first.inner_text()
    page.locator(".card a").first.click()
    page.locator("a[href$='/page']").click()
    assert page.locator("body").inner_text().strip()
    assert page.evaluate("getComputedStyle(document.body).margin") is not None


def test_each_demonstration_has_passwords_of_its_own(monkeypatch):
    told = set()
    for secret in (bytes(32), bytes([1]) * 32):
        monkeypatch.setattr("azukari.lib.instance_secret.newest", lambda _instance, secret=secret: secret)
        for email in ("one@example.org", "two@example.org"):
            assert own_demo.password(email) == own_demo.password(email)
            told |= {own_demo.password(email), own_demo.totp_secret(email)}
    assert len(told) == 8


_DESKS = (
    (0, "members/", "desk-members"),
    (1, "volunteers/", "desk-volunteers"),
    (2, "magazine/", "desk-magazine"),
    (3, "feedback/", "desk-inbox"),
    (3, "rights/", "desk-requests"),
    (5, "controls/", "desk-controls"),
)
"""The place of somebody on the page of staff, a page of their desk, and its picture in the guide."""


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_everybody_on_its_page_of_staff_gets_to_their_desk_by_one_click(demo, open_page, lang):
    page, at = open_page(lang=lang, width=1280), None
    for place, path, name in _DESKS:
        if place != at:
            page.goto(f"{demo.url}/{lang}/demo/staff")
            page.locator("form[action$='/enter'] button").nth(place).click()
            page.wait_for_url("**/console/")
            at = place
        page.goto(f"{demo.url}/console/{path}")
        fits(page)
        assert page.locator(".rail [aria-current]").count() == 1, path
        photograph(page, f"{name}-{lang}")
