"""A form in somebody else's page: framed by the sites that are named, by nobody else, and nothing else is framed."""

import re

import pytest
from django.test import Client

from azukari.core.appearance import hosts
from azukari.core.appearance.hosts import NotAnOrigin, allow, disallow, origin_of, origins
from azukari.core.forms.models import Submission
from azukari.core.policy_versions.current import Current
from azukari.demo.people import SETTER
from tests.cast import NOW
from tests.forms.by_hand import post
from tests.forms.filled import MEMBER, hidden, opened

HOST = "https://www.seoto.example.org"
FRAME = "/ja/embed/membership"


def ancestors(response) -> str:
    policy = response.headers["Content-Security-Policy"]
    return re.search(r"frame-ancestors ([^;]+)", policy).group(1)


@pytest.fixture
def host(charter: Current) -> str:
    return allow(HOST, actor=SETTER, now=NOW)


def test_framed_by_nobody_until_a_site_is_named(client: Client, charter: Current):
    response = client.get(FRAME)
    assert response.status_code == 200
    assert ancestors(response) == "'none'"
    assert response.headers["X-Frame-Options"] == "DENY"


def test_framed_by_the_sites_that_are_named(client: Client, host: str):
    allow("https://blog.example.org/2026/", actor=SETTER, now=NOW)
    response = client.get(FRAME)
    assert ancestors(response) == f"https://blog.example.org {HOST}"
    assert "X-Frame-Options" not in response.headers
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]
    assert "'unsafe-inline'" not in response.headers["Content-Security-Policy"]
    assert response.headers["X-Robots-Tag"] == "noindex"
    disallow(HOST, actor=SETTER, now=NOW)
    disallow("https://blog.example.org", actor=SETTER, now=NOW)
    assert ancestors(client.get(FRAME)) == "'none'"


@pytest.mark.parametrize(
    "path",
    [
        "/ja/",
        "/ja/forms/membership",
        "/ja/forms/membership/sent",
        "/ja/saved/x",
        "/ja/privacy",
        "/ja/me",
        "/ja/confirm/x",
        "/ja/receipt/x",
        "/ja/contact",
        "/console/",
        "/console/account/login/",
        "/ja/nowhere",
    ],
)
def test_nothing_else_is_ever_framed(client: Client, host: str, path: str):
    response = client.get(path)
    assert ancestors(response) == "'none'"
    assert response.headers["X-Frame-Options"] == "DENY"


def test_the_whole_way_stays_in_the_frame(client: Client, host: str):
    page = client.get(FRAME).content.decode()
    assert 'action="/ja/embed/membership"' in page
    assert "/ja/forms/membership" not in re.sub(r'<a [^>]*target="_blank"[^>]*>', "", page)
    wrong = post(client, FRAME, opened(client, FRAME))
    assert wrong.status_code == 422
    assert ancestors(wrong) == HOST
    check = post(client, FRAME, opened(client, FRAME) | MEMBER)
    assert 'action="/ja/embed/membership"' in check.content.decode()
    done = post(client, FRAME, hidden(check.content.decode()), "send")
    assert done.headers["Location"].startswith("/ja/embed/waiting/")
    sent = client.get(done.headers["Location"])
    assert ancestors(sent) == HOST
    assert "ha•••@example.org" in sent.content.decode()
    assert Submission.objects.count() == 1
    assert not any(r.cookies for r in (wrong, check, done, sent))


def test_links_out_of_the_frame_open_a_window_of_their_own(client: Client, host: str):
    for path in (FRAME, "/ja/embed/nowhere", f"{FRAME}/sent", "/ja/embed/saved/x"):
        html = client.get(path).content.decode()
        links = re.findall(r'<a [^>]*href="([^"#][^"]*)"([^>]*)>', html)
        inside = [at for at, more in links if "_blank" not in more]
        assert all("/embed/" in at for at in inside), inside


def test_a_form_without_an_address_ends_in_the_frame(client: Client, host: str):
    path = "/ja/embed/feedback"
    typed = opened(client, path) | {"message": "川がきれいになりました。"}
    typed |= {"topic": "opinion"} if 'name="topic"' in client.get(path).content.decode() else {}
    check = post(client, path, typed)
    assert check.status_code == 200, check.content.decode()
    done = post(client, path, hidden(check.content.decode()), "send")
    assert done.headers["Location"].startswith(path)
    end = client.get(done.headers["Location"])
    assert end.status_code == 200
    assert ancestors(end) == HOST


def test_saved_within_the_frame(client: Client, host: str):
    saved = post(client, FRAME, opened(client, FRAME) | MEMBER, "save")
    at = saved.headers["Location"]
    assert at.startswith("/ja/embed/saved/")
    shown = client.get(at)
    assert ancestors(shown) == HOST
    link = at.removesuffix("/link").replace("/embed", "")
    assert link in shown.content.decode()  # the link to keep opens a whole page, not the frame
    assert ancestors(client.get(link)) == "'none'"
    assert "ここまでの内容は、まだ送信されていません" in client.get(at.removesuffix("/link")).content.decode()


def test_the_script_for_other_sites(client: Client):
    response = client.get("/embed.js")
    assert response.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert not response.cookies
    text = response.content.decode()
    for trace in ("cookie", "localStorage", "sessionStorage", "fetch(", "sendBeacon", "XMLHttpRequest"):
        assert trace not in re.sub(r"//.*", "", text)


@pytest.mark.parametrize("packed", [{}, {"Accept-Encoding": "gzip"}], ids=["plain", "packed"])
@pytest.mark.parametrize("path", ["/embed.js", "/s.js"])
def test_a_script_for_other_sites_is_not_sent_again_to_who_has_it(client: Client, path: str, packed: dict[str, str]):
    first = client.get(path, headers=packed)
    assert ("Content-Encoding" in first.headers) == bool(packed)
    again = client.get(path, headers={**packed, "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    for answer in (first, again):
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert answer.headers["Cache-Control"] == "public, max-age=3600"
    assert client.get(path, headers={**packed, "If-None-Match": '"another"'}).status_code == 200


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://www.example.org", "https://www.example.org"),
        (" HTTPS://WWW.Example.ORG/a/b?c#d ", "https://www.example.org"),
        ("www.example.org", "https://www.example.org"),
        ("https://example.org:8443/", "https://example.org:8443"),
        ("https://example.org:443", "https://example.org"),
        ("http://127.0.0.1:9000", "http://127.0.0.1:9000"),
        ("https://日本.example", "https://xn--wgv71a.example"),
    ],
)
def test_an_address_names_an_origin(text: str, origin: str):
    assert origin_of(text) == origin


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("*", "wildcard"),
        ("https://*.example.org", "wildcard"),
        ("http://www.example.org", "scheme"),
        ("ftp://example.org", "scheme"),
        ("data:text/html,x", "form"),
        ("javascript:alert(1)", "form"),
        ("", "form"),
        ("https://", "form"),
        ("https://a b.example", "form"),
        ("https://me:secret@example.org", "form"),
        ("https://example.org:x", "form"),
        ("https://example.org; script-src *", "wildcard"),
        ("https://example.org;script-src", "form"),
        ("https://example.org 'self'", "form"),
        ("https://" + "a" * 300 + ".org", "form"),
    ],
)
def test_what_names_no_single_site_is_refused(text: str, code: str):
    with pytest.raises(NotAnOrigin) as refusal:
        origin_of(text)
    assert refusal.value.code == code


def test_there_is_an_end_to_the_list(charter: Current):
    for number in range(hosts.MOST):
        allow(f"https://s{number}.example.org", actor=SETTER, now=NOW)
    allow("https://s1.example.org", actor=SETTER, now=NOW)  # known already
    with pytest.raises(NotAnOrigin):
        allow("https://one-more.example.org", actor=SETTER, now=NOW)
    assert len(origins()) == hosts.MOST
