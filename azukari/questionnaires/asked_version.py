"""Which questionnaire and which of its versions a request is about: one statement, since it begins every answer.

It is written out because Django would compile it anew each time, which takes longer than carrying it out; the draft and
the document stay where they are until somebody reads them.
"""

from collections.abc import Iterator, Mapping
from uuid import UUID

from azukari.questionnaires.models import Poll, PollState, Version

_POLL = "p.slug, p.linked, p.form, p.answered, p.by_invitation, p.state, p.opens_at, p.closes_at"
_VERSION = "v.id AS version_id, v.number AS version_number, v.linked AS version_linked"
_FOUND = (
    f"SELECT {_POLL}, {_VERSION} FROM questionnaires_poll p JOIN questionnaires_version v ON v.poll_id = p.slug"  # noqa: S608
    f" WHERE p.state <> '{PollState.DRAFT}' AND "
)
_BY_SLUG = _FOUND + (
    "p.slug = %s ORDER BY CASE WHEN v.number = %s AND v.linked = p.linked THEN 0 ELSE 1 END, v.number DESC LIMIT 1"
)
_BY_FORM = _FOUND + "p.form = %s AND p.linked ORDER BY p.slug, v.number"
_FIELDS = ("id", "poll_id", "number", "linked")


def asked_version(slug: str, number: str) -> Version | None:
    """The version that a page began with, for whoever is under way; else the newest. With its ``poll``.

    Args:
        number: as it came; anything.
    """
    begun = number.isascii() and number.isdigit() and len(number) < 6
    return next(_found(_BY_SLUG, slug, int(number) if begun else 0), None)


def versions_under(form: str) -> Mapping[int, Version]:
    """By their numbers, the versions of the linked questionnaire that is answered under a form of the policy, each with
    its ``poll``. Of several, which a release before this one could publish, it is the first by name.
    """
    found = list(_found(_BY_FORM, form))
    return {version.number: version for version in found if version.poll_id == found[0].poll_id}


def _found(sql: str, *values: str | int) -> Iterator[Version]:
    for poll in Poll.objects.raw(sql, values):
        told = vars(poll)
        of = (UUID(str(told["version_id"])), poll.slug, told["version_number"], bool(told["version_linked"]))
        version = Version.from_db(str(poll._state.db), _FIELDS, of)
        version.poll = poll
        yield version
