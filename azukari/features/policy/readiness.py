"""How far a draft is from being published: what was found, what changes for people, who has to approve, what waits.

Both pages of the publication show this, and nothing else decides what they offer.
"""

from typing import Any

from azukari.core.accounts.duties import able
from azukari.core.ledger.events import actor_reference
from azukari.core.policy_versions import draft as drafts
from azukari.core.policy_versions.hooks import count_asked
from azukari.core.policy_versions.models import Draft
from azukari.core.policy_versions.publish import SENTENCES
from azukari.core.policy_versions.sound import findings
from azukari.features.policy.entries import place_of
from azukari.features.policy.outline import CHAPTER_OF
from azukari.features.policy.pages import page_of
from azukari.policy.check import errors
from azukari.policy.decide import duties_with
from azukari.policy.diff import diff, second_person, widens_existing
from azukari.policy.parse import document, parse
from azukari.policy.terms import Act, Policy
from azukari.shells.staff.answer import staff_name
from azukari.shells.staff.officer import Officer


def readiness(draft: Draft, who: Officer) -> dict[str, Any]:
    """What the pages show."""
    policy = parse(draft.document)
    found, plain = findings(policy), document(policy)
    differences = diff(who.ruling, policy) if who.ruling else ()
    second = second_person(who.ruling, policy)
    approver = drafts.approver_of(draft) if second else None
    overtaken = drafts.ruling_number() != draft.based_on
    mine = bool(approver and approver.reference == who.actor.reference)
    asks_again = widens_existing(differences)
    ready = (
        drafts.leaves_an_editor(policy)
        and not errors(found)
        and not overtaken
        and (not second or (approver is not None and not mine))
        and (who.ruling is None or bool(differences))
    )
    return {
        "draft": draft,
        "found": [(f, _page(plain, f.clause), place_of(plain, f.clause, who.lang)) for f in found],
        "errors_left": len(errors(found)),
        "ruling": who.ruling,
        "changes": [change.read_in(who.lang) for change in differences],
        "asks_again": asks_again,
        "people": count_asked(policy, now=who.now) if asks_again else 0,
        "second": second,
        "exceptions": [policy.purposes[slug] for slug in second.exceptional],
        "reworded": [policy.purposes[slug] for slug in second.reworded],
        "approver": staff_name(f"staff:{approver.reference}") if approver else "",
        "may_approve": bool(drafts.may_approve(draft, who.actor)) and not approver,
        "nobody_to_ask": bool(second) and who.ruling is not None and not _others(draft, who, who.ruling),
        "proposed": draft.proposed_version == draft.version,
        "overtaken": overtaken,
        "ready": ready,
        "mine": mine,
        "scheduler": staff_name(draft.scheduled_by) if draft.is_scheduled else "",
        "refusal": SENTENCES[draft.refused_code][who.lang] if draft.refused_code in SENTENCES else "",
    }


def _others(draft: Draft, who: Officer, ruling: Policy) -> bool:
    """Whether somebody else than the reader, and than whoever wrote last, may be the second person."""
    approving = able().filter(duties__duty__in=duties_with(ruling, Act.POLICY_APPROVE))
    return any(
        f"staff:{reference}" not in (draft.updated_by, actor_reference(who.actor))
        for reference in approving.values_list("reference", flat=True)
    )


def _page(plain: dict[str, object], clause: str) -> str:
    """The page on which ``clause`` is edited; a chapter where no item of its own."""
    page = page_of(plain, clause)
    chapter = CHAPTER_OF.get(page)
    return chapter.slug if chapter else page
