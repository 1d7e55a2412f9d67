"""Pages that come of something done on another: opened lists, errors beside the fields, addresses that lead nowhere."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from playwright.sync_api import Page

from azukari.core.cases.models import Case
from azukari.core.forms.models import Handled, State, Submission
from azukari.core.mail.link import MailedLink
from azukari.core.mail.models import MailingMessage
from azukari.core.policy_versions.current import current
from azukari.core.vault.models import DuplicatePair, Mention, Merge
from azukari.features.audits.models import Audit, AuditState
from azukari.features.campaigns.updates import LEAVING as NEWS_LINK
from azukari.features.campaigns.updates import UPDATE
from azukari.features.magazine.links import ISSUE, LEAVING, WISHING
from azukari.features.members.card import LINK as CARD
from azukari.features.members.card import has_card
from azukari.features.members.models import Membership, MemberState, Pause, RenewalNotice
from azukari.features.members.renewal_notice import LINK
from azukari.features.questionnaires.invited.inviting import INVITED_LINK
from azukari.features.questionnaires.invited.inviting import KIND as INVITATION
from azukari.lib.job import clock
from azukari.policy.casework import CaseState
from azukari.shells.self_service import certificate
from azukari.site.demo import password
from tests.browser import UNHURRIED
from tests.gallery import stage, unsaved
from tests.gallery.bank_file import read_bank_file
from tests.gallery.stops import Act, Stop

_BOTH = ("ja", "en")
_OWN = 3
"""Slashes of an own page's address that has no token in it."""


_APPLICATIONS = "/console/members/membership/applications/"
_BANK = "/console/members/membership/bank/"


def _same(path: str) -> Mapping[str, str]:
    return dict.fromkeys(_BOTH, path)


def _spoken(path: str) -> Mapping[str, str]:
    return {lang: f"/{lang}/{path}" for lang in _BOTH}


def _certificate(n: int) -> Mapping[str, str]:
    return {lang: certificate.path(stage.gone(n), lang=lang, now=clock()) for lang in _BOTH}


def press(selector: str) -> Act:
    """Press a button without a word, and look at what is said then."""

    def act(page: Page) -> None:
        _unfold(page)
        page.locator(selector).first.click()
        page.wait_for_load_state()

    return act


def _unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('main details').forEach((details) => (details.open = true))")


def _plainly(selector: str) -> Act:
    """The same, past the browser's own checks."""

    def act(page: Page) -> None:
        page.evaluate("document.querySelectorAll('form').forEach((form) => (form.noValidate = true))")
        press(selector)(page)

    return act


def _opened_list(page: Page) -> None:
    _unfold(page)
    page.locator("input[name=categories]").nth(0).check()
    page.locator("input[name=categories]").nth(1).check()
    page.locator("input[name=reason]").first.check()
    press("form[action$='/open/'] button")(page)


def _opened_person(page: Page) -> None:
    page.locator("input[name=purpose]").first.check()
    page.locator("input[name=reason]").first.check()
    press("form[action$='/open/'] button")(page)


def _ticked(page: Page) -> None:
    """Everybody on the list, who did not all apply for one class."""
    for box in page.locator("input[name=picked]").all():
        box.check()
    press("#admit button")(page)


def _ticked_and_sent(page: Page) -> None:
    _ticked(page)
    for choice in page.locator("main select").all():
        choice.select_option("")
    press("main form button[type=submit]")(page)


def _follow(*selectors: str) -> Act:
    """Press one thing after another."""

    def act(page: Page) -> None:
        for selector in selectors:
            press(selector)(page)

    return act


def _filled(page: Page, answers: Mapping[str, str]) -> None:
    for name, text in answers.items():
        page.locator(f"[name='{name}']").first.fill(text)


def _member(page: Page) -> None:
    page.locator("[name=member_class]").first.check()
    _filled(page, {"name": "見本 桜子", "email": "sakurako@example.org", "postcode": "100-0000"})
    _filled(
        page, {"address": "東京都千代田区架空町1-2-3 瀬音川リバーサイドガーデンズ 2304号室", "phone": "03-0000-1212"}
    )


def _checked(page: Page) -> None:
    _member(page)
    page.wait_for_timeout(UNHURRIED)
    press(_CHECK)(page)


def _drawn(page: Page) -> None:
    """A ticket is signed, and the questions come; or it is said that one was drawn before."""
    press("main form button")(page)
    page.wait_for_load_state("networkidle")


def _sent(page: Page) -> None:
    _checked(page)
    press("main form p.buttons button[value=send]")(page)
    page.wait_for_url("**/sent*")


def _saved(page: Page) -> None:
    _member(page)
    press("button[value=save]")(page)


def _resumed(page: Page) -> None:
    _saved(page)
    press("p.buttons a.button")(page)


def _second_part(page: Page) -> None:
    _filled(page, {"name": "見本 桜子", "email": "sakurako@example.org"})
    press("main form p.buttons button[value=next]")(page)


def _correcting(page: Page) -> None:
    _opened_person(page)
    press("form[action*='/correct/'] button")(page)


def _correcting_wrong(page: Page) -> None:
    _correcting(page)
    _plainly(_MAIN)(page)


def _pair_opened(page: Page) -> None:
    page.locator("input[name=reason]").first.check()
    press("form[action$='/open/'] button")(page)


def _found(page: Page) -> None:
    page.locator("details.aside > summary").click()
    page.locator("#f-find_category").select_option("name")
    page.locator("#f-find_text").fill("みほん")
    page.locator("#f-find_reason").select_option(index=1)
    press("form[action$='/find/'] button")(page)


def _pale(page: Page) -> None:
    _filled(page, {"accent": "#ffffff"})
    press("button[value=save]")(page)


def _later(page: Page) -> None:
    page.locator("input[name=when][value=later]").check()
    press("form.publication button")(page)


def _no_days(page: Page) -> None:
    page.evaluate("document.querySelectorAll('form').forEach((form) => (form.noValidate = true))")
    press("form[action$='/pause/'] button")(page)


def _undecided(page: Page) -> None:
    """Neither yes nor no, as no button does it."""
    with page.expect_navigation():
        page.evaluate("document.querySelector('main form').submit()")


def _looked_up(page: Page) -> None:
    page.locator("form input[name=address]").first.fill("gone@example.org")
    press(_MAIN)(page)


def _second_step(page: Page) -> None:
    _filled(page, {"login": stage.HELPERS, "password": password(stage.HELPERS)})
    press(_MAIN)(page)


def _seen(page: Page) -> None:
    page.locator("input[name=categories][value=email]").check()
    press(_MAIN)(page)


def _oldest_proof(page: Page) -> None:
    _unfold(page)
    page.locator("a[href*='/proof/']").last.click()
    page.wait_for_load_state()


def _erased(page: Page) -> None:
    page.locator("main form button").last.click()
    page.wait_for_load_state()


def of_a_mail(name: str, lang: str, path: str, to: str) -> list[Stop]:
    """The page that a mail's link leads to, and what comes of its button; their own page is open, if it leads there."""
    there = {lang: path}
    own = {lang: to} if path.startswith(f"/{lang}/me/") and path.count("/") == _OWN else None
    pressed = Stop(f"link-{name}-pressed", there, own=own, act=_if_any("main form button"))
    return [Stop(f"link-{name}", there, own=own), pressed]


def _if_any(selector: str) -> Act:
    """Press it where it is: not every page behind a link has something to press."""

    def act(page: Page) -> None:
        if page.locator(selector).count():
            press(selector)(page)

    return act


_MAIN = "main form button[type=submit]"
_CHECK = "main form p.buttons button[value=check]"


def _read_by_nobody() -> list[Stop]:
    """Behind links that only a member's or a reader's mail holds, and their own pages; the desk's view of a member who
    rests.
    """
    now = clock()
    expires = now + timedelta(days=30)
    told = [notice.id for notice in RenewalNotice.objects.order_by("id")[:2]]
    renewing = {lang: LINK.page(id, lang=lang, expires=expires) for lang, id in zip(_BOTH, told, strict=True)}
    issues = MailingMessage.objects.filter(mailing__kind=ISSUE, person__isnull=False).order_by("id")
    ids = list(issues.values_list("id", flat=True)[:4])
    leaving, wishing = (
        {lang: link.page(id, lang=lang, expires=expires) for lang, id in zip(_BOTH, some, strict=True)}
        for link, some in ((LEAVING, ids[:2]), (WISHING, ids[2:]))
    )
    rests = Pause.objects.order_by("id").first()
    assert rests is not None
    resting = str(rests.person_id)
    members = RenewalNotice.objects.order_by("id").values_list("person_id", flat=True)[:2]
    of_members = {lang: str(id) for lang, id in zip(_BOTH, members, strict=True)}
    at_desk = f"/console/people/{resting}/"
    return [
        Stop("member-renewal", renewing),
        Stop("me-renewing", _spoken("me"), own=of_members),
        Stop("me-resting", _spoken("me"), own=dict.fromkeys(_BOTH, resting)),
        Stop(
            "me-resting-card", _spoken(f"me/membership/{rests.membership_id}/card"), own=dict.fromkeys(_BOTH, resting)
        ),
        Stop("zz-member-renewal-declined", renewing, act=_if_any("main form button")),
        Stop("zz-me-renewal-declined", _spoken("me"), own=of_members),
        Stop("magazine-leave", leaving),
        Stop("magazine-wishes", wishing),
        Stop("magazine-wishes-saved", wishing, act=press("main form button[type=submit]")),
        Stop("zz-magazine-left", leaving, act=press("main form button")),
        Stop("zz-magazine-left-again", leaving),
        Stop("console-members-which-class", _same(_APPLICATIONS), staff=stage.OFFICE, act=_ticked),
        Stop(
            "console-members-which-class-missing",
            _same(_APPLICATIONS),
            staff=stage.OFFICE,
            act=_ticked_and_sent,
        ),
        Stop("console-members-resting", _same("/console/members/membership/?state=paused"), staff=stage.OFFICE),
        Stop("console-person-resting", _same(at_desk), stage.OFFICE, act=_opened_person),
        Stop("console-person-resting-wrong", _same(at_desk), stage.OFFICE, act=_no_days),
    ]


def _of_others() -> list[Stop]:
    """What others bring about: links in letters and on cards that the walk cannot follow, and records made one."""
    now = clock()
    expires = now + timedelta(days=30)
    joined = Merge.objects.order_by("id").first()
    today = current().policy.organisation.day(now)
    admitted = Membership.objects.filter(state=MemberState.ADMITTED).order_by("joined_on")
    member = next((one for one in admitted if has_card(one, today)), None)
    mention = Mention.objects.order_by("id").first()
    assert joined is not None
    assert member is not None
    assert mention is not None
    own = dict.fromkeys(_BOTH, str(joined.survivor_id))
    links = {
        "questionnaire-invited": _linked(INVITED_LINK, INVITATION.name, expires),
        "campaigns-leave": _linked(NEWS_LINK, UPDATE, expires),
        "member-card-valid": {lang: CARD.page(member.pk, lang=lang, expires=expires) for lang in _BOTH},
    }
    guests, poll = "/console/questionnaires/riverside-guests/", "questionnaires/riverside-poll"
    at_desk = f"/console/people/{joined.survivor_id}/"
    return [
        *(Stop(name, path) for name, path in links.items()),
        Stop("questionnaire-invited-drawn", links["questionnaire-invited"], act=_drawn),
        Stop("member-card-forged", _spoken("member/forged")),
        Stop("questionnaire-saved-link", _spoken(poll), act=press("button[value=save]")),
        Stop("questionnaire-saved", _spoken(poll), act=_follow("button[value=save]", "p.buttons a.button")),
        Stop("console-questionnaire-guests", _same(guests), stage.HELPERS),
        Stop("me-joined", _spoken("me"), own=own),
        Stop("console-person-joined", _same(at_desk), stage.OFFICE, act=_opened_person),
        Stop("console-person-edit", _same(_member_page()), stage.OFFICE, act=_EDITING, hand="membership:membership"),
        Stop("console-audit-answering", _same(_audit()), stage.AUDIT),
        Stop("console-mention-left", _same(f"/console/mentions/{mention.id}/"), stage.HELPERS, act=_undecided_mention),
        Stop("console-message-text", _same(_submission(closed=True)), stage.HELPERS, act=_kept_alone),
    ]


def _linked(link: MailedLink[Any], kind: str, expires: datetime) -> Mapping[str, str]:
    """The link of the newest message of a kind of mailing."""
    ids = MailingMessage.objects.filter(mailing__kind=kind, person__isnull=False).order_by("-id")
    id = ids.values_list("id", flat=True)[0]
    return {lang: link.page(id, lang=lang, expires=expires) for lang in _BOTH}


def _member_page() -> str:
    return f"/console/people/{stage.person(stage.HANAKO)}/"


def _audit() -> str:
    under_way = Audit.objects.filter(state=AuditState.UNDER_WAY).order_by("id").first()
    assert under_way is not None
    return reverse("console-audit", kwargs={"id": under_way.id})


_EDITING = _follow("form[action$='/work/'] button", "a[href*='/edit/']")


def _undecided_mention(page: Page) -> None:
    """Opened, and left without a reason."""
    press("form[action$='/open/'] button")(page)
    press("button[value=leave]")(page)


def _kept_alone(page: Page) -> None:
    _opened_person(page)
    press("form[action$='/text/'] button")(page)


def _case(state: CaseState) -> str:
    case = Case.objects.filter(state=state).order_by("id").first()
    assert case is not None
    return reverse("console-rights-case", kwargs={"case_id": case.id})


def _pair() -> str:
    pair = DuplicatePair.objects.order_by("-id").first()
    assert pair is not None
    return reverse("console-duplicate", kwargs={"pair_id": pair.id})


def _submission(*, closed: bool = False) -> str:
    found = Submission.objects.filter(form="feedback", state=State.ACCEPTED, suspicion__isnull=True)
    found = found.filter(handling__state=Handled.CLOSED) if closed else found
    read = found.order_by("id").first()
    assert read is not None
    return reverse("console-submission", kwargs={"slug": "feedback", "id": read.id})


def more() -> list[Stop]:
    """Pages beyond those that an address alone shows."""
    member = stage.person(stage.HANAKO)
    own = {"ja": stage.HANAKO, "en": stage.AMELIA}
    homes = {stage.OFFICE: "office", stage.HELPERS: "helpers", stage.LETTERS: "letters", stage.SYSTEMS: "systems"}
    return [
        *(Stop(f"console-home-{name}", _same("/console/"), staff=email) for email, name in homes.items()),
        Stop("console-home-audit", _same("/console/"), staff=stage.AUDIT),
        Stop("console-sign-in", _same("/console/account/login/")),
        Stop("console-sign-in-wrong", _same("/console/account/login/"), act=_plainly(_MAIN)),
        Stop("console-nowhere", _same("/console/nowhere/"), staff=stage.PRIVACY),
        Stop("console-refused", _same("/console/policy/"), staff=stage.OFFICE),
        Stop("console-people-list", _same("/console/people/?purpose=membership"), staff=stage.OFFICE),
        Stop("console-people-2", _same("/console/people/?purpose=membership&page=2"), staff=stage.OFFICE),
        Stop("console-people-none", _same("/console/people/?purpose=membership&since=2030-01-01"), staff=stage.OFFICE),
        Stop("console-people-opened", _same("/console/people/?purpose=membership"), stage.OFFICE, act=_opened_list),
        Stop("console-person-opened", _same(f"/console/people/{member}/"), stage.OFFICE, act=_opened_person),
        Stop("console-rights-new-wrong", _same("/console/rights/new/"), stage.PRIVACY, act=_plainly(_MAIN)),
        Stop("console-rights-closed", _same("/console/rights/?state=closed"), staff=stage.PRIVACY),
        Stop("console-import-wrong", _same("/console/import/"), stage.PRIVACY, act=_plainly(_MAIN)),
        Stop("console-staff-invite-wrong", _same("/console/staff/invite/"), stage.PRIVACY, act=_plainly(_MAIN)),
        Stop(
            "console-rights-letter",
            _same(_case(CaseState.DONE)),
            stage.PRIVACY,
            act=press("form[action$='/letter/'] button"),
        ),
        Stop("console-people-found", _same("/console/people/?purpose=membership"), stage.OFFICE, act=_found),
        Stop("console-person-correcting", _same(f"/console/people/{member}/"), stage.OFFICE, act=_correcting),
        Stop(
            "console-person-correcting-wrong", _same(f"/console/people/{member}/"), stage.OFFICE, act=_correcting_wrong
        ),
        Stop("console-duplicate-opened", _same(_pair()), stage.OFFICE, act=_pair_opened),
        Stop("console-suppression-found", _same("/console/suppression/"), stage.PRIVACY, act=_looked_up),
        Stop("console-submission-opened", _same(_submission()), stage.HELPERS, act=_opened_person),
        Stop("console-submission-wrong", _same(_submission()), stage.HELPERS, act=_plainly(_MAIN)),
        Stop("console-second-step", _same("/console/account/login/"), act=_second_step),
        Stop("console-transfer-seen", _same("/console/recipients/kotori-mail/transfer/"), stage.PRIVACY, act=_seen),
        Stop(
            "console-transfer-wrong",
            _same("/console/recipients/kotori-mail/transfer/"),
            stage.PRIVACY,
            act=_plainly(_MAIN),
        ),
        Stop(
            "console-reach-wrong", _same("/console/recipients/kotori-mail/reach/"), stage.PRIVACY, act=_plainly(_MAIN)
        ),
        Stop("console-theme-wrong", _same("/console/theme/"), stage.SYSTEMS, act=_pale),
        Stop("console-token-wrong", _same("/console/account/tokens/make/"), stage.OFFICE, act=_plainly(_MAIN)),
        Stop("console-policy-publish-wrong", _same("/console/policy/publish/"), stage.PRIVACY, act=_later),
        Stop("console-invitation-void", _same("/console/invitation/00000000-0000-0000-0000-000000000000/no/")),
        Stop("console-language-422", _same("/console/people/open/"), staff=stage.OFFICE),
        Stop("form-checked", _spoken("forms/membership"), act=_checked),
        Stop("form-sent-away", _spoken("forms/membership"), act=_sent),
        Stop("form-saved", _spoken("forms/membership"), act=_saved),
        Stop("form-resumed", _spoken("forms/membership"), act=_resumed),
        Stop("form-second-part", _spoken("forms/volunteers"), act=_second_part),
        Stop("form-embedded-checked", _spoken("embed/membership"), act=_checked),
        Stop("demo-mail-one", _spoken("demo/mail"), act=press("main a[href*='/demo/mail/']")),
        Stop("me-proof", _spoken("me"), own=own, act=_oldest_proof),
        Stop("me-value-wrong", _spoken("me"), own=own, act=_follow("a[href*='/me/value/']", _MAIN)),
        Stop("nowhere", _spoken("nowhere")),
        Stop("form-membership-wrong", _spoken("forms/membership"), act=_plainly(_CHECK)),
        Stop("form-feedback-wrong", _spoken("forms/feedback"), act=_plainly(_CHECK)),
        Stop("confirm-forged", _spoken("confirm/forged")),
        Stop("saved-forged", _spoken("saved/forged")),
        Stop("receipt-forged", _spoken("receipt/forged")),
        Stop("agree-forged", _spoken("agree/forged")),
        Stop("guardian-forged", _spoken("guardian/forged")),
        Stop("me-enter-forged", _spoken("me/enter/forged")),
        Stop("me-merge-forged", _spoken("me/merge/forged")),
        Stop("me-address-forged", _spoken("me/address/forged")),
        Stop("me-certificate", _certificate(stage.GONE)),
        Stop("me-certificate-not-ready", _certificate(stage.CONTRADICTED)),
        Stop("me-replaced", _spoken("me"), own=dict.fromkeys(_BOTH, stage.REPLACED)),
        Stop("me-certificate-forged", _spoken("me/certificate/forged")),
        Stop("me-signed-out", _spoken("me")),
        Stop("me-signed-out-wrong", _spoken("me"), act=_plainly(_MAIN)),
        Stop("me-archive-signed-out", _spoken("me/archive")),
        Stop("me-request-wrong", _spoken("me/request"), own=own, act=_plainly(_MAIN)),
        Stop("me-question-wrong", _spoken("me/question"), own=own, act=_undecided),
        *_read_by_nobody(),
        Stop(
            "console-members-bank-file", _same("/console/members/membership/bank/"), stage.OFFICE, act=read_bank_file()
        ),
        *_of_others(),
        *unsaved.stops(),
        Stop("zz-me-withdrawn", _spoken("me/withdraw/magazine"), own=own, act=_erased),
        Stop("zz-me-erased", _spoken("me/erase/membership"), own=own, act=_erased),
        Stop("zzz-me-erased-all", _spoken("me/erase"), own=own, act=_erased),
    ]
