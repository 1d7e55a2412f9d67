"""What is noted of a registration besides what somebody writes into the form: a closed list, told by every notice.

The notice says these words and the intake stores no more than they say, so that a column which is filled as a form
comes in has its word here (P20). A notice of an earlier edition said nothing of it; under one, no page is noted.
"""

from collections.abc import Mapping
from enum import StrEnum

from azukari.policy.terms import Form, FormKind, Text


class Beside(StrEnum):
    """One thing that is noted."""

    TIME = "time"  # when it came, and when it was confirmed
    LANGUAGE = "language"
    CHANNEL = "channel"  # this page, a program, a colleague, a list
    BOXES = "boxes"  # what was ticked
    WORDS = "words"  # which form, in which version, under which notice
    DOUBT = "doubt"  # why it looks like spam, where it does
    PAGE = "page"  # from which of our pages somebody came to write
    NUMBER = "number"  # the running number of a signature


_NOTED: Text = {
    "ja": "書かれた内容のほかに、届いた日時、言語、送られ方(このページ、プログラムなど)、選ばれた同意の欄、"
    "お読みになったフォームと説明の版を記録します。迷惑な送信と疑われるときは、その理由も記録します。",
    "en": "Besides what you write, we note when it came, in which language, how (by this page or by a program), which"
    " boxes were ticked, and which version of the form and of these words you read. Where it looks like spam, we note"
    " why.",
}
_MORE: Mapping[Beside, Text] = {
    Beside.PAGE: {
        "ja": "このサイトや、登録した別のサイトのページから来て書かれたときは、そのページのアドレスも記録します。",
        "en": "If you came to write from a page of this site, or from another page that we have listed, we note the"
        " address of that page too.",
    },
    Beside.NUMBER: {
        "ja": "署名には、届いた順の番号を付けます。",
        "en": "Each signature gets a number, in the order in which they come.",
    },
}
_OF_NOBODY: Text = {
    "ja": "どなたのものか分からない形で集める回答には、どれも記録しません。",
    "en": "With answers that are kept as nobody’s, we note none of this.",
}
_OF_KIND: Mapping[FormKind, tuple[Beside, ...]] = {
    FormKind.FEEDBACK: (Beside.PAGE,),
    FormKind.CAMPAIGN: (Beside.NUMBER,),
}

COLUMNS: Mapping[str, Beside] = {
    "forms.Submission.lang": Beside.LANGUAGE,
    "forms.Submission.channel": Beside.CHANNEL,
    "forms.Submission.consents": Beside.BOXES,
    "forms.Submission.form": Beside.WORDS,
    "forms.Submission.kind": Beside.WORDS,
    "forms.Submission.charter": Beside.WORDS,
    "forms.Submission.notice": Beside.WORDS,
    "forms.Submission.created_at": Beside.TIME,
    "forms.Submission.accepted_at": Beside.TIME,
    "forms.Suspicion.score": Beside.DOUBT,
    "forms.Suspicion.reasons": Beside.DOUBT,
    "forms.PageOfOrigin.page": Beside.PAGE,
    "campaigns.Signature.signed_at": Beside.TIME,
    "campaigns.Signature.number": Beside.NUMBER,
    "members.Application.since": Beside.TIME,
}
"""Where each of them is kept: the columns that say something about a registration which nobody typed in."""


def noted(form: Form) -> frozenset[Beside]:
    """What is noted with a registration by this form, as its notice says."""
    return frozenset(Beside) - _MORE.keys() | frozenset(_OF_KIND.get(form.kind, ()))


def in_words(form: Form, lang: str) -> str:
    """The sentences of its notice."""
    more = [_MORE[one][lang] for one in _OF_KIND.get(form.kind, ())]
    more += [_OF_NOBODY[lang]] if form.kind is FormKind.QUESTIONNAIRE else []
    return ("" if lang == "ja" else " ").join([_NOTED[lang], *more])


def says(notice: str, what: Beside, lang: str) -> bool:
    """Whether the words of a notice, as it was published, tell that this is noted."""
    return _MORE.get(what, _NOTED)[lang] in notice
