"""What a page tells is counted, in totals; what somebody objects to, and what no site of ours tells, is not."""

import gzip

import pytest
from django.test import Client

from azukari.core.policy_versions.current import Current
from azukari.features.statistics.tests.told import BROWSER, PHONE, counted, nothing_waits, tell
from azukari.features.statistics.views import SCRIPT
from tests.forms.by_hand import post
from tests.forms.filled import opened

__all__ = ["nothing_waits"]


def test_the_script_is_small_and_names_nothing_that_could_keep_a_mark(client: Client):
    answer = client.get("/s.js")
    assert len(gzip.compress(SCRIPT.read_bytes(), 9, mtime=0)) <= 700
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert not [w for w in ("cookie", "localStorage", "sessionStorage", "indexedDB") if w in SCRIPT.read_text("utf-8")]


def test_a_view_is_counted_in_each_dimension(client: Client, charter: Current):
    campaign = ["utm_source=Letter", "utm_medium=mail", "utm_campaign=spring%202026", "utm_term=me@example.org"]
    answer = tell(client, p="/about?id=7", r="news.example.co.jp", q=campaign, address="133.242.0.3", agent=PHONE)
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (204, "http://localhost")
    assert not answer.cookies
    assert counted() == {
        "views": 1, "page": 1, "entry": 1, "referrer": 1, "source": 1, "medium": 1, "campaign": 1, "country": 1,
        "device": 1, "browser": 1, "system": 1, "language": 1,
    }  # fmt: skip
    assert counted("page") == {"/about": 1}
    assert counted("referrer") == counted("referrer", page="/about") == {"example.co.jp": 1}
    assert (counted("campaign"), counted("source")) == ({"spring 2026": 1}, {"letter": 1})
    assert (counted("country"), counted("device"), counted("system")) == ({"JP": 1}, {"phone": 1}, {"iOS": 1})
    assert (counted("language"), counted("browser")) == ({"ja": 1}, {"Safari": 1})


def test_the_end_of_a_view_tells_how_far_it_was_read_and_where_it_led(client: Client, charter: Current):
    tell(client, p="/a")
    tell(client, k="l", p="/a", d=97, t=42, u="/b?x=1")
    tell(client, k="l", p="/a", d=100, t=2)  # who is gone at once has not read it
    tell(client, k="l", p="/a", d=30, t=10**9)
    assert (counted("told"), counted("read"), counted("seconds")) == ({"/a": 3}, {"/a": 1}, {"/a": 1844})
    assert counted("next", page="/a") == {"/b": 1}
    assert counted("depth") == {"75": 1, "100": 1, "25": 1}


@pytest.mark.parametrize(
    ("said", "dimension", "value"),
    [
        ({"k": "o", "u": "www.example.com"}, "outbound", "example.com"),
        ({"k": "d", "u": "/files/report.pdf"}, "download", "/files/report.pdf"),
        ({"k": "m", "p": "/old/page"}, "missing", "/old/page"),
    ],
)
def test_links_files_and_what_is_missing_are_counted(client: Client, charter: Current, said, dimension, value):
    tell(client, **said)
    assert counted(dimension) == {value: 1}
    assert "views" not in counted()


@pytest.mark.parametrize("header", ["DNT", "SEC_GPC"])
def test_whoever_objects_is_not_counted_and_it_is_not_kept_that_they_did(client: Client, charter: Current, header):
    assert tell(client, p="/a", **{header: "1"}).status_code == 204
    client.get("/ja/", headers={header.replace("_", "-"): "1", "User-Agent": BROWSER})
    assert counted() == {}


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", ""])
def test_only_sites_that_the_policy_names_are_counted(client: Client, charter: Current, origin):
    answer = tell(client, origin=origin)
    assert answer.status_code == 403
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert counted() == {}


@pytest.mark.parametrize(
    ("agent", "rule"),
    [
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "listed robot"),
        ("curl/8.5.0", "program"),
        (BROWSER.replace("Chrome", "HeadlessChrome"), "program"),
        ("", "no user agent"),
        ("-", "no user agent"),
        ("Mozilla/5.0 (compatible; Kestrel/2.0)", "program"),
        ("Mozilla/5.0 AppleWebKit/537.36 Chrome/141.0 Safari/537.36 RiverSynthetics/1.0", "program"),
        ("Kestrel (office@example.org)", "program"),
        ("Mozilla/5.0 Kestrel; https://example.org/about", "program"),
    ],
)
def test_robots_are_left_out_and_it_is_told_by_which_rule(client: Client, charter: Current, agent, rule):
    tell(client, agent=agent)
    assert counted("left out") == {rule: 1}
    assert "views" not in counted()


def test_made_up_referrers_are_left_out(client: Client, charter: Current):
    tell(client, r="www.0n-line.tv")
    assert counted("left out") == {"referrer spam": 1}


@pytest.mark.parametrize("body", [b"", b"[]", b'{"k": 1}', b"\xff", b'{"k":"v","p":' + b'"' + b"x" * 3000 + b'"}'])
def test_what_is_no_message_of_the_script_is_not_counted(client: Client, charter: Current, body):
    answer = client.post("/s", body, content_type="text/plain", headers={"Origin": "http://localhost"})
    assert answer.status_code in (204, 400)
    assert counted() == {}


def test_the_pixel_counts_where_there_is_no_script(client: Client, charter: Current):
    answer = client.get("/s?o=http://localhost&p=/plain", headers={"User-Agent": BROWSER})
    assert (answer.headers["Content-Type"], answer.content[:3]) == ("image/gif", b"GIF")
    client.head("/s?o=http://localhost&p=/plain", headers={"User-Agent": BROWSER})
    client.get("/s?o=http://localhost&p=/plain", headers={"User-Agent": BROWSER, "Referer": "https://else.example/"})
    assert counted("page") == {"/plain": 1}


def test_our_own_pages_are_counted_without_a_script(client: Client, charter: Current):
    for path in ("/ja/", "/en/privacy", "/ja/forms/membership", "/ja/forms/nowhere", "/ja/a-name/there", "/ja/me"):
        client.get(path, headers={"User-Agent": BROWSER})
    assert counted("page") == {"/ja/": 1, "/en/privacy": 1, "/ja/forms/membership": 1}
    assert counted("missing") == {"/ja/forms/*": 1, "/ja/*": 1}


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/ja/", True),
        ("/en/forms/membership", True),
        ("/ja/volunteers/", True),
        ("/en/magazine/magazine/", True),
        ("/en/magazine/wishes/no-such-token", False),
        ("/en/saved/no-such-token", False),
        ("/en/me", False),
        ("/en/confirm/no-such-token", False),
        ("/en/embed/magazine", False),
        ("/en/nowhere", False),
        ("/console/", False),
    ],
)
def test_a_page_has_the_script_if_and_only_if_its_view_counts(client: Client, charter: Current, path: str, told: bool):
    headers: dict[str, str]
    for headers in ({}, {"DNT": "1"}):  # the page is the same for whoever objects; the script is then silent
        sent = headers | {"User-Agent": BROWSER, "Host": "localhost"}
        page = client.get(path, headers=sent, follow=True).content
        assert page.count(b'<script src="/s.js" data-own defer></script>') == told
    assert counted("views") == ({"": 1} if told else {})


def test_a_form_that_was_sent_or_saved_has_no_script(client: Client, charter: Current):
    at = "/en/forms/magazine"
    saved = post(client, at, opened(client, at) | {"email": "someone@example.org"}, "save")
    pages = [client.post(at, {}), client.get(saved.headers["Location"])]
    pages.append(client.get(saved.headers["Location"].removesuffix("/link")))
    assert [b"/s.js" in page.content for page in pages] == [False] * 3


def test_a_page_asked_for_where_we_are_not_served_has_no_script(client: Client, charter: Current):
    """Its messages would not be taken: a browser would tell its reader so."""
    page = client.get("/ja/", headers={"Host": "localhost:8081", "User-Agent": BROWSER}).content
    assert b"/s.js" not in page


@pytest.mark.parametrize(
    "agent",
    [
        "Mozilla/5.0 (compatible; MSIE 10.0; Windows NT 6.2; Trident/6.0)",
        "Mozilla/5.0 (Linux; Android 9; CUBOT X19) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36",
        "Mozilla/5.0 (iPhone) AppleWebKit/605 Version/17.4 Mobile/15E148 Safari/604.1 (Ecosia ios@9.2.3.1367)",
        "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/125.0 Mobile Safari/537.36 CamScanner/6",
        "DoCoMo/2.0 P01A(c100;TB;W24H16)",
        "w3m/0.5.3+git20230121",
    ],
)
def test_unusual_browsers_are_no_robots(client: Client, charter: Current, agent: str):
    tell(client, agent=agent)
    assert "left out" not in counted()


def test_who_comes_from_another_site_of_the_organisation_has_not_just_entered(client: Client, charter: Current):
    own = "localhost"
    tell(client, r=own)
    tell(client, r=f"{own}:8443")
    tell(client, r="news.example.net")
    assert (counted("views"), counted("entry")) == ({"": 3}, {"/": 1})
