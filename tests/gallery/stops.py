"""Where the walk goes: every address that answers to GET, each with an example of what it is about."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from playwright.sync_api import Page

from azukari.accounts.models import User
from azukari.cases.models import Case
from azukari.charter.current import current
from azukari.charter.models import Charter
from azukari.disclosure.models import Contract, Instruction, LegalCase, Transfer
from azukari.forms.models import ImportOrder, Submission
from azukari.magazine.models import Issue
from azukari.policy.casework import CaseState
from azukari.reconsent.models import Round
from azukari.vault.models import DuplicatePair, Merge, SealedValue
from tests.console import desks
from tests.gallery import stage

LAST = "zz"
"""So begin the names of stops that change what others show: they are looked at when all else was, letters too."""

type Arguments = Mapping[str, object]
type Act = Callable[[Page], None]

_FORMS = ("membership", "volunteers", "feedback", "magazine", "plastic-free-river", "riverside-survey")
_STAFF = (stage.PRIVACY, stage.OFFICE, stage.HELPERS, stage.LETTERS, stage.SYSTEMS, stage.AUDIT)


@dataclass(frozen=True, slots=True)
class Stop:
    """A page to look at.

    Args:
        name: of its pictures.
        path: in each language.
        staff: who is signed in to the console; blank for nobody.
        own: whose own page is open; blank for nobody's.
        act: what is done on the page before it is looked at.
    """

    name: str
    path: Mapping[str, str]
    staff: str = ""
    own: Mapping[str, str] | None = None
    act: Act | None = None


def _named(patterns: Sequence[URLPattern | URLResolver], *, speaks: bool = False) -> Iterator[tuple[str, bool]]:
    for pattern in patterns:
        spoken = speaks or "lang:lang" in str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _named(pattern.url_patterns, speaks=spoken)
        elif pattern.name and "api" not in str(pattern.pattern)[:3]:
            yield pattern.name, spoken


def _examples() -> Mapping[str, Sequence[Arguments]]:
    """Arguments by address, where it must be with others for a language; those not named here take none."""
    of: dict[str, list[Arguments]] = {}
    member = stage.person(stage.HANAKO)
    value = SealedValue.objects.filter(person_id=member, field="name").first()
    read = Submission.objects.filter(form="membership", person_id=member).first()
    voice = Submission.objects.filter(form="feedback").order_by("-id").first()
    assert value
    assert read
    assert voice
    for name in (
        "console-submissions",
        "console-submissions-numbers",
        "console-submissions-apart",
        "console-entry-form",
        "console-reply-templates",
        "console-reply-template-new",
        "form",
    ):
        of[name] = [{"slug": form} for form in _FORMS]
    for name in ("console-policy-preview", "console-embedding-form", "embedded-form"):
        of[name] = [{"slug": form} for form in _FORMS[:2]]
    of["campaign"] = of["console-campaign"] = [{"slug": "plastic-free-river"}]
    of["console-submission"] = [{"slug": one.form, "id": one.id} for one in (read, voice)]
    of["console-person"] = [{"person_id": member}]
    of["console-person-correct"] = [{"person_id": member, "value_id": value.id}]
    of["console-policy-page"] = [{"clause": clause} for clause in _clauses()]
    of["console-policy-round-end"] = [{"charter": number} for number in Round.objects.values_list("charter", flat=True)]
    of["console-duplicate"] = [{"pair_id": id} for id in DuplicatePair.objects.values_list("id", flat=True)[:2]]
    of["console-import-order"] = [{"id": id} for id in ImportOrder.objects.values_list("id", flat=True)]
    of["console-import-begin"] = of["console-import-change"] = of["console-import-order"]
    of.update(_magazine())
    of.update(_cases())
    of.update(_recipients())
    invited = User.objects.filter(email="new-0@seoto.example.org").values_list("reference", flat=True)
    known = User.objects.filter(email=stage.HELPERS).values_list("reference", flat=True)
    for name in ("member", "disable", "renew", "call-off"):
        of[f"console-staff-{name}"] = [{"reference": one} for one in (*invited, *known)]
    of["privacy-version"] = [{"number": number} for number in Charter.objects.values_list("number", flat=True)]
    of["form-sent"] = of["form-arrived"] = [{"slug": "membership"}, {"slug": "feedback"}]
    of["guardian-outcome"] = [
        {"slug": "plastic-free-river", "outcome": what} for what in ("asked", "agreed", "refused")
    ]
    of["me-withdraw"] = of["me-erase-purpose"] = [{"purpose": "magazine"}, {"purpose": "membership"}]
    amelia = stage.person(stage.AMELIA)
    hers = SealedValue.objects.filter(person_id=amelia, field="name").first()
    sent = Submission.objects.filter(form="membership", person_id=amelia).first()
    assert hers
    assert sent
    of["me-value"] = [{"value": value.id, "en": {"value": hers.id}}]
    of["me-end"] = of["me-notice"] = [{"submission": read.id, "en": {"submission": sent.id}}]
    of["me-part"] = [{"merge": id} for id in Merge.objects.values_list("id", flat=True)[:1]]
    of["console-invitation"] = [{"reference": one, "key": "no-key"} for one in invited]
    of["account_reset_password_from_key"] = [{"uidb36": "1", "key": "no-key"}]
    return of


def _clauses() -> list[str]:
    return ["organisation", "requests", "purposes.membership", "forms.membership", "forms.volunteers.fields.phone"]


def _magazine() -> Mapping[str, list[Arguments]]:
    of: dict[str, list[Arguments]] = {}
    for name in ("list", "settings", "growth", "templates"):
        of[f"console-magazine-{name}"] = [{"slug": "magazine"}]
    issues = [{"slug": "magazine", "issue_id": id} for id in Issue.objects.order_by("id").values_list("id", flat=True)]
    for name in ("issue", "edit", "who"):
        of[f"console-magazine-{name}"] = list(issues)
    of["console-magazine-preview"] = of["console-magazine-text"] = [{**one, "lang": "ja"} for one in issues]
    of["magazine-list"] = of["magazine-search"] = of["magazine-feed"] = [{"slug": "magazine"}]
    of["magazine-issue"] = [{"slug": "magazine", "number": number} for number in (1, 2)]
    return of


def _cases() -> Mapping[str, list[Arguments]]:
    chosen: list[UUID] = []
    for state in CaseState:
        chosen += Case.objects.filter(state=state).order_by("id").values_list("id", flat=True)[:3]
    return {"console-rights-case": [{"case_id": id} for id in chosen]}


def _recipients() -> Mapping[str, list[Arguments]]:
    of: dict[str, list[Arguments]] = {}
    contracts = [{"contract_id": id} for id in Contract.objects.values_list("id", flat=True)]
    for step in ("", "-sign", "-force", "-suspend", "-end", "-review"):
        of[f"console-contract{step}"] = list(contracts)
    transfers = [{"transfer_id": id} for id in Transfer.objects.values_list("id", flat=True)]
    for step in ("", "-approve", "-decline"):
        of[f"console-transfer{step}"] = list(transfers)
    demands = [{"case_id": id} for id in LegalCase.objects.values_list("id", flat=True)]
    for step in ("", "-document", "-scope", "-inform", "-approve", "-close", "-letter"):
        of[f"console-case{step}"] = list(demands)
    of["console-instruction"] = [{"instruction_id": id} for id in Instruction.objects.values_list("id", flat=True)[:1]]
    for name in ("recipient", "recipient-reach", "recipient-accept", "transfer-begin", "case-begin"):
        of[f"console-{name}"] = [{"slug": "kotori-mail"}]
    of["console-recipient"] = [{"slug": slug} for slug in ("kotori-mail", "tax-office")]
    of["console-case-begin"] = [{"slug": "tax-office"}]
    return of


@dataclass(frozen=True, slots=True)
class Walk:
    """Pages to look at, and the addresses of which there is none, with the reason."""

    stops: list[Stop]
    left: list[str]


def walk() -> Walk:
    """Every address, asked once in this process to see who gets a page there."""
    examples, found, left = _examples(), Walk([], []), []
    clients = {email: desks.fresh(stage.member(email)) for email in _STAFF}
    own = Client()
    own.cookies["azukari_me"] = ""
    for name, speaks in dict.fromkeys(_named(get_resolver().url_patterns)):
        for number, arguments in enumerate(examples.get(name, [{}])):
            try:
                path = {lang: _path(name, arguments, lang, speaks=speaks) for lang in ("ja", "en")}
            except NoReverseMatch:
                left.append(f"{name}: no example")
                continue
            stop = Stop(name if number == 0 else f"{name}-{number + 1}", path)
            placed = _place(stop, clients)
            found.stops.extend([placed] if isinstance(placed, Stop) else [])
            left.extend([f"{stop.name}: {placed}"] if isinstance(placed, str) else [])
    found.left.extend(left)
    return found


def _path(name: str, arguments: Arguments, lang: str, *, speaks: bool) -> str:
    of_all = {key: value for key, value in arguments.items() if key != "en"}
    more = arguments.get(lang, {})
    assert isinstance(more, dict)
    return reverse(name, kwargs={**of_all, **more, **({"lang": lang} if speaks else {})})


def _place(stop: Stop, clients: Mapping[str, Client]) -> Stop | str:
    """The stop with whoever gets a page there, or why nobody does."""
    path, answers = stop.path["en"], []
    if path.startswith("/en/me"):
        return replace(stop, own={"ja": stage.HANAKO, "en": stage.AMELIA})
    for email, client in {**clients, "": Client()}.items():
        if email and not path.startswith("/console/"):
            continue
        answer = client.get(path)
        if answer.status_code == 200:
            html = answer.headers.get("Content-Type", "").startswith("text/html")
            return replace(stop, staff=email) if html else "no page"
        answers.append(answer.status_code)
    return f"answers {sorted(set(answers))}"


def policy_forms() -> list[str]:
    """The forms of the policy that rules."""
    return list(current().policy.forms)
