"""A campaign and a question from end to end in a browser, in both languages: signed, counted, named by consent,
disowned by a stranger, over, expired; asked without an address, begun by one clerk and answered by another, tagged,
fetched by code, closed, expired (P07, P09).
"""

import re
import secrets

import pytest
from playwright.sync_api import Page, expect

from tests.browser import UNHURRIED, OpenPage, axe, fits
from tests.journeys import staff
from tests.live import Program, link_in

pytestmark = pytest.mark.browser

FORM = "plastic-free-river"
_PATIENCE = 60_000  # milliseconds: nothing here is about speed
_PUBLISH = """
from azukari.core.policy_versions.publish import publish
from azukari.demo.campaigns import with_names
from azukari.policy.parse import STARTER
from azukari.policy.terms import Actor, ActorKind
text = with_names(STARTER.read_text("utf-8")){more}
publish(text, actor=Actor(ActorKind.SYSTEM, "operator"), now=timezone.now())
"""
_OVER = '.replace("closes: 2028-03-31", "closes: " + (timezone.now() - timezone.timedelta(days=1)).date().isoformat())'
_EXPIRE = """
from azukari.features.feedback.models import AnswerCode, MessageTag, Satisfaction, Tag
from azukari.core.forms.models import Reply, Submission
from datetime import timedelta
from azukari.features.campaigns.models import Signature
from azukari.core.forms.last_day import end_closed
from azukari.core.vault.retention import expire
end_closed(timezone.now())
expire(timezone.now() + timedelta(days=200))
rows = (Signature, Submission, Reply, AnswerCode, MessageTag, Satisfaction, Tag)
print(*(model.objects.count() for model in rows))
"""
_WORDS = {
    "ja": ("署名した覚えがない", "この署名は終わりました", "お返事はまだありません", "ありがとうございました"),
    "en": ("I did not sign this", "This campaign has ended", "There is no answer yet", "Thank you"),
}
_SAID = {  # the signer's name, the question, a draft of an answer, the rest of it, a tag
    "ja": ("鷺沼 さぎ", "サギはどこで眠りますか。", "ハンノキの", "ハンノキの林です。", "水辺の鳥"),
    "en": ("Heron", "Where do herons sleep?", "In the", "In the alders.", "water birds"),
}


def _look(page: Page) -> None:
    axe(page)
    fits(page)


def _sign(page: Page, program: Program, lang: str, address: str, name: str, *, named: bool) -> str:
    """Fill in and send; returns the text of the mail that asks for a confirmation."""
    page.goto(f"{program.url}/{lang}/campaigns/")
    page.locator(f"main a[href$='/{lang}/campaigns/{FORM}']").first.click()
    _look(page)
    page.locator(f"main a.button[href$='/forms/{FORM}']").click()
    page.fill("#f-name", name)
    page.fill("#f-email", address)
    page.locator("input[name='of-age'][value=yes]").check()
    if named:
        page.locator("input[name='consent.campaign-names']").check()
    page.wait_for_timeout(UNHURRIED)
    page.locator("button[value=check]").last.click()
    page.locator("button[value=send]").last.click()
    page.wait_for_url("**/sent")
    body = program.wait_for_mail(address).get_body(("plain",))
    assert body
    return str(body.get_content())


def _reload_until(page: Page, words: str | re.Pattern[str]) -> None:
    """The worker counts every five seconds."""
    for _ in range(40):
        if page.locator("main").filter(has_text=words).count():
            return
        page.wait_for_timeout(500)
        page.reload()
    expect(page.locator("main")).to_contain_text(words, timeout=_PATIENCE)


def _open_first(page: Page, program: Program) -> None:
    """Two actions: the message in the list, and opening it for a reason."""
    page.goto(f"{program.url}/console/forms/feedback/")
    _look(page)
    page.locator("tbody th a").first.click()
    if page.locator("input[name=reason]:checked").count() == 0:
        page.locator("input[name=reason]").first.check()
    page.locator("form[action$='/open/'] button[type=submit]").click()


@pytest.mark.parametrize(("lang", "width", "scheme"), [("ja", 320, "dark"), ("en", 1280, "light")])
def test_both_lives_to_the_last_expiry(
    own_program: Program, open_page: OpenPage, lang: str, width: int, scheme: str
) -> None:
    program, words = own_program, _WORDS[lang]
    name, question, begun, answer, tag = _SAID[lang]
    program.python(_PUBLISH.format(more=""))
    for who, duty in (("campaigns", "campaigns"), ("feedback", "feedback"), ("colleague", "feedback")):
        staff.enrol(program, f"{who}@staff.example.org", duty=duty)
    program.start()
    person, asker, desk, clerk, colleague = (open_page(lang=lang, width=width, color_scheme=scheme) for _ in range(5))
    stranger = open_page(lang=lang, width=320)
    for page in (person, asker, desk, clerk, colleague, stranger):
        page.set_default_timeout(_PATIENCE)
    signer, other = f"heron-{secrets.token_hex(3)}@example.org", f"crane-{secrets.token_hex(3)}@example.org"

    _sign(person, program, lang, signer, name, named=True)
    person.goto(link_in(program.wait_for_mail(signer)))
    person.locator("main form button").click()
    person.wait_for_url("**/receipt/**")
    _look(person)
    person.goto(f"{program.url}/{lang}/campaigns/{FORM}/names")
    _reload_until(person, name)
    _look(person)

    mail = _sign(stranger, program, lang, other, "Crane", named=False)
    assert words[0] in mail
    [not_me] = re.findall(rf"https?://\S+/{lang}/not-me/\S+", mail)
    stranger.goto(not_me)
    _look(stranger)
    stranger.locator("main form button").click()
    _look(stranger)
    stranger.locator("main form button[value=yes]").click()
    _look(stranger)
    stranger.goto(not_me)
    assert stranger.locator("main form button").count() == 0

    person.goto(f"{program.url}/{lang}/me")
    person.fill("#f-email", signer)
    person.locator("main form button").click()
    person.goto(link_in(program.wait_for_mail(signer, count=3)))
    person.locator("main form button").click()
    person.wait_for_url(f"**/{lang}/me")
    person.locator("a[href$='/me/withdraw/campaign-names']").first.click()
    person.locator("main form button[type=submit]").last.click()
    stranger.goto(f"{program.url}/{lang}/campaigns/{FORM}/names")
    expect(stranger.locator("main")).not_to_contain_text(name, timeout=_PATIENCE)

    staff.sign_in(desk, program, "campaigns@staff.example.org")
    for at in ("campaigns/", *(f"forms/{FORM}/campaign/{page}" for page in ("", "news/", "checks/", "handing/"))):
        desk.goto(f"{program.url}/console/{at}")
        _look(desk)

    asker.goto(f"{program.url}/{lang}/forms/feedback")
    asker.locator("input[name=topic][value=question]").check()
    asker.fill("#f-message", question)
    asker.wait_for_timeout(UNHURRIED)
    asker.locator("button[value=check]").last.click()
    asker.locator("button[value=send]").last.click()
    code = asker.locator(".answer-code strong").inner_text()
    _look(asker)
    asker.goto(f"{program.url}/{lang}/contact/answer")
    asker.fill("#f-code", code)
    asker.locator("#filling-in button").click()
    expect(asker.locator("h1")).to_have_text(words[2], timeout=_PATIENCE)
    staff.sign_in(colleague, program, "colleague@staff.example.org")
    _open_first(colleague, program)
    expect(colleague.locator("main")).to_contain_text(question, timeout=_PATIENCE)
    colleague.locator("textarea[name=text]").fill(begun)
    colleague.locator("form[action$='/reply/'] button[name=save]").click()
    expect(colleague.locator("main [role=status]").first).to_be_visible(timeout=_PATIENCE)
    colleague.locator("#tags > summary").click()
    colleague.locator("#tags input[name=new]").fill(tag)
    colleague.locator("#tags button[name=save]").click()
    expect(colleague.locator("#tags .badge")).to_have_text(tag, timeout=_PATIENCE)
    _look(colleague)

    staff.sign_in(clerk, program, "feedback@staff.example.org")
    _open_first(clerk, program)  # two actions
    expect(clerk.locator("textarea[name=text]")).to_have_value(begun, timeout=_PATIENCE)
    clerk.locator("textarea[name=text]").fill(answer)
    _look(clerk)
    clerk.locator("form[action$='/reply/'] button[type=submit]:not([name])").click()  # three
    expect(clerk.locator("main [role=status]").first).to_be_visible(timeout=_PATIENCE)
    at = clerk.url.partition("?")[0]
    clerk.goto(f"{program.url}/console/forms/feedback/tags/")
    clerk.locator("main a").filter(has_text=tag).first.click()
    assert clerk.locator("tbody tr").count() == 1
    _look(clerk)
    asker.goto(f"{program.url}/{lang}/contact/answer")
    asker.fill("#f-code", code)
    asker.locator("#filling-in button").click()
    expect(asker.locator("article")).to_contain_text(answer, timeout=_PATIENCE)
    _look(asker)
    asker.locator("main form button[value=yes]").click()
    expect(asker.locator("h1")).to_contain_text(words[3], timeout=_PATIENCE)

    clerk.goto(at)
    clerk.select_option("#f-handled", "closed")
    clerk.locator("form[action$='/answer/'] button").click()
    expect(clerk.locator("#f-handled")).to_have_value("closed", timeout=_PATIENCE)

    program.python(_PUBLISH.format(more=_OVER))
    person.goto(f"{program.url}/{lang}/campaigns/{FORM}")
    _reload_until(person, words[1])
    _look(person)
    assert program.python(_EXPIRE).split() == ["0", "0", "0", "0", "0", "0", "1"], "the word of staff stays"
    person.reload()
    expect(person.locator(".signatures-count")).to_have_text("1", timeout=_PATIENCE)
