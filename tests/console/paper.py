"""A form as staff enter it for somebody, from paper: what the tests of entry by hand send."""

from azukari.charter.current import charters
from azukari.forms.notices import notices

AT = "/console/forms/feedback/enter/"
TYPED = {"topic": "question", "message": "The PAPER asks about the bridge.", "entry-told": "paper", "entry-lang": "ja"}


def digest(lang: str = "ja") -> str:
    ruling = charters().ruling
    return notices(ruling, ruling.policy.forms["feedback"])[lang].digest
