"""Everything that is held about a person, opened to that very person and recorded as their own look."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from azukari.core.policy_versions.current import Charters, charters
from azukari.core.vault.address_change import stand_ins_of
from azukari.core.vault.propose import waiting
from azukari.core.vault.reasons import Reason
from azukari.core.vault.release import Opened, ReleaseOptions, release
from azukari.core.vault.ways import OWN
from azukari.policy.terms import OWN_ACCESS, Actor, Category
from azukari.shells.self_service.holdings import HeldValue, Registration, registrations


@dataclass(frozen=True, slots=True)
class OwnData:
    """What a person sees of themselves.

    Args:
        opened: every value, as the vault handed it out.
        registrations: the same, arranged.
        address: the address by which the person comes in.
        proposed: a new one that waits for its confirmation, or None.
        replaced: addresses that are kept so that they can object to a change, newest first.
    """

    opened: Sequence[Opened]
    registrations: Sequence[Registration]
    address: str
    proposed: Opened | None
    replaced: Sequence[Opened]

    def value(self, id: UUID) -> tuple[Registration, HeldValue] | None:
        """One value with the registration it stands in."""
        pairs = ((r, held) for r in self.registrations for held in r.values)
        return next(((r, held) for r, held in pairs if held.id == id), None)


def own_data(person: UUID, *, actor: Actor, lang: str, now: datetime, known: Charters | None = None) -> OwnData:
    """Open everything about ``person`` to them.

    Args:
        known: the charters, where the caller's request has asked for them.

    Raises:
        Refused: the actor is somebody else. Recorded first.
    """
    known = known or charters()
    stand_in = waiting(person, now=now)
    kept = stand_ins_of(person, now=now)
    people = [person, *([stand_in] if stand_in else ()), *kept]
    found = release(
        people,
        purpose=OWN_ACCESS,
        categories=frozenset(Category),
        actor=actor,
        reason=Reason.OWN,
        now=now,
        options=ReleaseOptions(known=known, way=OWN),
    )
    opened = found.get(person, ())
    arranged = registrations(person, opened, known=known, lang=lang, now=now)
    address = next((held.text for r in arranged for held in r.values if held.proves), "")
    proposed = found.get(stand_in, ()) if stand_in else ()
    replaced = [value for one in kept for value in found.get(one, ())]
    return OwnData(opened, arranged, address, proposed[0] if proposed else None, replaced)
