"""A Merkle tree as RFC 6962 2.1 defines it, over SHA-256.

The functions that make proofs ask for hashes of complete subtrees and do not care where those come from: a list in
memory or tiles in a database. The functions that check proofs need nothing but the proof, so a stranger can run them.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence

type Hash = bytes
type Subtree = Callable[[int, int], Hash]
"""``subtree(height, index)``: the hash over the leaves from ``index * 2**height``, ``2**height`` of them."""

EMPTY: Hash = hashlib.sha256(b"").digest()


class ProofError(Exception):
    """The proof does not hold."""


def leaf_hash(leaf: bytes) -> Hash:
    """The hash of one leaf."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: Hash, right: Hash) -> Hash:
    """The hash of a node over its two halves."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def fold(hashes: Sequence[Hash]) -> Hash:
    """The hash over a complete subtree, given the hashes of one of its levels.

    Raises:
        ValueError: their number is not a power of two.
    """
    if not hashes or len(hashes) & (len(hashes) - 1):
        raise ValueError("A complete subtree has a power of two of hashes on each level.")
    level = list(hashes)
    while len(level) > 1:
        level = [node_hash(level[i], level[i + 1]) for i in range(0, len(level), 2)]
    return level[0]


def root(size: int, subtree: Subtree) -> Hash:
    """The root of the tree over the first ``size`` leaves."""
    return _range_hash(0, size, subtree) if size else EMPTY


def inclusion(index: int, size: int, subtree: Subtree) -> list[Hash]:
    """The audit path of leaf ``index`` in the tree over ``size`` leaves, from the leaf's sibling upward.

    Raises:
        ValueError: there is no such leaf in that tree.
    """
    if not 0 <= index < size:
        raise ValueError(f"Entry {index} is not in a tree of {size}.")
    path: list[Hash] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_range_hash(middle, end, subtree))
            end = middle
        else:
            path.append(_range_hash(start, middle, subtree))
            start = middle
    return path[::-1]


def consistency(old: int, new: int, subtree: Subtree) -> list[Hash]:
    """The proof that the tree over ``new`` leaves begins with the tree over ``old`` leaves.

    Raises:
        ValueError: not 0 < old <= new.
    """
    if not 0 < old <= new:
        raise ValueError(f"A tree of {new} cannot be shown to extend one of {old}.")
    path: list[Hash] = []
    start, end, known = 0, new, True  # known: the old root itself is this subtree, and the checker has it
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            path.append(_range_hash(middle, end, subtree))
            end = middle
        else:
            path.append(_range_hash(start, middle, subtree))
            start, known = middle, False
    if not known:
        path.append(_range_hash(start, end, subtree))
    return path[::-1]


def check_inclusion(leaf: Hash, index: int, size: int, path: Sequence[Hash], expected: Hash) -> None:
    """Check that ``leaf`` stands at ``index`` in the tree of ``size`` leaves with root ``expected`` (RFC 9162 2.1.3.2).

    Raises:
        ProofError: it is not shown to.
    """
    if not 0 <= index < size:
        raise ProofError(f"Entry {index} is not in a tree of {size}.")
    found = leaf
    for step, on_left in _climb(index, size - 1, path):
        found = node_hash(step, found) if on_left else node_hash(found, step)
    if found != expected:
        raise ProofError("The proof does not lead from the entry to the root.")


def check_consistency(old: int, old_root: Hash, new: int, new_root: Hash, path: Sequence[Hash]) -> None:
    """Check that the tree of ``new`` leaves extends the tree of ``old`` leaves (RFC 9162 2.1.4.2).

    Raises:
        ProofError: it is not shown to.
    """
    if not 0 < old <= new:
        raise ProofError(f"A tree of {new} cannot extend one of {old}.")
    if old == new:
        if path or old_root != new_root:
            raise ProofError("Two trees of one size have two roots.")
        return
    steps = list(path) if old & (old - 1) else [old_root, *path]
    if not steps:
        raise ProofError("The proof is empty.")
    skipped = (old & -old).bit_length() - 1  # the complete subtree that ends the old tree
    found_old = found_new = steps[0]
    for step, on_left in _climb((old - 1) >> skipped, (new - 1) >> skipped, steps[1:]):
        if on_left:
            found_old = node_hash(step, found_old)
        found_new = node_hash(step, found_new) if on_left else node_hash(found_new, step)
    if (found_old, found_new) != (old_root, new_root):
        raise ProofError("The proof does not lead to both roots.")


def _climb(position: int, last: int, path: Sequence[Hash]) -> Iterator[tuple[Hash, bool]]:
    """Each hash of a path, and whether it is the left one; ``position`` and ``last`` count nodes of its level."""
    for step in path:
        if last == 0:
            raise ProofError("The proof is too long.")
        on_left = bool(position & 1) or position == last
        yield step, on_left
        if on_left:
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        position, last = position >> 1, last >> 1
    if last:
        raise ProofError("The proof is too short.")


class Frontier:
    """The right edge of a growing tree: enough to know the root at every size, in a few hundred bytes."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[Hash] = []  # of the complete subtrees, largest first

    def append(self, leaf: Hash) -> None:
        """Add a leaf by its hash."""
        peak, size = leaf, self.size
        while size & 1:
            peak = node_hash(self._peaks.pop(), peak)
            size >>= 1
        self._peaks.append(peak)
        self.size += 1

    def root(self) -> Hash:
        """The root over what was appended so far."""
        if not self._peaks:
            return EMPTY
        *rest, found = self._peaks
        for peak in reversed(rest):
            found = node_hash(peak, found)
        return found


def _split(size: int) -> int:
    """The largest power of two below ``size``."""
    return 1 << ((size - 1).bit_length() - 1)


def _range_hash(start: int, end: int, subtree: Subtree) -> Hash:
    peaks = [subtree(height, index) for height, index in _peaks(start, end)]
    found = peaks.pop()
    while peaks:
        found = node_hash(peaks.pop(), found)
    return found


def _peaks(start: int, end: int) -> Iterator[tuple[int, int]]:
    """The complete subtrees over the leaves from ``start`` to ``end``, largest first; ``start`` is aligned to them."""
    while start < end:
        height = (end - start).bit_length() - 1
        yield height, start >> height
        start += 1 << height
