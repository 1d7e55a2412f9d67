"""What the page says before an erasure: which law keeps what, until when, or on what its end depends."""

from datetime import UTC, datetime

from azukari.core.vault.erasure_preview import ErasurePreview
from azukari.policy.casework import HOLDS
from azukari.policy.parse import STARTER, parse
from azukari.policy.retention_words import kept_for
from azukari.shells.self_service import erasure_outcome
from azukari.shells.self_service.erasure_outcome import Holder

UNTIL = datetime(2033, 11, 24, tzinfo=UTC)
POLICY = parse(STARTER.read_text("utf-8"))


def holders(*purposes: str, until: dict[str, datetime | None], lang: str = "en") -> tuple[Holder, ...]:
    return erasure_outcome._holders(purposes, ErasurePreview(frozenset(), {}, until), POLICY, lang)


def test_a_law_is_named_with_its_end_or_with_what_the_end_depends_on() -> None:
    known = POLICY.purposes["dues-record"]
    assert known.retention.law
    for lang in ("ja", "en"):
        title, law = known.title[lang], known.retention.law[lang]
        assert holders("dues-record", until={"dues-record": UNTIL}, lang=lang) == (Holder(title, law, UNTIL, ""),)
        term = kept_for(POLICY, known)[lang]
        assert term
        assert holders("dues-record", until={"dues-record": None}, lang=lang) == (Holder(title, law, None, term),)
        assert holders("dues-record", until={}, lang=lang) == (Holder(title, law, None, term),)


def test_what_no_law_keeps_names_none() -> None:
    (told,) = holders("membership", until={"membership": UNTIL})
    assert told == Holder(POLICY.purposes["membership"].title["en"], "", UNTIL, "")


def test_a_hold_and_a_use_that_the_policy_lost_are_named_too() -> None:
    slug, (title, why) = next(iter(HOLDS.items()))
    assert holders(slug, until={slug: UNTIL}) == (Holder(title["en"], why["en"], UNTIL, ""),)
    assert holders("gone", until={"gone": UNTIL}) == (Holder("gone", "", UNTIL, ""),)


def test_each_is_told_in_a_steady_order() -> None:
    told = holders("membership", "dues-record", until={})
    assert [one.title for one in told] == [POLICY.purposes[p].title["en"] for p in ("dues-record", "membership")]
