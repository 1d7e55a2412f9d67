"""What living grants let be used, each judged by the charter under which it was given (law 10).

Nothing here asks whether people were asked again. A grant covers what its own charter and the ruling one both allow;
a yes to more is another grant, given under the later charter. So a use that nobody agreed to stays closed by itself.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from azukari.core.consent.models import Given, Grant, is_altered, living_of, proven
from azukari.core.policy_versions.current import Charters
from azukari.policy import widening
from azukari.policy.decide import may_use
from azukari.policy.explain import verdict
from azukari.policy.terms import Answer, Category, Living, Text, Verdict
from azukari.policy.ways import Way

_NOTHING: frozenset[Category] = frozenset()


@dataclass(slots=True)
class Cover:
    """What may be used for one purpose, of whom.

    Args:
        of_person: the categories that some grant of the person covers.
        of_submission: for each submission, the categories covered, and for each field that was not collected for the
            purpose but agreed to later, the categories under which it opens.
    """

    purpose: str
    of_person: dict[UUID, frozenset[Category]] = field(default_factory=dict)
    of_submission: dict[UUID, tuple[frozenset[Category], frozenset[str]]] = field(default_factory=dict)

    def opens(self, *, submission: UUID, field: str, category: Category, purposes: Collection[str]) -> bool:
        """Whether a value may be used: its category is covered, and its field serves the purpose."""
        categories, agreed = self.of_submission.get(submission, (_NOTHING, frozenset()))
        return category in categories and (self.purpose in purposes or field in agreed)


def cover(
    grants: Iterable[Grant | Given],
    purpose: str,
    *,
    charters: Charters,
    recipient: str | None = None,
    way: Way | None = None,
) -> Cover:
    """What living grants for ``purpose`` cover now. No query; charters stay in memory.

    Args:
        grants: of any people, all living; one that the program did not write covers nothing.
        recipient: if given, what this recipient may be handed instead of what we may use ourselves.
        way: in which it is to be used; a grant whose charter does not allow that covers nothing.
    """
    found = Cover(purpose)
    by_charter: dict[int, frozenset[Category]] = {}
    for grant in _written(grants):
        number = grant.charter_id
        if number not in by_charter:
            by_charter[number] = covered_by(number, purpose, charters=charters, recipient=recipient, way=way)
        categories = by_charter[number]
        found.of_person[grant.person_id] = found.of_person.get(grant.person_id, _NOTHING) | categories
        if categories:
            held, agreed = found.of_submission.get(grant.submission_id, (_NOTHING, frozenset()))
            found.of_submission[grant.submission_id] = (held | categories, agreed | {*grant.opens.split()})
    return found


def _written(grants: Iterable[Grant | Given]) -> Iterable[Grant | Given]:
    """Those that the program wrote; what `living_of` found is known to be."""
    found = list(grants)
    good = {grant.id for grant in proven(grant for grant in found if isinstance(grant, Grant))}
    return [grant for grant in found if isinstance(grant, Given) or grant.id in good]


def covered_by(
    number: int, purpose: str, *, charters: Charters, recipient: str | None = None, way: Way | None = None
) -> frozenset[Category]:
    """What a grant for ``purpose`` that was given under charter ``number`` covers now."""
    told, ruling = charters.policy(number), charters.ruling.policy
    if recipient is None:
        return widening.covered(told, ruling, purpose, way=way)
    return widening.covered_for(told, ruling, purpose, recipient)


def covering(
    purpose: str, categories: Collection[Category], *, charters: Charters, way: Way | None = None
) -> Sequence[int] | None:
    """The charters under which a grant for ``purpose`` covers all of ``categories``, or anything at all if none is
    named; None where that is every charter, so that a query need not ask.

    Args:
        way: in which it is to be used.
    """
    wanted = frozenset(categories)
    found = []
    for number in charters.digests:
        covered = covered_by(number, purpose, charters=charters, way=way)
        if covered and wanted <= covered:
            found.append(number)
    known = [number for number in charters.digests if purpose in charters.policy(number).purposes]
    return None if set(known) <= set(found) else found


def earlier_words(purpose: str, *, charters: Charters) -> dict[int, Text]:
    """The charters whose grants for ``purpose`` are bound by an earlier statement than the one that rules, each with
    that statement: of these people the data serves what those words say, and nothing that came later (law 10).
    """
    ruling = charters.ruling.policy
    found = {n: widening.words_of_then(charters.policy(n), ruling, purpose) for n in charters.digests}
    return {number: words for number, words in found.items() if words}


def transferable(
    people: Collection[UUID], *, purpose: str, recipient: str, charters: Charters, now: datetime
) -> Mapping[UUID, frozenset[Category]]:
    """For each person with a living grant, what of theirs ``recipient`` may be handed for ``purpose`` under the
    charters of their grants: empty where they were told of no such recipient. One query.
    """
    return cover(living_of(people, purpose, now), purpose, charters=charters, recipient=recipient).of_person


def livings(grants: Iterable[Grant], *, charters: Charters) -> list[Living]:
    """The grants as `decide.may_use` judges them, each with the policy under which it was given; without those that the
    program did not write.
    """
    return [grant.living(charters.policy(grant.charter_id)) for grant in proven(grants)]


def none_living(people: Collection[UUID], purpose: str, *, charters: Charters, now: datetime) -> Verdict:
    """Why no grant opens anything of these people: there is none, or only some that the program did not write. One
    query.
    """
    if is_altered(people, purpose, now):
        return verdict(charters.ruling.policy, Answer.NO, "use.altered", f"purposes.{purpose}")
    return may_use((), purpose, now)
