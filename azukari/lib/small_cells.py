"""Small cells: counts of few people are folded into one, and never so that the fold itself tells a small one.

Primary and complementary suppression for a table of one dimension whose total is known: a single folded cell could be
found by subtraction, so another one goes with it.
"""

from collections.abc import Mapping


def fold(counts: Mapping[str, int], *, least: int = 5) -> tuple[dict[str, int], int]:
    """The cells that may be shown, the largest first, and what the folded ones come to.

    Args:
        least: so many people a cell has at least, and so many are folded at least, if any are.
    """
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    shown = {name: count for name, count in ordered if count >= least}
    folded = [count for _name, count in ordered if 0 < count < least]
    while folded and shown and (len(folded) < 2 or sum(folded) < least):
        name = min(shown, key=lambda one: (shown[one], one))
        folded.append(shown.pop(name))
    if folded and not shown:
        return {}, sum(folded)
    return shown, sum(folded)
