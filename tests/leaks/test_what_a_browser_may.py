"""A page of ours may load, run and send nothing but what is ours: the policy for browsers names nobody else."""

from django.conf import settings
from django.utils.csp import CSP


def test_no_directive_names_anybody_else() -> None:
    named: dict[str, set[object]] = {
        directive: set(words) - {CSP.NONE, CSP.SELF, "data:"} for directive, words in settings.SECURE_CSP.items()
    }
    assert {directive: words for directive, words in named.items() if words} == {}
    assert {"default-src", "script-src", "connect-src", "form-action", "frame-ancestors"} <= named.keys()
