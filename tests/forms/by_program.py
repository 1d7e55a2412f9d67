"""Forms that a program sends through the API."""

from altcha import Challenge, Payload, solve_challenge

from azukari.core.forms.notices import notices
from azukari.core.policy_versions.current import Current
from azukari.policy.terms import Form

API = "/api/v1/forms"
DOOR = f"{API}/membership/submissions"


def solved(form: dict) -> str:
    parsed = Challenge.from_dict(form["challenge"])
    solution = solve_challenge(parsed)
    assert solution
    return Payload(parsed, solution).to_base64()


def digest(charter: Current, form: Form | None = None) -> str:
    """The notice that a program has shown: of this form, or of the one for members."""
    return notices(charter, form or charter.policy.forms["membership"])["en"].digest
