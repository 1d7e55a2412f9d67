"""Parting two records again that were made one, on the person's page, while that can be undone."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from azukari.core.vault.authorize import authorize
from azukari.core.vault.merge import NotMerged, merges_of, part
from azukari.core.vault.refusal import refuse
from azukari.policy.decide import may_act
from azukari.policy.terms import Act
from azukari.shells.staff.acts import Doer, needs_act
from azukari.shells.staff.answer import to_person
from azukari.shells.staff.post_only import post_only


@post_only("console-person", "person_id")
@needs_act(Act.MERGE)
def undo(request: HttpRequest, doer: Doer, person_id: UUID, merge_id: UUID) -> HttpResponse:  # noqa: ARG001 - as every view
    """Part the records, for the purpose for which they were made one."""
    found = next((merge for merge in merges_of(person_id, doer.now) if merge.id == merge_id), None)
    if found is None:
        raise Http404
    try:
        opens = authorize(doer.policy, purpose=found.purpose, categories=frozenset(), actor=doer.actor, now=doer.now)
        verdict = opens and may_act(doer.policy, Act.MERGE, doer.actor, purpose=found.purpose)
        if not verdict:
            refuse(verdict, people=[person_id], purpose=found.purpose, actor=doer.actor, now=doer.now)
        part(merge_id, actor=doer.actor, now=doer.now)
    except NotMerged as gone:
        raise Http404 from gone
    return to_person(person_id, "parted")
