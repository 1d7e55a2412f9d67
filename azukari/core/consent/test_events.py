"""What the ledger keeps of a grant that begins or is taken back: references and numbers, each in its own form."""

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

import pytest
from django.utils.translation import override

from azukari.core.consent.events import GRANT_BEGUN, GRANT_WITHDRAWN
from azukari.core.ledger.catalogue import Kind, Payload
from azukari.core.ledger.events import EventRefused, check
from azukari.core.ledger.shapes import Value


class Said:
    """Names as a page has them."""

    lang = "en"

    def purposes(self, payload: Payload, /) -> str:
        return "News"

    def categories(self, payload: Payload, /) -> str:
        return "email address"


ID = str(UUID(int=1))
BEGUN: Mapping[str, Value] = {
    "actor": "person", "submission": ID, "form": "membership", "charter": 3, "import": ID, "purposes": ["magazine"],
}  # fmt: skip
WITHDRAWN: Mapping[str, Value] = {
    "actor": "person", "purpose": "magazine", "grants": [ID], "categories": ["email"], "erased": 0, "kept": 2,
}  # fmt: skip


@pytest.mark.parametrize(("kind", "payload"), [(GRANT_BEGUN, BEGUN), (GRANT_WITHDRAWN, WITHDRAWN)])
def test_it_keeps_what_happened_and_never_what_somebody_wrote(kind: Kind, payload: Mapping[str, Value]) -> None:
    check(kind, payload)
    for key in payload:
        with pytest.raises(EventRefused, match=key):
            check(kind, {**payload, key: "Hanako Mihon"})
    with pytest.raises(EventRefused, match="does not name"):
        check(kind, {**payload, "name": "hanako"})


@pytest.mark.parametrize(
    ("payload", "told"),
    [
        (WITHDRAWN, "Erased: email address"),
        (
            {**WITHDRAWN, "categories": []},
            "Nothing had to be erased, because the rest is also used for something else.",
        ),
    ],
)
def test_whoever_took_a_consent_back_reads_what_was_erased_and_that_nothing_had_to_be(
    payload: Mapping[str, Value], told: str
) -> None:
    words = GRANT_WITHDRAWN.told
    assert words
    assert words.person
    with override("en"):
        assert words.person(cast("Any", Said()), payload) == ("You withdrew your consent: News", told)
