"""Which addresses may be entered where only https will do."""

import pytest

from azukari.lib.network import is_https


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("https://agent.example.org/", True),
        ("https://agent.example.org:8443/a?b", True),
        ("http://agent.example.org/", False),
        ("https://", False),
        ("https:///path", False),
        ("https://me@agent.example.org/", False),
        ("https://agent.example.org:0/", False),
        ("https://agent.example.org/ a", False),
        ("https://agent.example.org/\ta", False),
        ("https://[", False),
        ("", False),
    ],
)
def test_an_address_is_https_of_a_host_and_names_nobody(text, fits):
    assert is_https(text) is fits
