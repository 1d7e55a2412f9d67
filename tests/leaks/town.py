"""A town: somebody for each form of the starter policy, every one of their words a mark, and somebody for each duty."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from azukari.core.accounts.models import User
from azukari.core.cases.lifecycle import Request, open_case
from azukari.core.cases.models import Case
from azukari.core.forms.suspicion import Suspected
from azukari.core.policy_versions.current import Current
from azukari.core.vault.index_rebuild import unindexed
from azukari.core.vault.notes import NoteKind
from azukari.policy.casework import CaseChannel, CaseKind, ReplyBy
from azukari.policy.terms import Category, Field, FieldType, Form, Policy
from tests.console import desks
from tests.leaks.marks import EXCHANGE, STEM, Mark, Marks

CITIZENS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "member": ("membership", ("magazine",)),
    "helper": ("volunteers", ()),
    "writer": ("feedback", ()),
    "reader": ("magazine", ()),
    "signer": ("plastic-free-river", ("campaign-updates",)),
    "asked": ("riverside-survey", ()),
    "waiting": ("membership", ("magazine",)),  # has not confirmed the address
    "robot": ("volunteers", ()),  # kept apart as spam
}
"""By name: the form that was filled in, and what was agreed to besides."""

CHOSEN = {"member_class": "regular", "topic": "question", "visits": "weekly", "activities": ["translation"]}
_SPAM = Suspected(4, ("hasty",))


@dataclass(frozen=True, slots=True)
class Citizen:
    """
    Args:
        may: the purposes that living grants let their data be used for.
    """

    name: str
    person: UUID
    submission: UUID
    form: str
    may: frozenset[str]

    @property
    def email(self) -> str:
        return f"{STEM.lower()}-{self.name}@mail.example.org"


@dataclass
class Town:
    charter: Current
    citizens: dict[str, Citizen]
    marks: Marks
    staff: dict[str, User] = field(default_factory=dict)
    cases: list[Case] = field(default_factory=list)

    @property
    def policy(self) -> Policy:
        return self.charter.policy

    def citizen(self, person: UUID) -> Citizen | None:
        """Whoever lives here under this reference."""
        return next((c for c in self.citizens.values() if c.person == person), None)


def _typed(citizen: str, number: int, position: int, asked: Field) -> object:
    """What a citizen writes into a field."""
    if asked.id in CHOSEN:
        return CHOSEN[asked.id]
    match asked.type:
        case FieldType.EMAIL:
            return f"{STEM.lower()}-{citizen}@mail.example.org"
        case FieldType.PHONE:
            return f"{'050' if asked.category is Category.FAX else '090'}-{EXCHANGE}-{number:02}{position:02}"
        case FieldType.POSTCODE:
            return "100-0001"
        case FieldType.CHOICE | FieldType.CHOICES:
            return None
        case _:
            return f"{STEM}{citizen} {asked.id.replace('_', '')}{STEM.lower()}"


def answers(form: Form, citizen: str, number: int) -> dict[str, object]:
    """What a citizen writes into a form."""
    found = {asked.id: _typed(citizen, number, at, asked) for at, asked in enumerate(form.fields)}
    return {name: value for name, value in found.items() if value is not None}


def _register(charter: Current, name: str, number: int) -> tuple[Citizen, list[Mark]]:
    slug, consents = CITIZENS[name]
    form = charter.policy.forms[slug]
    typed = answers(form, name, number)
    more = {**typed, "of-age": "yes"} if form.minors else typed
    got = desks.register(
        slug,
        {**more, **{f"consent.{purpose}": True for purpose in consents}},
        confirmed=name != "waiting",
        suspected=_SPAM if name == "robot" else None,
    )
    may = {*form.purposes, *consents} if name not in ("waiting", "robot") else set()
    known = {asked.id: asked for asked in form.fields}
    marks = [
        Mark(text, got.person, id, known[id].category, frozenset(known[id].purposes))
        for id, text in typed.items()
        if isinstance(text, str) and (STEM.lower() in text.lower() or EXCHANGE in text)
    ]
    return Citizen(name, got.person, got.submission, slug, frozenset(may)), marks


def _caller(town: Town) -> None:
    """Somebody rings up: what they say is a note of a case, and a mark of nobody."""
    words = {NoteKind.CONTACT: f"{STEM}caller contact 090-{EXCHANGE}-9901", NoteKind.SAID: f"{STEM}caller said"}
    request = Request(CaseKind.QUESTION, CaseChannel.PHONE, "en", ReplyBy.PHONE, words=words)
    town.cases.append(open_case(request, actor=desks.OPERATOR, now=desks.moment()))
    nobody = UUID(int=0)
    town.marks.known += [Mark(text, nobody, kind.value, Category.MESSAGE, frozenset()) for kind, text in words.items()]


def settle() -> Town:
    """Publish the policy, and let everybody come."""
    charter = desks.publish()
    town = Town(charter, {}, Marks([]))
    for number, name in enumerate(CITIZENS, start=1):
        citizen, marks = _register(charter, name, number)
        town.citizens[name] = citizen
        town.marks.known += marks
    town.staff = {duty: desks.staff(duty) for duty in charter.policy.duties}
    _caller(town)
    assert not unindexed()
    return town
