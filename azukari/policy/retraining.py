"""Which duties a change of the policy touches: whoever holds one of them studies it, and nobody else (P34)."""

from collections.abc import Callable, Mapping

from azukari.policy.change import Change, Effect
from azukari.policy.diff import diff
from azukari.policy.terms import Act, Duty, Form, Policy

type Touches = Callable[[str, frozenset[str], Duty], bool]
"""Asked of the rest of a clause, the purposes that it is about, and a duty that the change may touch."""


def touched(old: Policy, new: Policy) -> Mapping[str, tuple[Change, ...]]:
    """What changes for each duty of ``new`` that something changes for."""
    changes = diff(old, new)
    found = {slug: tuple(c for c in changes if touches(c, old, new, slug)) for slug in new.duties}
    return {slug: some for slug, some in found.items() if some}


def touches(change: Change, old: Policy, new: Policy, duty: str) -> bool:
    """Whether whoever holds the duty, in the new policy, has to know this change."""
    section, _dot, rest = change.clause.partition(".")
    known = new.duties.get(duty)
    rule = _SECTIONS.get(section)
    if known is None or rule is None or (change.effect is Effect.WORDING and section not in _WORDS_COUNT):
        return False
    before = old.duties.get(duty)
    purposes = known.purposes | (before.purposes if before else frozenset())
    held = Duty(known.slug, known.title, purposes, known.acts | (before.acts if before else frozenset()))
    return rule(rest, _about(section, rest, old, new), held)


def _about(section: str, rest: str, *policies: Policy) -> frozenset[str]:
    """The purposes that a clause is about, in either policy."""
    slug, _dot, inner = rest.partition(".")
    found: set[str] = set()
    for policy in policies:
        if section == "purposes":
            found.add(slug)
        elif section == "recipients" and slug in policy.recipients:
            found |= set(policy.recipients[slug].purposes)
        elif section == "forms" and slug in policy.forms:
            found |= _of_form(policy.forms[slug], inner)
        elif section == "minors":
            found |= {p for form in policy.forms.values() if form.minors for p in form.purposes}
    return frozenset(found)


def _of_form(form: Form, inner: str) -> set[str]:
    part, _dot, id = inner.partition(".")
    if part == "fields":
        field = form.field(id.partition(".")[0])
        return set(field.purposes) if field else set()  # it is new, or gone: the other policy has it
    return {*form.purposes, *(form.consents if part == "consents" else ())}


def _serves(_rest: str, about: frozenset[str], duty: Duty) -> bool:
    return bool(about & duty.purposes)


def _itself(rest: str, _about: frozenset[str], duty: Duty) -> bool:
    return rest.partition(".")[0] == duty.slug


def _everybody(_rest: str, _about: frozenset[str], _duty: Duty) -> bool:
    return True


def _opens(_rest: str, _about: frozenset[str], duty: Duty) -> bool:
    return bool(duty.purposes)


def _does(*acts: Act) -> Touches:
    return lambda _rest, _about, duty: bool(duty.acts & set(acts))


def _recipient(rest: str, about: frozenset[str], duty: Duty) -> bool:
    return _serves(rest, about, duty) or bool(duty.acts & {Act.DISCLOSE, Act.APPROVE_DISCLOSURE, Act.SUPERVISE})


def _organisation(rest: str, _about: frozenset[str], _duty: Duty) -> bool:
    return rest == "registration"  # another body; its telephone and the like are no matter of conduct


def _supplement(rest: str, _about: frozenset[str], duty: Duty) -> bool:
    return rest == "incidents" or Act.RIGHTS in duty.acts


_SECTIONS: Mapping[str, Touches] = {
    "purposes": _serves,
    "forms": _serves,
    "minors": _serves,
    "duties": _itself,
    "recipients": _recipient,
    "confidentiality": _everybody,
    "management": _everybody,
    "method": _everybody,
    "categories": _opens,
    "organisation": _organisation,
    "requests": _does(Act.RIGHTS),
    "statistics": _does(Act.STATISTICS),
    "supervision": _does(Act.SUPERVISE),
    "questionnaires": _does(Act.STATISTICS),
    "supplements": _supplement,
    "unconfirmed_days": _opens,
    "draft_days": _opens,
}
"""By the section of the document. What is not here (opening words, languages, the line about encryption) tells the
public something, and staff nothing that they would do otherwise; that of training shows itself.
"""

_WORDS_COUNT = frozenset({"purposes", "confidentiality", "management", "method", "supplements"})
"""Where other words may mean another conduct. A form's title or hint does not."""
