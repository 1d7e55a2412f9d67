"""A link that was mailed to somebody."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Link:
    """A link of one use.

    Args:
        path: of its page, in English.
        token: the part of it that cannot be guessed.
        press: what the button sends.
        names: what would tell of somebody, if it stood in the link.
        once: whether pressing the button a second time does nothing more.
        late: whether the button of one that is too old does something, too: sends a new one, or erases what is left.
        session: whether its page has a session before anybody signs in, as all of the console has.
    """

    path: str
    token: str
    press: dict[str, str] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    once: bool = True
    late: bool = False
    session: bool = False
