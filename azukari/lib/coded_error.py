"""Errors that say why by a code."""


class CodedError(Exception):
    """It cannot be done; ``code`` says why, without anybody's words."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
