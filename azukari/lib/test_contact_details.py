"""Contact details are found in a time that grows with the text, and are looked for in what normalising makes of it."""

import time

import pytest

from azukari.lib import contact_details as looked
from azukari.lib.contact_details import contact_details


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("write to ｈａｎａ＠example.org", ["hana@example.org"]),
        ("hana @ example.org", ["hana @ example.org"]),
        ("a" * 80 + "@example.org", ["a" * 64 + "@example.org"]),
        ("nobody @ all", []),
        ("＠hana_marsh", ["@hana_marsh"]),
        ("〒100-0001", ["〒100-0001"]),
    ],
)
def test_what_leads_to_somebody_is_found(text: str, found: list[str]) -> None:
    assert contact_details(text) == found


@pytest.mark.parametrize("run", ["a", "\u3316", "a@", "a@b.", ".", "＠", "あ"])
def test_time_grows_with_the_text(run: str) -> None:
    def seconds(size: int) -> float:
        text, spent = run * size, []
        for _ in range(3):
            begun = time.process_time()
            contact_details(text)
            spent.append(time.process_time() - begun)
        return min(spent)

    assert seconds(8000) < 40 * max(seconds(1000), 1e-4)  # quadratic would be 64, and six times that where it grows


def test_no_more_is_looked_through_than_is_allowed_however_much_normalising_adds(monkeypatch) -> None:
    monkeypatch.setattr(looked, "_LONGEST", 60)
    assert contact_details("\ufdfa" * 5 + " hana@example.org") == []
    assert contact_details("x" * 30 + " hana@example.org") == ["hana@example.org"]
