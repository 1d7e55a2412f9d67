"""Pages of forms that were not saved: an ended session, a locked purpose, two tabs, a row that is gone."""

from collections.abc import Callable

from django.urls import reverse
from playwright.sync_api import Page

from azukari.core.vault.models import SealedValue
from azukari.features.feedback.models import PublicAnswer
from azukari.lib.job import clock
from tests.gallery import stage
from tests.gallery.stops import Act, Stop

_BOTH = ("ja", "en")
_GONE = "01a2386c-f51e-7b59-8460-8a69fd774b52"
_TYPED = {"ja": "朝、榛の木に鷺がいました。", "en": "Herons sleep in the alders."}


def stops() -> list[Stop]:
    """Where they are, each with what is done before it is looked at."""
    texts = {"ja": "川には入れますか。", "en": "May one wade in the river?"}
    answer = PublicAnswer.objects.create(form="feedback", questions=texts, answers=texts, changed_at=clock())
    at = reverse("console-answer", args=["feedback", answer.id])
    person = stage.person(stage.HANAKO)
    name = SealedValue.objects.filter(person_id=person, field="name").first()
    assert name is not None
    new = dict.fromkeys(_BOTH, reverse("console-answer-new", args=["feedback"]))
    own, value = dict.fromkeys(_BOTH, str(person)), {lang: f"/{lang}/me/value/{name.id}" for lang in _BOTH}
    work = "feedback:feedback"
    return [
        Stop("console-unsaved-waits", new, stage.HELPERS, act=_without_session("answer_")),
        Stop("console-unsaved", new, stage.HELPERS, act=_come_back("answer_")),
        Stop("console-unsaved-locked", new, stage.HELPERS, act=_locked, hand=work),
        Stop("me-unsaved-waits", value, own=own, act=_without_session("name")),
        Stop("me-unsaved", value, own=own, act=_come_back("name")),
        Stop("zz-console-two-tabs", dict.fromkeys(_BOTH, at), stage.HELPERS, act=_two_tabs),
        Stop("zz-console-gone-meanwhile", dict.fromkeys(_BOTH, at), stage.HELPERS, act=_gone(str(answer.id))),
    ]


def _type(page: Page, begins: str, text: str = "") -> Callable[[], None]:
    """Type into the first field whose name begins so; returns what sends its form."""
    field = page.locator(f"main form :is(input, textarea)[id^='f-{begins}']").first
    field.fill(text or _TYPED[page.locator("html").get_attribute("lang") or "en"])

    def send() -> None:
        page.locator(f"main form:has([id^='f-{begins}'])").first.locator(
            "button[type=submit]:not([name])"
        ).first.click()
        page.wait_for_load_state()

    return send


def _without_session(begins: str) -> Act:
    def act(page: Page) -> None:
        send, cookies = _type(page, begins), page.context.cookies()
        page.context.clear_cookies()
        send()
        page.context.add_cookies([{**each} for each in cookies])  # type: ignore[typeddict-item]

    return act


def _come_back(begins: str) -> Act:
    def act(page: Page) -> None:
        _without_session(begins)(page)
        page.locator("form:has(input[name=kept-form]) button").click()
        page.wait_for_load_state()

    return act


def _locked(page: Page) -> None:
    _type(page, "answer_")
    page.locator("form[data-lock] button").click()
    page.wait_for_load_state()


def _two_tabs(page: Page) -> None:
    tab = page.context.new_page()
    tab.goto(page.url)
    _type(tab, "answer_", f"{tab.locator('html').get_attribute('lang')} {clock().isoformat()}")()
    tab.close()
    _type(page, "answer_")()


def _gone(id: str) -> Act:
    def act(page: Page) -> None:
        send = _type(page, "answer_")
        page.locator("main form:has([id^='f-answer_'])").evaluate(
            "(form, [id, gone]) => { form.action = location.pathname.replace(id, gone); }", [id, _GONE]
        )
        send()

    return act
