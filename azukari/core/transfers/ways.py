"""Ways in which data leaves: to a contractor, to a third party, to everybody (law 12).

What a law compels is bound by its case, and by no purpose. A mail provider gets what a mail needs: it is bound by the
kind of the mail.
"""

from azukari.both_languages import BothLanguages
from azukari.core.vault.ways import register
from azukari.policy.disclosure import Demand, DisclosureGround
from azukari.policy.terms import EVERYBODY, Use
from azukari.policy.ways import Way

CONTRACTOR = register(Way("disclosure:contractor", BothLanguages("handing data to a contractor"), frozenset(Use)))
THIRD_PARTY = register(
    Way(
        "disclosure:third-party",
        BothLanguages("handing data to a third party"),
        frozenset({Use.HAND_OVER}),
    )
)
PUBLIC = register(Way("disclosure:everybody", BothLanguages("showing data in public"), frozenset({Use.PUBLISH})))


def way_of(demand: Demand) -> Way | None:
    """In which way data leaves by this demand; None by a law."""
    if demand.ground is DisclosureGround.LAW:
        return None
    if demand.ground is DisclosureGround.CONTRACT:
        return CONTRACTOR
    return PUBLIC if demand.recipient == EVERYBODY else THIRD_PARTY
