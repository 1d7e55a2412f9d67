"""Which addresses may be entered, or asked, where only https will do."""

import pytest

from azukari.lib.network import is_https, is_secure


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


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("https://ledger.example.org/ledger", True),
        ("http://127.0.0.1:8000", True),
        ("http://localhost/", True),
        ("http://ledger.example.org/", False),
        ("https://", False),
        ("http://", False),
        ("ftp://localhost/", False),
        ("https://[", False),
        ("", False),
    ],
)
def test_without_https_only_this_machine_is_asked(text, fits):
    assert is_secure(text) is fits
