"""What stops a request of the HTTP API before its view is asked."""


class NotLetIn(Exception):
    """No living token, or too many requests.

    Args:
        wait: seconds until it may be tried again; 0 where no waiting helps.
    """

    def __init__(self, sentence: str, wait: int = 0) -> None:
        super().__init__(sentence)
        self.sentence, self.wait = sentence, wait


class Unasked(Exception):
    """Names in the address that nobody knows."""

    def __init__(self, names: list[str]) -> None:
        super().__init__("unknown parameter")
        self.names = names
