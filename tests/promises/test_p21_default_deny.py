"""P21: no sharing by default. Every way out asks the gate, and what the gate is not asked about does not leave."""

import tomllib
from pathlib import Path

import pytest

from azukari.core.ledger.models import Pending
from azukari.core.transfers.disclose import Wish, propose
from azukari.core.transfers.events import TRANSFER_REFUSED
from azukari.core.transfers.models import Transfer
from azukari.core.vault.reasons import Reason
from azukari.core.vault.refusal import Refused
from azukari.core.vault.release import release
from azukari.policy.terms import Actor, ActorKind, Category
from tests.disclosure import office

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("recipient", ["kotori-mail", "somebody-else", ""])
@pytest.mark.parametrize("ground", ["contract", "consent", "law", "", "because"])
def test_without_a_ground_nothing_leaves(hanako, now, recipient, ground):
    wish = Wish(recipient, "membership", frozenset({Category.EMAIL}), ground)
    with pytest.raises(Refused):
        propose(wish, actor=office.ASKER, now=now)
    assert not Transfer.objects.exists()
    assert Pending.objects.filter(kind=TRANSFER_REFUSED.name).count() == 1


def test_a_recipient_opens_nothing_by_itself(hanako, now):
    outsider = Actor(ActorKind.RECIPIENT, "kotori-mail")
    with pytest.raises(Refused) as refused:
        release(
            [hanako.id],
            purpose="magazine",
            categories=frozenset({Category.EMAIL}),
            actor=outsider,
            reason=Reason.DELIVERY,
            now=now,
        )
    assert refused.value.verdict.code == "release.recipient"


def test_only_the_gate_can_hand_values_over():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    (out,) = [contract for contract in contracts if contract["id"] == "out"]
    (layers,) = [contract["layers"] for contract in contracts if contract["id"] == "layers"]
    above = {p.strip() for layer in layers[: layers.index("azukari.core.transfers")] for p in layer.split("|")}
    above = {"azukari.features" if p.startswith("azukari.features.") else p for p in above}
    assert out["forbidden_modules"] == ["azukari.core.vault.hand_over", "azukari.core.vault.publication"]
    assert above
    assert above <= set(out["source_modules"])
