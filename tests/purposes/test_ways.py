"""P14: each way of using people's data x each purpose. What a purpose does not allow is refused before anybody is
opened, in words, and recorded. Ways come from the registries and purposes from the policies; what the starter's
purposes are meant to allow stands in the guide.
"""

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest

import azukari
from azukari.core.consent.models import Grant
from azukari.core.ledger.models import Pending
from azukari.core.mail import letter, mailing_kind
from azukari.core.mail.mailing import NoText, write
from azukari.core.vault.events import VALUE_REFUSED, VALUE_RELEASED
from azukari.core.vault.reasons import Reason
from azukari.core.vault.refusal import Refused
from azukari.core.vault.release import ReleaseOptions, release
from azukari.core.vault.ways import NotDeclared, declared
from azukari.policy.parse import STARTER, parse
from azukari.policy.terms import OWN_ACCESS, RESERVED_PURPOSES, Actor, ActorKind, Category
from azukari.policy.ways import Way, may_serve
from tests.console import desks
from tests.purposes.matrix import as_text, cells, in_guide, meant, policies, written

PROGRAM = Path(azukari.__file__).parent
ACTOR = Actor(ActorKind.SYSTEM, "tests")
BOUND = [way for way in declared() if way.serves]
"""Ways that need a purpose of the policy with one of their uses."""
ALLOWED = meant()
"""What the guide says that the starter's purposes allow, way by way."""


def test_the_starter_allows_this_and_nothing_else() -> None:
    found: dict[str, set[str]] = defaultdict(set)
    policy = policies()["starter"]
    for (way, purpose), allowed in cells(policy).items():
        if way.serves and allowed:
            found[purpose].add(way.name)
    assert {purpose: found[purpose] for purpose in policy.purposes} == ALLOWED


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_guide_has_the_table(lang: str) -> None:
    assert written(lang) == in_guide(lang), "Run python -m tests.purposes --write, and read what has changed."


@pytest.mark.parametrize("name", ["starter", "demonstration"])
def test_every_cell_follows_from_what_the_way_and_the_purpose_say(name: str) -> None:
    policy = policies()[name]
    found = cells(policy)
    assert len(found) == len(declared()) * (len(policy.purposes) + len(RESERVED_PURPOSES))
    for (way, purpose), allowed in found.items():
        if way.serves is None:
            assert allowed
        elif purpose in RESERVED_PURPOSES:
            assert allowed is (not way.serves)
        elif not way.serves:
            assert not allowed, "What tells people of their own data serves no purpose of a policy."
    assert len(as_text(policy).splitlines()) == len(declared()) + 1


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["membership", "volunteers", "feedback", "magazine", "plastic-free-river"])
def test_each_cell_is_tried_with_somebody_s_data(form: str) -> None:
    known = desks.publish()
    one, now = desks.register(form), desks.moment()
    purposes = {*Grant.objects.living(now).filter(person_id=one.person).values_list("purpose", flat=True)}
    assert purposes >= {*known.policy.forms[form].purposes}
    for purpose in sorted(purposes):
        categories = known.policy.purposes[purpose].categories - {Category.FAX, Category.OCCUPATION}
        for way in BOUND:
            before = _recorded(VALUE_RELEASED), _recorded(VALUE_REFUSED)
            if way.name not in ALLOWED[purpose]:
                with pytest.raises(Refused) as refused:
                    _open(one.person, purpose, categories, way)
                said = refused.value.verdict
                assert said.code in ("way.other-use", "way.no-use")
                assert all(way.title[lang] in said.sentence[lang] for lang in ("ja", "en"))
                assert (_recorded(VALUE_RELEASED), _recorded(VALUE_REFUSED)) == (before[0], before[1] + 1)
            else:
                assert _open(one.person, purpose, categories, way)[one.person]
                assert (_recorded(VALUE_RELEASED), _recorded(VALUE_REFUSED)) == (before[0] + 1, before[1])


def _open(person, purpose, categories, way):
    why, now = Reason.SERVICE, desks.moment()
    return release(
        [person],
        purpose=purpose,
        categories=categories,
        actor=ACTOR,
        reason=why,
        now=now,
        options=ReleaseOptions(way=way),
    )


def _recorded(kind) -> int:
    return Pending.objects.filter(kind=kind.name).count()


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [kind.name for kind in mailing_kind.kinds()])
def test_no_mailing_is_made_for_a_purpose_that_does_not_allow_it(kind: str) -> None:
    known = desks.publish()
    for purpose in [*known.policy.purposes, OWN_ACCESS]:
        allowed = bool(may_serve(known.policy, mailing_kind.mailing_kind(kind).way, purpose))
        before = _recorded(VALUE_REFUSED)
        with pytest.raises(NoText if allowed else Refused):
            write(kind, purpose=purpose, texts=[], actor=ACTOR, now=desks.moment())
        assert _recorded(VALUE_REFUSED) - before == (0 if allowed else 1)


@pytest.mark.django_db
def test_nothing_is_opened_in_a_way_that_nobody_declared() -> None:
    desks.publish()
    one = desks.register("membership")
    nobody_said = Way("nobody:said", {"ja": "何か", "en": "something"}, None)
    with pytest.raises(NotDeclared):
        _open(one.person, "membership", frozenset({Category.NAME}), nobody_said)


def test_a_letter_for_purposes_of_the_policy_says_which_uses_it_serves() -> None:
    kind = letter.LetterKind("test:silent", "membership", lambda _message, _now: None, "word")
    with pytest.raises(letter.UndeclaredUse):
        letter.register(kind)
    assert "test:silent" not in {each.name for each in letter.registered()}


def _calls(name: str):
    for file in PROGRAM.rglob("*.py"):
        if "tests" in file.parts or file.name.startswith("test_"):
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
                yield file.relative_to(PROGRAM), node


def test_whoever_opens_data_names_the_way() -> None:
    silent = [
        f"{file}:{call.lineno}"
        for file, call in _calls("release")
        if any(word.arg == "purpose" for word in call.keywords) and not _names_a_way(call)
    ]
    assert not silent, "Say in which way it is used: release(..., options=ReleaseOptions(way=...))"


def _names_a_way(call: ast.Call) -> bool:
    options = next((word.value for word in call.keywords if word.arg == "options"), None)
    return isinstance(options, ast.Call) and any(word.arg == "way" for word in options.keywords)


def test_every_way_that_the_source_names_is_declared() -> None:
    named = [call.args[0].value for _file, call in _calls("Way") if isinstance(call.args[0], ast.Constant)]
    written = {name for name in named if re.fullmatch(r"[a-z-]+:[a-z-]+", str(name))}  # others are ways on a page
    assert len(written) > 10
    assert written <= {way.name for way in declared()}, "Name it in the manifest of its slice (ways)."


def test_the_policy_that_a_guide_makes_says_it_as_well() -> None:
    said = parse(STARTER.read_text("utf-8")).purposes.values()
    assert all(purpose.uses is not None for purpose in said)
