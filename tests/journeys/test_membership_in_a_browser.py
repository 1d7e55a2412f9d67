"""A membership from end to end in a browser: applied, admitted, paid by a bank file, the card, class changed, renewed,
paused and gone on, left, and what was kept of the dues gone after its time; in both languages (P05).
"""

import re
import secrets

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser import OpenPage, axe, fits
from tests.journeys import staff
from tests.journeys.applying import confirm, register
from tests.live import Program, link_in

pytestmark = pytest.mark.browser

_SOON = """
from datetime import timedelta
from azukari.features.members.models import Term
Term.objects.filter(membership="{submission}").update(ends=timezone.localdate() + timedelta(days=30))
"""
_OWED = """
from azukari.features.members.models import Invoice
print(Invoice.objects.get(submission_id="{submission}", state="open").code, timezone.localdate())
"""
_OVER = """
from azukari.core.consent.models import Grant
Grant.objects.filter(submission_id="{submission}").update(ends_at=timezone.now())
"""
_LEFT_OVER = """
from azukari.features.members.models import Invoice, Membership, Payment, Term
from azukari.core.vault.models import SealedValue
print(sum(
    model.objects.filter(**{{field: "{submission}"}}).count()
    for model, field in (
        (Payment, "submission_id"), (Invoice, "submission_id"), (Membership, "submission_id"), (Term, "membership_id"),
        (SealedValue, "submission_id"),
    )
))
"""
_ADMITTED = {"ja": "入会を承認しました", "en": "Admitted."}
_VALID = {"ja": ("有効です", "有効ではありません"), "en": ("is valid", "is not valid")}


def _look(page: Page) -> None:
    axe(page)
    fits(page)


def _admit_and_pay(office: Page, program: Program, lang: str) -> str:
    """The newest applicant, on their page; the amount that is owed stands in the form already. Returns that page."""
    office.goto(f"{program.url}/console/members/membership/classes/")
    begin = office.locator("form[action$='/classes/begin/'] button")
    if begin.count():
        begin.click()
    fits(office)
    office.goto(f"{program.url}/console/forms/membership/")
    office.locator("tbody td a").first.click()
    admit = office.locator("form[action$='/admit/']").first
    regular = admit.locator("option", has_text=re.compile(r"\(3,000")).first.get_attribute("value")
    admit.locator("select").select_option(value=regular)
    admit.locator("button").click()
    expect(office.locator("main")).to_contain_text(_ADMITTED[lang])
    fits(office)
    at = office.url.partition("?")[0]
    submission = str(office.locator("form[action$='/class/']").first.get_attribute("action")).split("/")[-3]
    _pay_by_bank_file(office, program, submission)
    office.goto(f"{program.url}/console/members/membership/")
    fits(office)
    return at


def _pay_by_bank_file(office: Page, program: Program, submission: str) -> None:
    """The bank's file of the day, in which a payer of another name wrote the number of the invoice."""
    code, day = program.python(_OWED.format(submission=submission)).split()
    rows = (
        "お取引明細",
        "取引日,お支払金額,お預り金額,摘要",
        f'{day},,"3,000",フリコミ ﾍﾞﾂﾉﾋﾄ {code}',
        f"{day},500,,手数料",
    )
    office.goto(f"{program.url}/console/members/membership/bank/")
    file: FilePayload = {"name": "meisai.csv", "mimeType": "text/csv", "buffer": "\r\n".join(rows).encode("cp932")}
    office.locator("main input[type=file]").set_input_files(files=[file])
    office.locator("main form[enctype] button").click()
    expect(office.locator("input[name=take]")).to_be_checked()
    _look(office)
    office.locator("form[action$='/bank/confirm/'] button").click()
    expect(office.locator("main .callout.kept")).to_contain_text("3,000")
    _look(office)


def _pay(office: Page, amount: str) -> None:
    pay = office.locator("form[action$='/payment/']").first
    expect(pay.locator("input[name=amount]")).to_have_value(amount)
    pay.locator("button").click()
    office.wait_for_url("**done=paid**")
    expect(office.locator("#done")).to_be_in_viewport()


def _change_and_renew(office: Page, person: Page, program: Program, lang: str, at: str) -> str:
    """Another class from the next term on, which the person asks for as soon as they may; returns the registration."""
    office.goto(at)
    change = office.locator("form[action$='/class/']").first
    office.locator("details:has(form[action$='/class/']) > summary").first.click()
    dearer = change.locator("option", has_text=re.compile(r"\(10,000")).first.get_attribute("value")
    change.locator("select[name=class]").select_option(value=dearer)
    submission = str(change.get_attribute("action")).rstrip("/").split("/")[-2]
    change.locator("button").click()
    office.wait_for_url("**done=reclassed**")
    program.python(_SOON.format(submission=submission))
    person.goto(f"{program.url}/{lang}/me")
    person.locator("form[action$='/renew'] button").click()
    person.wait_for_url("**done=renewed**")
    _look(person)
    assert not person.locator("form[action$='/renew']").count()
    office.goto(at)
    _pay(office, "10000")
    return submission


def _rest(office: Page, person: Page, program: Program, lang: str, at: str) -> None:
    """The person pauses it for some weeks, sees what holds, and staff end the pause for them."""
    person.goto(f"{program.url}/{lang}/me")
    person.locator("details:has(form[action$='/pause']) > summary").click()
    last = program.python("from datetime import timedelta\nprint(timezone.localdate() + timedelta(days=40))")
    person.locator("form[action$='/pause'] input[name=ends]").fill(last.strip())
    person.locator("form[action$='/pause'] button").click()
    person.wait_for_url("**done=paused**")
    _look(person)
    expect(person.locator("form[action$='/pause/end']")).to_be_visible()
    assert not person.locator("a[href$='/card']").count()
    office.goto(at)
    office.locator("details:has(form[action$='/pause/']) > summary").first.click()
    _look(office)
    office.locator("form[action$='/end-pause/'] button").click()
    office.wait_for_url("**done=unpaused**")
    person.goto(f"{program.url}/{lang}/me")
    expect(person.locator("a[href$='/card']")).to_be_visible()


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_membership_from_the_application_to_the_exit(live: Program, open_page: OpenPage, lang: str) -> None:
    desk, address = f"desk-{secrets.token_hex(4)}@staff.example.org", f"member-{secrets.token_hex(4)}@example.org"
    staff.enrol(live, desk)
    person, office = open_page(lang=lang, width=320), open_page(lang=lang)
    register(person, live, lang, address, f"Kaiin {secrets.token_hex(3)}", _look)
    confirm(person, live, address, _look)
    staff.sign_in(office, live, desk)
    at = _admit_and_pay(office, live, lang)
    live.wait_for_mail(address, count=4)
    person.goto(f"{live.url}/{lang}/me")
    person.fill("#f-email", address)
    person.locator("main form button").click()
    person.goto(link_in(live.wait_for_mail(address, count=5)))
    person.locator("main form button").click()
    person.wait_for_url(f"**/{lang}/me")
    _look(person)
    person.locator("a[href$='/card']").click()
    _look(person)
    expect(person.locator(".qr svg")).to_be_visible()
    seen = person.locator("a[href*='/member/']").get_attribute("href")
    assert seen
    other = open_page(lang=lang)
    other.goto(seen)
    _look(other)
    expect(other.locator("h1")).to_contain_text(_VALID[lang][0])
    _rest(office, person, live, lang, at)
    submission = _change_and_renew(office, person, live, lang, at)
    person.goto(f"{live.url}/{lang}/me")
    person.locator("a[href*='/me/end/']").first.click()
    person.locator("main form button").first.click()
    person.wait_for_url("**done=ended**")
    assert not person.locator("a[href$='/card']").count()
    answer = other.request.get(seen)
    assert (answer.status, _VALID[lang][1] in answer.text()) == (404, True)
    assert int(live.python(_LEFT_OVER.format(submission=submission))) > 0, "the books are kept"
    live.python(_OVER.format(submission=submission))
    live.azukari("retention", "run")
    assert int(live.python(_LEFT_OVER.format(submission=submission))) == 0, "gone after their time"
