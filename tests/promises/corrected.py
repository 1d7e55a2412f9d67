"""Values that a person corrects on their own page."""

from azukari.core.vault.models import Proposal, SealedValue
from azukari.shells.self_service import address
from azukari.shells.self_service.own_data import own_data
from azukari.shells.self_service.session import Opened

NEW = "hanako.new@example.org"


def value(known, field):
    return SealedValue.objects.get(submission_id=known.submission.id, field=field)


def texts(known, present) -> dict[str, str]:
    actor = Opened(known.id, known.id, "x").actor
    opened = own_data(known.id, actor=actor, lang="en", now=present).opened
    return {v.field: v.text for v in opened if v.submission == known.submission.id}


def link_for(proposal: Proposal, present) -> str:
    whole = address.LINK.address(proposal.id, lang="en", expires=proposal.expires_at)
    return "/en" + whole.partition("/en")[2]
