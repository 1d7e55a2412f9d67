"""What a person may ask for, and how their request travels: kinds, channels, states, and a table of moves (P40-P46).

Pure: whoever acts brings the case's state, and is told whether the move is there, and why not.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum

from azukari.policy.terms import Answer, Text, Verdict


class CaseKind(StrEnum):
    """What is asked for."""

    RELEASE = "release"
    CORRECTION = "correction"
    ADDITION = "addition"
    ELIMINATION = "elimination"
    STOP_USE = "stop-use"
    STOP_PROVISION = "stop-provision"
    OBJECTION = "objection"
    WITHDRAWAL = "withdrawal"
    PORTABILITY = "portability"
    COMPLAINT = "complaint"
    QUESTION = "question"


class CaseChannel(StrEnum):
    """How it reached us."""

    OWN_PAGE = "own-page"
    FORM = "form"
    PHONE = "phone"
    LETTER = "letter"
    AGENT = "agent"


OWN_DATA = "personal-data"
"""A choice of this value, on the form that ``requests.contact_form`` names: the message is a request about the sender's
own data, and becomes a case by itself (P45).
"""


class CaseState(StrEnum):
    RECEIVED = "received"  # nothing shows yet that it comes from the person
    CHECKING = "checking"  # the person was asked to show who they are
    READY = "ready"  # to be decided
    DECIDED = "decided"  # the program carries it out
    DONE = "done"  # carried out and checked; the person is yet to be told
    CLOSED = "closed"


OPEN = tuple(state for state in CaseState if state is not CaseState.CLOSED)
UNDECIDED = (CaseState.RECEIVED, CaseState.CHECKING, CaseState.READY)


class Identity(StrEnum):
    """How somebody showed who they are."""

    CONFIRMED_ADDRESS = "confirmed-address"  # they came in by a link mailed to an address confirmed before
    CALL_BACK = "call-back"  # we called a number that we held
    POST_CODE = "post-code"  # they told us a code that we had posted to an address that we held
    DOCUMENT = "document"  # we saw a document; that we saw it is recorded, no copy is kept


class Outcome(StrEnum):
    GRANTED = "granted"
    PARTLY = "partly"
    REFUSED = "refused"
    ANSWERED = "answered"  # a question or a complaint
    TAKEN_BACK = "taken-back"


class ReplyBy(StrEnum):
    """How the answer goes out."""

    MAIL = "mail"
    PHONE = "phone"
    LETTER = "letter"


class Move(StrEnum):
    ASK_IDENTITY = "ask-identity"
    SHOW_IDENTITY = "show-identity"
    EXTEND = "extend"
    DECIDE = "decide"
    CARRY_OUT = "carry-out"
    ANSWER = "answer"
    TAKE_BACK = "take-back"


_S, _M = CaseState, Move

MOVES: Mapping[tuple[CaseState, Move], CaseState] = {
    (_S.RECEIVED, _M.ASK_IDENTITY): _S.CHECKING,
    (_S.CHECKING, _M.ASK_IDENTITY): _S.CHECKING,
    (_S.RECEIVED, _M.SHOW_IDENTITY): _S.READY,
    (_S.CHECKING, _M.SHOW_IDENTITY): _S.READY,
    (_S.RECEIVED, _M.DECIDE): _S.DECIDED,
    (_S.CHECKING, _M.DECIDE): _S.DECIDED,
    (_S.READY, _M.DECIDE): _S.DECIDED,
    (_S.DECIDED, _M.CARRY_OUT): _S.DONE,
    (_S.DONE, _M.ANSWER): _S.CLOSED,
    (_S.RECEIVED, _M.EXTEND): _S.RECEIVED,
    (_S.CHECKING, _M.EXTEND): _S.CHECKING,
    (_S.READY, _M.EXTEND): _S.READY,
    (_S.RECEIVED, _M.TAKE_BACK): _S.CLOSED,
    (_S.CHECKING, _M.TAKE_BACK): _S.CLOSED,
    (_S.READY, _M.TAKE_BACK): _S.CLOSED,
}
"""From where which move leads where. What is not here does not happen."""

NEED_NO_IDENTITY = frozenset({CaseKind.COMPLAINT, CaseKind.QUESTION})
"""Kinds that anybody may bring: nothing about anybody is given away or changed by them."""

BY_PURPOSE = frozenset(
    {CaseKind.ELIMINATION, CaseKind.STOP_USE, CaseKind.OBJECTION, CaseKind.WITHDRAWAL, CaseKind.STOP_PROVISION}
)
"""Kinds that may concern single purposes."""

BY_VALUE = frozenset({CaseKind.CORRECTION, CaseKind.ADDITION})
"""Kinds that concern single values."""

NO_IDENTITY_GROUND = "identity-not-shown"


def may_move(state: CaseState, move: Move) -> Verdict:
    """Is there such a move from here? The answer's ``code`` ends with the state that it leads to."""
    to = MOVES.get((state, move))
    if to is None:
        sentence = {
            "ja": "この請求は、もうその段階にありません。ページを開き直して、いまの様子を見てください。",
            "en": "The request is not at that stage any more. Open its page again to see where it stands.",
        }
        return Verdict(Answer.NO, f"case.no-move.{state}", "requests", sentence)
    return Verdict(Answer.YES, f"case.{move}.{to}", "requests", {"ja": "進められます。", "en": "It may go on."})


def may_decide(kind: CaseKind, outcome: Outcome, *, identity: bool, known: bool, ground: str) -> Verdict:
    """May the request be decided so? Nothing is granted to whoever has not shown who they are (P43).

    Args:
        identity: whether it was shown that the request comes from the person or an agent of theirs.
        known: whether the record that it is about has been found.
        ground: of a refusal, in whole or in part; a slug of the law's pack.
    """
    for wrong, code, sentence in _DECISIONS:
        if wrong(kind, outcome, identity, known, ground):
            return Verdict(Answer.NO, code, "requests", sentence)
    return Verdict(Answer.YES, "case.decide", "requests", {"ja": "決められます。", "en": "It may be decided so."})


def _grants(outcome: Outcome) -> bool:
    return outcome in (Outcome.GRANTED, Outcome.PARTLY)


type _Wrong = Callable[[CaseKind, Outcome, bool, bool, str], bool]

_DECISIONS: tuple[tuple[_Wrong, str, Text], ...] = (
    (
        lambda kind, outcome, _i, _k, _g: (kind in NEED_NO_IDENTITY) != (outcome is Outcome.ANSWERED),
        "case.other-outcome",
        {
            "ja": "質問と苦情には答えを、ほかの請求には応じるかどうかを選んでください。",
            "en": "A question or a complaint is answered; any other request is granted or refused.",
        },
    ),
    (
        lambda _kind, outcome, identity, _k, _g: _grants(outcome) and not identity,
        "case.identity",
        {
            "ja": "ご本人からの請求だと確かめる前に、応じることはできません。",
            "en": "It cannot be granted before it is certain that it comes from the person.",
        },
    ),
    (
        lambda _kind, outcome, _i, known, _g: _grants(outcome) and not known,
        "case.no-record",
        {
            "ja": "どなたの記録についての請求かを、先に結びつけてください。",
            "en": "First connect the request with the record that it is about.",
        },
    ),
    (
        lambda _kind, outcome, _i, _k, ground: outcome in (Outcome.PARTLY, Outcome.REFUSED) and not ground,
        "case.ground",
        {
            "ja": "断るときは、その法律上の理由を選んでください。",
            "en": "Choose the ground in law on which it is refused.",
        },
    ),
)  # fmt: skip


class Hold(StrEnum):
    """Why data is kept for a time although nothing else holds it, open to no other purpose. Reserved purposes."""

    CLAIM = "hold-claim"
    ORDER = "hold-order"
    RESTRICTION = "hold-restriction"


HOLDS: Mapping[str, tuple[Text, Text]] = {
    Hold.CLAIM: (
        {"ja": "争いのための保全", "en": "Kept for a dispute"},
        {
            "ja": "法的な請求を立て、行い、または防ぐため(GDPR第17条第3項(e)、民事訴訟法)",
            "en": "the establishment, exercise or defence of legal claims (GDPR 17(3)(e))",
        },
    ),
    Hold.ORDER: (
        {"ja": "命令による保全", "en": "Kept by order"},
        {"ja": "裁判所または法令に基づく命令", "en": "an order of a court, or of an authority under the law"},
    ),
    Hold.RESTRICTION: (
        {"ja": "利用の停止", "en": "Use stopped"},
        {
            "ja": "ご本人の請求による利用の停止(個人情報保護法第35条、GDPR第18条)",
            "en": "the person's request to stop its use (APPI 35, GDPR 18)",
        },
    ),
}
"""Title and law of each hold."""
