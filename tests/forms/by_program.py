"""Forms that a program sends through the API."""

from altcha import Challenge, Payload, solve_challenge

API = "/api/v1/forms"
DOOR = f"{API}/membership/submissions"


def solved(form: dict) -> str:
    parsed = Challenge.from_dict(form["challenge"])
    solution = solve_challenge(parsed)
    assert solution
    return Payload(parsed, solution).to_base64()
