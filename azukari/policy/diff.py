"""What changes for people between two policies, in sentences.

Rules name the changes that matter. Whatever else differs is found by comparing the documents leaf by leaf, so that no
change passes unmentioned.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from azukari.policy.change import Change, Effect, neutral
from azukari.policy.changes import forms, layout, office, purposes, recipients
from azukari.policy.finding import both
from azukari.policy.parse import canonical, document
from azukari.policy.places import place
from azukari.policy.terms import Policy

type Rule = Callable[[Policy, Policy], Iterator[Change]]

RULES: tuple[Rule, ...] = (
    purposes.come_and_gone,
    purposes.categories,
    purposes.retention,
    purposes.grounds,
    purposes.editions,
    purposes.oldest_editions,
    purposes.exceptional,
    purposes.second_people,
    purposes.uses,
    recipients.come_and_gone,
    recipients.scope,
    recipients.identity,
    recipients.confidentiality,
    recipients.duties,
    recipients.passkeys,
    recipients.contracts,
    forms.come_and_gone,
    forms.purposes,
    forms.fields,
    layout.conditions,
    layout.sections,
    layout.caps,
    layout.minors,
    forms.dates,
    office.lengths,
    office.numbers,
    office.statistics,
    office.details,
    office.controller,
)
_ORDER = (Effect.WIDENED, Effect.NARROWED, Effect.NEUTRAL, Effect.WORDING)


def diff(old: Policy, new: Policy) -> tuple[Change, ...]:
    """All changes from ``old`` to ``new``: widened first, mere wording last; empty if the documents are the same."""
    changes = [change for rule in RULES for change in rule(old, new)]
    changes += _others(old, new, {change.clause for change in changes})
    if not changes and canonical(old) != canonical(new):
        changes.append(neutral("", "並び順だけが変わります。", "Only the order changes."))
    return tuple(sorted(changes, key=lambda change: _ORDER.index(change.effect)))


def widens_existing(changes: Iterable[Change]) -> bool:
    """Whether people must be asked again: more is done with data that they have left already (law 10 of the design)."""
    return any(change.effect is Effect.WIDENED and change.existing for change in changes)


@dataclass(frozen=True, slots=True)
class SecondPerson:
    """Why one person alone may not publish a policy; false where they may.

    Args:
        exceptional: exceptional purposes that are new, changed, or asked for in another field (P12, P13).
        reworded: purposes whose statement changes while its author says that nothing more is allowed by it. The
            program cannot tell, so two people answer for it (law 10).
        widens: more is done with data that people have left already.
    """

    exceptional: tuple[str, ...] = ()
    reworded: tuple[str, ...] = ()
    widens: bool = False

    def __bool__(self) -> bool:
        return bool(self.exceptional or self.reworded or self.widens)


def second_person(old: Policy | None, new: Policy) -> SecondPerson:
    """What a second person has to approve before ``new`` is published, in the document's order.

    Args:
        old: the policy that rules now; None before the first.
    """
    exceptional = tuple(
        slug
        for slug, purpose in new.purposes.items()
        if purpose.exceptional
        and (old is None or old.purposes.get(slug) != purpose or _asked(old, slug) != _asked(new, slug))
    )
    if old is None:
        return SecondPerson(exceptional)
    reworded = tuple(
        slug
        for slug, will in new.purposes.items()
        if (was := old.purposes.get(slug))
        and (will.edition < was.edition or (will.edition == was.edition and will.statement != was.statement))
    )
    return SecondPerson(exceptional, reworded, widens_existing(diff(old, new)))


def _asked(policy: Policy, purpose: str) -> set[tuple[str, str]]:
    return {(slug, f.id) for slug, form in policy.forms.items() for f in form.fields if purpose in f.purposes}


def _others(old: Policy, new: Policy, named: set[str]) -> Iterator[Change]:
    before, after = dict(_leaves(document(old), "")), dict(_leaves(document(new), ""))
    for clause in {**before, **after}:
        was, will = before.get(clause), after.get(clause)
        if was == will or _is_named(clause, named):
            continue
        where = place(clause, new, old)
        if _is_text(was) or _is_text(will):
            sentence = both(f"{where['ja']}の言い回しが変わります。", f"Words change: {where['en']}.")
            yield Change(Effect.WORDING, clause, sentence, before=was, after=will)
        else:
            yield neutral(clause, f"{where['ja']}の細かな定めが変わります。", f"A detail changes: {where['en']}.")


def _is_named(clause: str, named: set[str]) -> bool:
    clause = clause.replace(".may_use.", ".needs.")  # a change of a purpose's categories is named at its needs
    clause = clause.replace(".edition", ".statement") if clause.startswith("purposes.") else clause
    return any(clause == name or clause.startswith(f"{name}.") for name in named)


def _leaves(value: Any, clause: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping) and not _is_text(value):
        for key, held in value.items():
            yield from _leaves(held, f"{clause}.{key}".lstrip("."))
    elif isinstance(value, list):
        for held in value:
            name = (
                next((held[n] for n in ("id", "slug", "value") if n in held), None) if isinstance(held, dict) else held
            )
            yield from _leaves(held, f"{clause}.{name}")
    else:
        yield clause, value


def _is_text(value: Any) -> bool:
    return isinstance(value, Mapping) and bool(value) and value.keys() <= {"ja", "en"}
