"""What can stand in the way of a step, other than the gate's own refusal."""

from azukari.policy.terms import Text


class Overtaken(Exception):
    """Somebody changed it since the page was opened, so nothing was done."""


class NotNow(Exception):
    """The step does not fit where things stand; ``sentence`` says why and what to do, in each language."""

    def __init__(self, code: str, sentence: Text) -> None:
        self.code, self.sentence = code, sentence
        super().__init__(sentence["en"])
