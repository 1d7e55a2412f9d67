"""Who speaks on these pages: the organisation of the published charter, or nobody yet."""

from django.db import DatabaseError
from django.http import HttpRequest

from azukari.core.policy_versions.of_request import policy_of
from azukari.policy.terms import Policy


def published(request: HttpRequest) -> Policy | None:
    """The policy that rules now; None before the first one is published, or while the database is not ready."""
    try:
        return policy_of(request)
    except DatabaseError:
        return None
