"""A page of ours may load, run and send nothing but what is ours: the policy for browsers names nobody else."""

from typing import cast

from django.conf import settings
from django.utils.csp import CSP


def test_no_directive_names_anybody_else() -> None:
    policy = cast("dict[str, list[str]]", settings.SECURE_CSP)
    named = {directive: set(words) - {CSP.NONE, CSP.SELF, "data:"} for directive, words in policy.items()}
    assert {directive: words for directive, words in named.items() if words} == {}
    assert {"default-src", "script-src", "connect-src", "form-action", "frame-ancestors"} <= named.keys()
