"""The worker asks each witness to cosign what is shown: what it sends, what it makes of each answer, what it says."""

import base64
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest

from azukari.core.ledger import tree, witnesses
from azukari.core.ledger.models import Checkpoint, Cosignature
from azukari.core.ledger.witnesses import WitnessError, ask, take
from azukari.lib import cosignature
from azukari.lib.http_client import NoAnswer, Response
from azukari.lib.instance import Witness
from tests.ledger.writer import NOW, SEED, Writer

NAME, OTHER = "witness.example.org", "other.example.org"
OTHER_SEED = bytes(range(1, 33))
ADDRESS = "https://witness.example.org/log"


def line(size: int, *, name: str = NAME, seed: bytes = SEED) -> str:
    text = Checkpoint.objects.get(size=size).note.partition("\n\n")[0] + "\n"
    return cosignature.cosign(text, name=name, seed=seed, at=NOW)


def ok(text: str) -> Response:
    return Response(200, text.encode())


@dataclass
class Network:
    """The witnesses' end: answers in turn, and what was sent there."""

    answers: list[Response | NoAnswer | Callable[[], Response]] = field(default_factory=list)
    sent: list[tuple[str, str, str]] = field(default_factory=list)

    def exchange(self, method: str, url: str, *, body: bytes, headers: dict[str, str], seconds: float) -> Response:
        assert headers == {"Content-Type": "text/plain"}
        assert 0 < seconds <= 30, "A witness that does not answer holds up nothing else."
        self.sent.append((method, url, body.decode()))
        answer = self.answers.pop(0)
        if isinstance(answer, NoAnswer):
            raise answer
        return answer if isinstance(answer, Response) else answer()

    @property
    def seen(self) -> list[int]:
        """How far we thought that each had seen."""
        return [int(body.partition("\n")[0].removeprefix("old ")) for _method, _url, body in self.sent]


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Network:
    found = Network()
    monkeypatch.setattr(witnesses, "exchange", found.exchange)
    return found


@pytest.fixture
def known(settings) -> Callable[..., None]:
    """Puts witnesses into the settings."""

    def put(*some: Witness) -> None:
        settings.AZUKARI = replace(settings.AZUKARI, witnesses=some)

    put(Witness(str(cosignature.of_seed(NAME, SEED)), ADDRESS))
    return put


def another(url: str = "https://other.example.org/") -> Witness:
    return Witness(str(cosignature.of_seed(OTHER, OTHER_SEED)), url)


def first(url: str = ADDRESS) -> Witness:
    return Witness(str(cosignature.of_seed(NAME, SEED)), url)


def test_of_an_empty_ledger_nobody_is_asked_for_anything(writer: Writer, network: Network, known):
    assert ask(NOW) == 0
    assert network.sent == []


def test_what_is_shown_is_sent_with_the_proof_that_it_extends_what_they_saw(writer: Writer, network: Network, known):
    writer.integrate(1)
    network.answers = [ok(line(1))]
    assert ask(NOW) == 1
    assert network.sent == [("POST", f"{ADDRESS}/add-checkpoint", f"old 0\n\n{tree.shown()}")]
    assert Cosignature.objects.get().line == line(1)
    assert ask(NOW) == 0, "They have stated it already."
    assert len(network.sent) == 1

    writer.integrate(6)
    network.answers = [ok(line(7))]
    assert ask(NOW) == 1
    steps = "".join(f"{base64.b64encode(step).decode()}\n" for step in tree.consistency(1, 7))
    assert steps
    assert network.sent[1] == ("POST", f"{ADDRESS}/add-checkpoint", f"old 1\n{steps}\n{tree.shown()}")


def test_one_witness_is_nothing_to_another_and_one_without_an_address_is_not_asked(
    writer: Writer, network: Network, known
):
    writer.integrate(2)
    known(first(url=""), another())
    network.answers = [lambda: ok(line(2, name=OTHER, seed=OTHER_SEED))]
    assert ask(NOW) == 1
    assert [url for _method, url, _body in network.sent] == ["https://other.example.org/add-checkpoint"]
    known(first(), another())
    network.answers = [ok(line(2))]
    assert ask(NOW) == 1
    assert network.seen == [0, 0], "What the one saw, the other did not."
    writer.integrate(1)
    network.answers = [ok(line(3)), ok(line(3, name=OTHER, seed=OTHER_SEED))]
    assert ask(NOW) == 2
    assert network.seen == [0, 0, 2, 2]


def test_where_they_have_seen_another_size_they_are_asked_once_more_from_there(writer: Writer, network: Network, known):
    for count in (2, 3):
        writer.integrate(count)
    network.answers = [Response(409, b"2\n"), ok(line(5))]
    assert ask(NOW) == 1
    assert network.seen == [0, 2]
    assert network.sent[1][2].count("\n") == network.sent[0][2].count("\n") + len(tree.consistency(2, 5))

    writer.integrate(1)
    network.answers = [Response(409, b"6\n"), ok(line(6))]
    assert ask(NOW) == 1
    assert network.sent[3][2] == f"old 6\n\n{tree.shown()}", "Nothing is to be shown of what they have seen."


@pytest.mark.parametrize(
    ("answers", "said", "asked"),
    [
        ([Response(500, b"2")], r"The witness witness.example.org does not cosign \(HTTP 500\)", 1),
        ([Response(409, b"no number")], r"does not cosign \(HTTP 409\)", 1),
        ([Response(409, b"1"), Response(409, b"1")], r"does not cosign \(HTTP 409\)", 2),
        ([Response(409, b"5")], "has seen 5 entries, and this ledger has 4", 1),
        ([ok("")], "answered without a cosignature of its own", 1),
        ([ok("— other.example.org AAAA\n")], "answered without a cosignature of its own", 1),
        ([ok(f"— {NAME} AAAA\n")], f"not a cosignature of {NAME}", 1),
        ([NoAnswer("refused")], r"does not answer \(refused\)", 1),
        ([NoAnswer("not-https")], "The address of the witness witness.example.org must begin with https://", 1),
    ],
)
def test_an_answer_that_does_not_hold_is_said_and_nothing_is_kept(
    writer: Writer, network: Network, known, answers, said, asked
):
    writer.integrate(4)
    network.answers = [*answers]
    with pytest.raises(WitnessError, match=said):
        ask(NOW)
    assert len(network.sent) == asked
    assert not Cosignature.objects.exists()


def test_whoever_cannot_be_asked_keeps_nobody_else_from_it_and_the_first_is_told(
    writer: Writer, network: Network, known
):
    writer.integrate(4)
    known(first(), another(), first(url="https://again.example.org"))
    network.answers = [NoAnswer("refused"), ok(line(4, name=OTHER, seed=OTHER_SEED)), NoAnswer("not-https")]
    with pytest.raises(WitnessError, match=r"does not answer \(refused\)"):
        ask(NOW)
    assert Cosignature.objects.get().witness == OTHER
    assert len(network.sent) == 3


def test_a_malformed_key_in_the_settings_is_named_whether_there_is_somebody_to_ask_or_not(
    writer: Writer, network: Network, known
):
    known(Witness("no key", ""))
    for _ in range(2):
        with pytest.raises(WitnessError, match=r"\[\[witnesses\]\] in azukari.toml is malformed"):
            ask(NOW)
        writer.integrate(1)
    assert network.sent == []


def test_a_statement_of_several_lines_is_kept_as_far_as_it_is_their_own(writer: Writer, network: Network, known):
    writer.integrate(4)
    network.answers = [ok(f"— other.example.org AAAA\n{line(4)}— {NAME}.evil AAAA\n")]
    assert ask(NOW) == 1
    assert Cosignature.objects.get().line == line(4)


@pytest.mark.parametrize("shown", [True, False])
def test_of_what_was_not_shown_yet_nobody_learns_that_it_is_there(writer: Writer, known, monkeypatch, shown: bool):
    writer.integrate(4)
    monkeypatch.setattr(tree, "was_shown", lambda size: shown)
    if shown:
        assert take(4, line(4))
        assert not take(4, line(4))
    else:
        with pytest.raises(WitnessError, match="has signed no checkpoint of 4 entries"):
            take(4, line(4))
    with pytest.raises(WitnessError, match="has signed no checkpoint of 3 entries"):
        take(3, line(4))


def test_a_wrong_line_is_said_to_whom_it_claims_to_be_of_and_to_strangers_that_nobody_knows_them(writer: Writer, known):
    writer.integrate(4)
    known(first(), another())
    with pytest.raises(WitnessError, match=f"The cosignature of {NAME} does not cover this checkpoint"):
        take(4, cosignature.cosign("another text\n", name=NAME, seed=SEED, at=NOW))
    for stranger in ("stranger.example.org", f"{NAME}.evil"):
        with pytest.raises(WitnessError, match="no cosignature of a witness that this ledger knows"):
            take(4, line(4, name=stranger, seed=bytes(32)))
    assert take(4, line(4, name=OTHER, seed=OTHER_SEED)), "The second that is known is looked at as well."
    kept = Cosignature.objects.get()
    assert (kept.size, kept.witness, kept.key) == (4, OTHER, another().key)
