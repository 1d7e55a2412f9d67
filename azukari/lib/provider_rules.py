"""Rules of mail providers: which spellings of an address lead to one mailbox, as the provider publishes it.

Gmail ignores dots, several ignore what follows a plus, and some have more than one domain for the same mailbox.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """What a provider folds: its domains into ``domain``, what follows a plus, and the characters that it ignores."""

    domain: str
    plus: bool = True
    ignores: str = ""


_GMAIL = Rule("gmail.com", ignores=".")
_PROTON = Rule("proton.me", ignores=".-_")
_RULES: Mapping[str, Rule] = {
    "gmail.com": _GMAIL,
    "googlemail.com": _GMAIL,
    "proton.me": _PROTON,
    "protonmail.com": _PROTON,
    "pm.me": _PROTON,
    **{
        name: Rule(name)
        for name in ("outlook.com", "outlook.jp", "hotmail.com", "hotmail.co.jp", "live.jp", "live.com")
    },
    **{name: Rule(name) for name in ("icloud.com", "me.com", "mac.com", "fastmail.com", "yandex.com")},
}


def fold(local: str, domain: str) -> tuple[str, str]:
    """The one spelling of an address whose provider has a rule; any other as it is.

    Args:
        local: the part before @.
        domain: in small letters, in ASCII.
    """
    rule = _RULES.get(domain)
    if rule is None:
        return local, domain
    folded = (local.partition("+")[0] if rule.plus else local) or local
    plain = folded.translate(dict.fromkeys(map(ord, rule.ignores)))
    return plain or folded, rule.domain
