"""Ways of using people's data that the program has: each is declared once, before anybody is opened in it (law 12).

What a slice brings stands in its manifest; a kind of mailing and a kind of letter are declared with their registration.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from azukari.both_languages import BothLanguages
from azukari.core.policy_versions.current import current, ruling_policy
from azukari.core.vault.refusal import refuse
from azukari.policy.terms import Actor, Policy, Use, Verdict
from azukari.policy.ways import Way, forms_closed_to, may_serve

_declared: dict[str, Way] = {}


RECORD = Way("vault:record", BothLanguages("looking at a record"), None)
"""A record is looked at, mended, joined or ended: the duty of whoever does it must serve the purpose, any purpose."""
LIST = Way("vault:list", BothLanguages("showing it on the lists of staff"), None)
"""A list shows what the policy lets the lists of a duty show (`Duty.lists`)."""
OWN = Way("vault:own", BothLanguages("showing people what is theirs"), None)
"""People see their own data; what a law obliges us to tell them is told in this way as well."""
PROGRAM = Way("vault:program", BothLanguages("reading by a program"), frozenset(Use))
"""A program of staff reads through the API. What is read leaves the console, so a purpose that only lets staff look at
records has no program.
"""
PROGRAM_LIST = Way("vault:program-list", BothLanguages("listing people for a program"), frozenset(Use) - {Use.ANSWER})
"""With whom to deal, for a program: not those who have only asked something, as with a list that is exported."""


class NameTaken(ValueError):
    """Two ways have one name."""


class NotDeclared(LookupError):
    """Nobody declared that way, so nothing is opened in it."""


def register(way: Way) -> Way:
    """Declare a way. Called once for each, when the program starts.

    Raises:
        NameTaken: another one has that name.
    """
    if _declared.setdefault(way.name, way) != way:
        raise NameTaken
    return way


def declared() -> tuple[Way, ...]:
    """Every way there is, by name."""
    return tuple(_declared[name] for name in sorted(_declared))


def way_called(name: str) -> Way:
    """The way of that name.

    Raises:
        NotDeclared: there is none.
    """
    if name not in _declared:
        raise NotDeclared(name)
    return _declared[name]


for _way in (RECORD, LIST, OWN, PROGRAM, PROGRAM_LIST):
    register(_way)


def allows(policy: Policy, way: str, purpose: str) -> bool:
    """Whether a purpose may be served in the way of that name, which another package may have declared."""
    return bool(may_serve(policy, way_called(way), purpose))


def closed_forms(way: Way) -> frozenset[str]:
    """Forms of the ruling policy none of whose purposes may be served in this way: a job leaves out whoever registered
    by them. Empty while no policy rules.
    """
    policy = ruling_policy()
    return forms_closed_to(policy, way) if policy else frozenset()


def insist_that_it_serves(
    way: Way, purpose: str, *, people: Collection[UUID] = (), actor: Actor, now: datetime, policy: Policy | None = None
) -> Verdict:
    """See that the purpose may be served in this way, before anybody is chosen or opened.

    Args:
        policy: the one that rules, where it is at hand.

    Raises:
        Refused: it may not. Recorded first.
        NotDeclared: nobody declared the way.
    """
    verdict = may_serve(policy or current().policy, way_called(way.name), purpose)
    if not verdict:
        refuse(verdict, people=people, purpose=purpose, actor=actor, now=now)
    return verdict
