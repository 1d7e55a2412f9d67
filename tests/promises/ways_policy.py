"""Ways to break a promise by the policy that rules, changed where it lies in the database."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.promises.outside import Round, Way

type Document = dict[str, Any]


def _changed(words: str, says: str, change: Callable[[Document], object], *, control: str = "policy-rules") -> Way:
    return Way(words, Round.POLICY, control, says, lambda outside: outside.document(change))


def _field(document: Document, form: str, id: str) -> Document:
    found: Document = next(each for each in document["forms"][form]["fields"] if each["id"] == id)
    return found


def _added(document: Document, form: str, **said: Any) -> None:
    usual = {"reason": {"ja": "x", "en": "x"}, "choices": [], "max_length": 200, "required": False}
    document["forms"][form]["fields"].append({**usual, **said})


_BOTH = {"ja": "お答え", "en": "Answer"}

POLICY: Mapping[str, Way] = {
    "a purpose of no form": _changed(
        "the policy names a purpose that it does not know", r"name\.dangling, forms\.membership",
        lambda document: document["forms"]["membership"]["purposes"].append("lottery"),
    ),
    "a form of no service": _changed(
        "a form no longer says for which service it is", r"forms\.volunteers\.service",
        lambda document: document["forms"]["volunteers"]["service"].update(en=""),
    ),
    "volunteers for members": _changed(
        "a question to volunteers serves membership", r"forms\.volunteers\.fields\.\w+\.purposes\.membership",
        lambda document: document["forms"]["volunteers"]["fields"][0]["purposes"].append("membership"),
    ),
    "an address nobody confirms": _changed(
        "the magazine is sent to addresses that nobody has to give", r"form\.without-email, forms\.magazine",
        lambda document: _field(document, "magazine", "email").update(required=False),
    ),
    "answers of one": _changed(
        "results of questionnaires are shown for one person", r"questionnaires\.least",
        lambda document: document["questionnaires"].update(least=1),
    ),
    "a form of another kind": _changed(
        "a campaign calls itself a form for members", "came by the form plastic-free-river",
        lambda document: document["forms"]["plastic-free-river"].update(kind="membership"),
        control="submissions",
    ),
    "an exception nobody approved": _changed(
        "a purpose beyond the six rules, and nobody approved it", "exceptional purpose volunteers rules",
        lambda document: document["purposes"]["volunteers"].update(exceptional=True),
        control="exceptions",
    ),
    "a question without a reason": _changed(
        "a question does not say why it is asked", r"field\.without-reason, forms\.membership",
        lambda document: _field(document, "membership", "phone")["reason"].update(ja="", en=""),
    ),
    "a day of birth": _changed(
        "a form asks for the day of birth", r"field\.outside-scope, forms\.feedback",
        lambda document: _added(
            document, "feedback", id="birthday", category="answer", type="text", label=_BOTH,
            purposes=["feedback"],
        ),
    ),
    "a question one has to answer": _changed(
        "a form demands what no purpose needs", r"field\.required-without-need, forms\.membership",
        lambda document: _field(document, "membership", "fax").update(required=True),
    ),
    "no purpose in English": _changed(
        "what data is collected for is not said in English", r"purposes\.magazine\.statement",
        lambda document: document["purposes"]["magazine"]["statement"].update(en=""),
    ),
    "a company for nothing": _changed(
        "a company gets data for no purpose", r"recipient\.without-purpose, recipients\.kotori-mail",
        lambda document: document["recipients"]["kotori-mail"].update(purposes=[]),
    ),
    "no word on encryption": _changed(
        "encryption is not explained in English", r"text\.missing, encryption",
        lambda document: document["encryption"].update(en=""),
    ),
    "requests by no form": _changed(
        "requests are sent to a form that does not take them", r"requests\.contact-form",
        lambda document: document["requests"].update(contact_form="membership"),
    ),
    "hours that are none": _changed(
        "the office closes before it opens", r"hours\.order",
        lambda document: document["requests"]["hours"].update(opens="18:00", closes="09:00"),
    ),
}  # fmt: skip
