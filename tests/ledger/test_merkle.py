"""The tree against the definitions of RFC 6962 2.1, written down here once more, word for word."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azukari.lib import merkle, tiles


def mth(d):
    if not d:
        return hashlib.sha256().digest()
    if len(d) == 1:
        return hashlib.sha256(b"\x00" + d[0]).digest()
    k = largest_power_below(len(d))
    return hashlib.sha256(b"\x01" + mth(d[:k]) + mth(d[k:])).digest()


def path(m, d):
    if len(d) == 1:
        return []
    k = largest_power_below(len(d))
    return [*path(m, d[:k]), mth(d[k:])] if m < k else [*path(m - k, d[k:]), mth(d[:k])]


def subproof(m, d, b):
    if m == len(d):
        return [] if b else [mth(d)]
    k = largest_power_below(len(d))
    return [*subproof(m, d[:k], b), mth(d[k:])] if m <= k else [*subproof(m - k, d[k:], False), mth(d[:k])]


def largest_power_below(n):
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def in_memory(leaves):
    return lambda height, index: mth(leaves[index << height : (index + 1) << height])


def in_tiles(leaves):
    def read(tile):
        span = 256**tile.level
        start = tile.index * 256
        return b"".join(mth(leaves[i * span : (i + 1) * span]) for i in range(start, start + tile.width))

    return tiles.subtree(len(leaves), read)


def some(n):
    return [i.to_bytes(2) * 3 for i in range(n)]


sizes = st.integers(1, 700)
subtrees = st.sampled_from([in_memory, in_tiles])


@given(sizes, subtrees)
def test_root(n, subtree):
    assert merkle.root(n, subtree(some(n))) == mth(some(n))


@given(st.integers(0, 700))
def test_frontier_knows_the_root_at_every_size(n):
    frontier = merkle.Frontier()
    for leaf in some(n):
        frontier.append(merkle.leaf_hash(leaf))
    assert (frontier.size, frontier.root()) == (n, mth(some(n)))


@given(st.data(), sizes, subtrees)
def test_inclusion(data, n, subtree):
    m = data.draw(st.integers(0, n - 1))
    leaves = some(n)
    proof = merkle.inclusion(m, n, subtree(leaves))
    assert proof == path(m, leaves)
    merkle.check_inclusion(mth(leaves[m : m + 1]), m, n, proof, mth(leaves))


@given(st.data(), sizes, subtrees)
def test_consistency(data, n, subtree):
    m = data.draw(st.integers(1, n))
    leaves = some(n)
    proof = merkle.consistency(m, n, subtree(leaves))
    assert proof == subproof(m, leaves, True)
    merkle.check_consistency(m, mth(leaves[:m]), n, mth(leaves), proof)


@given(st.data(), st.integers(2, 700))
def test_a_spoilt_proof_is_refused(data, n):
    leaves = some(n)
    m = data.draw(st.integers(0, n - 1))
    proof = merkle.inclusion(m, n, in_memory(leaves))
    spoilt = spoil(data, proof)
    with pytest.raises(merkle.ProofError):
        merkle.check_inclusion(mth(leaves[m : m + 1]), m, n, spoilt, mth(leaves))
    old = data.draw(st.integers(1, n - 1))
    spoilt = spoil(data, merkle.consistency(old, n, in_memory(leaves)))
    with pytest.raises(merkle.ProofError):
        merkle.check_consistency(old, mth(leaves[:old]), n, mth(leaves), spoilt)


def spoil(data, proof):
    match data.draw(st.sampled_from(["flip", "cut", "lengthen"])):
        case "flip":
            i = data.draw(st.integers(0, len(proof) - 1))
            return [*proof[:i], bytes([proof[i][0] ^ 1]) + proof[i][1:], *proof[i + 1 :]]
        case "cut":
            return proof[:-1]
        case _:
            return [*proof, proof[-1]]


@given(st.data(), st.integers(2, 200))
def test_a_proof_for_another_place_or_size_is_refused(data, n):
    leaves = some(n)
    m, other = data.draw(st.lists(st.integers(0, n - 1), min_size=2, max_size=2, unique=True))
    proof = merkle.inclusion(m, n, in_memory(leaves))
    with pytest.raises(merkle.ProofError):
        merkle.check_inclusion(mth(leaves[m : m + 1]), other, n, proof, mth(leaves))
    with pytest.raises(merkle.ProofError):
        merkle.check_inclusion(mth(leaves[m : m + 1]), n, n, proof, mth(leaves))


def test_impossible_questions_are_refused():
    tree = in_memory(some(3))
    with pytest.raises(ValueError, match="not in a tree"):
        merkle.inclusion(3, 3, tree)
    with pytest.raises(ValueError, match="cannot be shown"):
        merkle.consistency(4, 3, tree)
    with pytest.raises(ValueError, match="power of two"):
        merkle.fold([b"", b"", b""])
    with pytest.raises(merkle.ProofError):
        merkle.check_consistency(2, b"a", 2, b"b", [])
    with pytest.raises(merkle.ProofError):
        merkle.check_consistency(3, b"a", 4, b"b", [])


@given(st.integers(0, 10**12), st.integers(1, 256))
def test_tile_paths_go_there_and_back(index, width):
    assert tiles.parse_path(tiles.path(index, width)) == (index, width)


def test_tile_path_of_the_specification():
    assert tiles.path(1234067) == "x001/x234/067"
    assert tiles.path(0, 5) == "000.p/5"


@pytest.mark.parametrize(
    "text", ["0", "x000/001", "0001", "000.p/0", "000.p/256", "000.p/05", "x01/234", "000/", "٠٠٠", ""]
)
def test_other_spellings_of_a_tile_path_are_refused(text):
    with pytest.raises(ValueError, match="not the path"):
        tiles.parse_path(text)


def test_tiles_of_the_specifications_example():
    found = list(tiles.of_tree(70_000))
    partial = [t for t in found if t.width != 256]
    assert partial == [tiles.Tile(0, 273, 112), tiles.Tile(1, 1, 17), tiles.Tile(2, 0, 1)] == list(tiles.edge(70_000))
    assert len(found) == 273 + 1 + 3
    assert list(tiles.of_tree(256)) == [tiles.Tile(0, 0), tiles.Tile(1, 0, 1)]


@given(st.lists(st.binary(max_size=300)))
def test_bundles_go_there_and_back(leaves):
    assert tiles.unbundle(tiles.bundle(leaves)) == leaves


def test_a_bundle_cut_short_is_refused():
    with pytest.raises(ValueError, match="within an entry"):
        tiles.unbundle(tiles.bundle([b"abc"])[:-1])
