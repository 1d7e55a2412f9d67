"""An issue of the magazine is answered by mail: it comes in by a mail server or out of a mailbox, its writer reads what
is done with their words and sends them, and a clerk reads them in the inbox (P07, P08).
"""

import re
import smtplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import policy
from email.message import EmailMessage

import pytest
from playwright.sync_api import Page, expect

from tests.browser import UNHURRIED, OpenPage, axe, fits
from tests.journeys import staff
from tests.live import Program, link_in
from tests.mailings.mailboxes import Imap, serving
from tests.postgres import free_port

pytestmark = pytest.mark.browser

READER = "reader0@example.org"
TRICKY = "①㈱﨑髙😀〜"
OFFICE = "office@river.example"
_PATIENCE = 60_000  # milliseconds: nothing here is about speed
_ISSUE = """
from azukari.core.policy_versions.current import current
from azukari.features.magazine.lists import lists
from azukari.features.magazine.tests.issues import begun, readers_of
readers_of(1)
begun(lists(current().policy)["magazine"], timezone.now())
"""
_VISIT = """
from azukari.core.mail.incoming.mailbox import visit
visit(timezone.now())
"""
"""What the worker does each minute."""

_OWN = {
    "ja": f"鮎の写真はどこで見られますか。{TRICKY}",
    "en": f"Where can I see the pictures of the ayu? {TRICKY}",
}


def _answer(issue: EmailMessage, words: str) -> bytes:
    """As a mail program makes it: with the whole issue quoted below."""
    part = issue.get_body(("plain",))
    assert part is not None
    quoted = "\n".join(f"> {line}" for line in part.get_content().splitlines())
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = f"髙﨑 <{READER}>", OFFICE, f"Re: {issue['Subject']}"
    mail["In-Reply-To"], mail["Message-ID"] = issue["Message-ID"], "<one@mail.example>"
    mail.set_content(f"{words}\n\nOn Fri, 27 Nov 2026 at 10:00, River wrote:\n{quoted}\n")
    return mail.as_bytes(policy=policy.SMTP)


@contextmanager
def _by_lmtp(program: Program) -> Iterator[Callable[[bytes], None]]:
    """The mail server of the organisation hands it to the program."""
    port = free_port()
    _incoming(program, f'lmtp = "127.0.0.1:{port}"')

    def hand_over(raw: bytes) -> None:
        with smtplib.LMTP("127.0.0.1", port) as server:
            assert server.sendmail(READER, [OFFICE], raw) == {}

    yield hand_over


@contextmanager
def _by_imap(program: Program) -> Iterator[Callable[[bytes], None]]:
    """It lies in a mailbox somewhere, which the program visits."""
    with serving(Imap([])) as box:
        _incoming(program, f'mailbox = "{box.url}"')

        def arrive(raw: bytes) -> None:
            box.flags[1] = set()
            box.mails = {1: raw}
            program.python(_VISIT)

        yield arrive
        assert not box.mails, "what was dealt with is not left there"


def _incoming(program: Program, said: str) -> None:
    with (program.root / "azukari.toml").open("a", encoding="utf-8") as file:
        file.write(f'\n[incoming]\nreturn_path = "bounces@river.example"\n{said}\n')


def _look(page: Page) -> None:
    axe(page)
    fits(page)


@pytest.mark.parametrize(
    ("lang", "width", "scheme", "way"),
    [("ja", 320, "dark", _by_lmtp), ("en", 1280, "light", _by_imap)],
    ids=["ja-lmtp", "en-imap"],
)
def test_it_is_read_in_the_inbox_once_its_writer_has_sent_it(
    own_program: Program, open_page: OpenPage, lang: str, width: int, scheme: str, way
) -> None:
    program, words = own_program, _OWN[lang]
    with way(program) as hand_over:
        program.python(_ISSUE)
        staff.enrol(program, "clerk@staff.example.org", duty="feedback")
        program.start()
        reader, clerk = (open_page(lang=lang, width=width, color_scheme=scheme) for _ in range(2))
        for page in (reader, clerk):
            page.set_default_timeout(_PATIENCE)
        hand_over(_answer(program.wait_for_mail(READER), words))
        letter = program.wait_for_mail(READER, count=2)
        assert words not in str(letter), "nothing of it is in the mail that leads to it"

        staff.sign_in(clerk, program, "clerk@staff.example.org")
        clerk.goto(f"{program.url}/console/forms/feedback/")
        assert clerk.locator("tbody tr").count() == 0, "nothing comes in by email alone"

        reader.goto(link_in(letter).replace("/ja/saved/", f"/{lang}/saved/"))
        _look(reader)
        expect(reader.locator("#f-message")).to_have_value(words)
        expect(reader.locator("#f-email")).to_have_value(READER)
        reader.locator("input[name=topic][value=question]").check()
        reader.wait_for_timeout(UNHURRIED)
        reader.locator("button[value=check]").last.click()
        expect(reader.locator(".summary")).to_contain_text(words)
        _look(reader)
        reader.locator("button[value=send]").last.click()
        reader.wait_for_url("**/sent")
        confirming = program.wait_for_mail(READER, count=3)
        reader.goto(link_in(confirming))
        reader.locator("main form button").click()
        reader.wait_for_url(re.compile("/receipt/"))

        clerk.goto(f"{program.url}/console/forms/feedback/")
        _look(clerk)
        clerk.locator("tbody th a").first.click()
        if clerk.locator("input[name=reason]:checked").count() == 0:
            clerk.locator("input[name=reason]").first.check()
        clerk.locator("form[action$='/open/'] button[type=submit]").click()
        expect(clerk.locator("main")).to_contain_text(words)
        expect(clerk.locator("main")).not_to_contain_text("> ■")
        _look(clerk)
