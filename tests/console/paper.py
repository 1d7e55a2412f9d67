"""A form as staff enter it for somebody, from paper: what the tests of entry by hand send."""

from azukari.core.forms.notices import notices
from azukari.core.policy_versions.current import charters

AT = "/console/forms/feedback/enter/"
TYPED = {"topic": "question", "message": "The PAPER asks about the bridge.", "entry-told": "paper", "entry-lang": "ja"}


def digest(lang: str = "ja") -> str:
    ruling = charters().ruling
    return notices(ruling, ruling.policy.forms["feedback"])[lang].digest
