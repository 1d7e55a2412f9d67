"""How well coders agree who tagged the same texts: Cohen's kappa for two, Krippendorff's alpha for any number.

Both are 1 for full agreement and 0 for what chance would bring. Tags are of nominal scale; one tag is one question,
"does this text have it?", so that texts with several tags are compared tag by tag.
"""

from collections import Counter
from collections.abc import Hashable, Sequence


def cohen_kappa[Label: Hashable](one: Sequence[Label], other: Sequence[Label]) -> float | None:
    """Cohen's kappa (1960) of two coders, over the texts that both judged; nothing where chance explains all."""
    size = len(one)
    if not size:
        return None
    seen = sum(a == b for a, b in zip(one, other, strict=True)) / size
    first, second = Counter(one), Counter(other)
    chance = sum(first[label] * second[label] for label in first) / size**2
    return None if chance == 1 else (seen - chance) / (1 - chance)


def krippendorff_alpha[Label: Hashable](texts: Sequence[Sequence[Label]]) -> float | None:
    """Krippendorff's alpha (2011, "Computing Krippendorff's Alpha-Reliability", C) for nominal labels.

    Args:
        texts: for each text, the labels that coders gave it; what a coder left out is missing.

    Returns:
        Nothing where fewer than two labels meet, or all are the same.
    """
    within: Counter[Label] = Counter()
    apart = 0.0
    for labels in texts:
        if len(labels) < 2:
            continue
        counts = Counter(labels)
        within += counts
        apart += sum(n * (len(labels) - n) for n in counts.values()) / (len(labels) - 1)
    total = within.total()
    expected = sum(n * (total - n) for n in within.values())
    return None if not expected else 1 - (total - 1) * apart / expected
