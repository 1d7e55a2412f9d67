"""P08: an address out of a file receives nothing but the one question, until its owner presses the button."""

from pathlib import Path

from azukari.core.consent.models import Grant
from azukari.core.forms.importing.write import ASK_LETTER
from azukari.core.mail.models import Message
from azukari.core.policy_versions.current import Current
from azukari.core.vault.reasons import Reason
from azukari.core.vault.refusal import Refused
from azukari.core.vault.release import release
from azukari.policy.terms import Actor, ActorKind, Category
from tests.cast import NOW
from tests.importing.lists import Import, written


def test_an_imported_address_is_asked_and_otherwise_left_alone(charter: Current, tmp_path: Path):
    Import(written(tmp_path / "list.csv", [("email",), ("a@example.org",)]), charter, NOW).run()
    grant = Grant.objects.get()
    assert grant.purpose == "confirmation"
    assert [*Message.objects.values_list("kind", "person")] == [(ASK_LETTER, grant.person_id)]
    try:
        opened = release(
            [grant.person_id],
            purpose="magazine",
            categories=frozenset({Category.EMAIL}),
            actor=Actor(ActorKind.SYSTEM, "worker"),
            reason=Reason.DELIVERY,
            now=NOW,
        )
    except Refused:
        return
    assert not opened.get(grant.person_id)
