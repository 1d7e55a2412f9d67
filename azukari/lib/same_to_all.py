"""A mark for an answer that no cache may keep and that yet says the same to everybody: it may be compressed."""

_MARK = "azukari_same_to_all"


def same_to_all[R](response: R) -> R:
    """Mark the answer: it holds no secret, and nothing that the asker sent."""
    setattr(response, _MARK, True)
    return response


def is_same_to_all(response: object) -> bool:
    """Whether the answer was marked so."""
    return bool(getattr(response, _MARK, False))
