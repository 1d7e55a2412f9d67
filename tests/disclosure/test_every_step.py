"""Every step with a recipient is a form that says what is missing, keeps what was typed, and is carried out."""

from collections.abc import Mapping

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from azukari.core.policy_versions.current import current
from azukari.core.transfers.models import Channel, Contract, LegalCase, Recipient
from azukari.core.transfers.register import add_authority
from tests.console import desks
from tests.disclosure import office

pytestmark = pytest.mark.django_db

AUTHORITY = "tax-office"
TYPED = "<b>typed</b> & kept"
NUMBER = "0000-0000"

type Data = Mapping[str, object]


def paper() -> SimpleUploadedFile:
    return SimpleUploadedFile("order.pdf", b"%PDF-1.7 an order", "application/pdf")


def drafted() -> Contract:
    Contract.objects.filter(recipient=office.KOTORI).update(state="draft")
    return Contract.objects.get(recipient=office.KOTORI)


def engaged() -> Contract:
    return Contract.objects.get(recipient=office.KOTORI, state="in-force")


def describing() -> tuple[str, Data]:
    row = drafted()
    entry = current().policy.recipients[row.recipient_id]
    texts = {f"{name}_{lang}": "What it does." for name in ("service", "improves") for lang in ("ja", "en")}
    chosen = {"purposes": list(entry.purposes)[:1], "categories": [c.value for c in entry.categories][:1]}
    times = {"begins": f"{row.begins}", "ends": "", "review_months": "6", "subcontractors": "One, Japan, post\r\nTwo"}
    return reverse("console-contract", args=[row.id]), {**texts, **chosen, **times, "version": row.version}


def of_contract(step: str, **data: object) -> tuple[str, Data]:
    row = engaged()
    return reverse(f"console-contract-{step}", args=[row.id]), {**data, "version": row.version}


def reviewing() -> tuple[str, Data]:
    kept = {f"q_{clause.slug}": "yes" for clause in current().policy.confidentiality}
    return of_contract("review", **kept, findings="All is well.", outcome="passed", evidence=paper())


def reaching() -> tuple[str, Data]:
    row = Recipient.objects.get(slug=office.KOTORI)
    data = {"channel": "file", "public_key": row.public_key, "contact_email": "tsubame@kotori.example"}
    return reverse("console-recipient-reach", args=[row.slug]), {**data, "contact_lang": "ja", "version": row.version}


def making_a_token() -> tuple[str, Data]:
    Recipient.objects.filter(slug=office.KOTORI).update(channel=Channel.API)
    return reverse("console-recipient-token", args=[office.KOTORI]), {"name": "Mailer", "days": "30"}


def a_case() -> LegalCase:
    return LegalCase.objects.get()


def begun() -> tuple[str, Data]:
    row = Recipient.objects.filter(slug=AUTHORITY).first() or add_authority(
        AUTHORITY,
        name={"ja": "税務署", "en": "Tax office"},
        address={"ja": "東京", "en": "Tokyo"},
        country="JP",
        actor=office.ASKER,
        now=desks.moment(),
    )
    data = {"compelled": "yes", "citation": "Act 1", "document": paper(), "categories": ["name", "address"]}
    return reverse("console-case-begin", args=[row.slug]), data


STEPS = {
    "describe": describing,
    "suspend": lambda: of_contract("suspend", reason="breach", words=""),
    "end": lambda: of_contract("end", reason="breach", words="It is over."),
    "review": reviewing,
    "reach": reaching,
    "token": making_a_token,
    "authority": lambda: (
        reverse("console-authority"),
        {"name_ja": "税務署", "name_en": "Tax office", "address": "Tokyo", "slug": AUTHORITY},
    ),
    "guidelines": lambda: (reverse("console-guidelines"), {"text_ja": "指針", "text_en": "Guide", "grace": "14"}),
    "accept": lambda: (reverse("console-recipient-accept", args=[office.KOTORI]), {"by": "Tsubame Kotori"}),
    "case": begun,
    "agent": lambda: (
        reverse("console-agent-new"),
        {
            "name": "Permission Slip",
            "code": "slip",
            "verify_key": "A" * 43 + "=",
            "web_url": "https://agent.example.org/",
            "callback_host": "",
            "business_id": "azukari",
            "lang": "en",
        },
    ),
}


@pytest.fixture
def client(kotori: office.Company) -> Client:
    return desks.fresh(desks.staff("privacy"))


@pytest.mark.parametrize("name", STEPS)
def test_what_is_right_is_carried_out(client: Client, name: str):
    at, data = STEPS[name]()
    assert client.get(at).status_code == 200
    answer = client.post(at, data)
    assert answer.status_code in ({200} if name == "token" else {302}), answer.content.decode()


@pytest.mark.parametrize("name", STEPS)
def test_what_is_missing_is_named_and_nothing_is_done(client: Client, name: str):
    at, _data = STEPS[name]()
    answer = client.post(at, {"version": "1"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Error:" in page
    assert 'href="#f-' in page
    assert 'aria-invalid="true"' in page or "has-error" in page


def test_what_was_typed_stands_there_again(client: Client):
    at, data = describing()
    answer = client.post(at, {**data, "service_en": TYPED, "begins": "tomorrow", "purposes": ["nothing"]})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "&lt;b&gt;typed&lt;/b&gt; &amp; kept" in page
    assert 'value="tomorrow"' in page
    assert "Write the day as 2026-11-24." in page
    assert "Choose one or more." in page


def test_a_case_is_worked_on_step_by_step(client: Client):
    at, data = begun()
    client.post(at, data)
    for step, answers in (
        ("document", {"citation": "Act 2", "reference": "No. 5", "document": paper()}),
        ("scope", {"people": str(desks.register("magazine").person), "minimum": ["name"]}),
        ("inform", {"informed": "no", "prohibition": "Act 3"}),
    ):
        row = a_case()
        answer = client.post(reverse(f"console-case-{step}", args=[row.id]), {**answers, "version": row.version})
        assert answer.status_code == 302, answer.content.decode()
    assert (a_case().citation, a_case().minimum) == ("Act 2", "name")


def test_a_version_that_was_overtaken_is_refused_in_words(client: Client):
    at, data = reaching()
    answer = client.post(at, {**data, "version": "0"})
    assert answer.status_code == 409
    assert "Someone has changed this in the meantime" in answer.content.decode()


@pytest.mark.parametrize(("step", "said"), [("sign", "recorded already"), ("force", "in force already")])
def test_what_was_done_already_is_said_and_not_offered_again(client: Client, step: str, said: str):
    page = client.get(of_contract(step)[0]).content.decode()
    assert said in page
    assert 'type="submit"' not in page[page.index("<main") : page.index("</main>")]


@pytest.mark.parametrize("step", ["force", "suspend", "review"])
def test_what_a_draft_does_not_allow_is_said_and_not_offered(client: Client, step: str):
    page = client.get(reverse(f"console-contract-{step}", args=[drafted().id]), headers={"Accept-Language": "en"})
    said = page.content.decode()
    assert "The contract is a draft" in said or "この契約はまだ下書きです" in said
    assert '<button type="submit"' not in said.partition("<main")[2].partition("</main")[0]
