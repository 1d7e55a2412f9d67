"""The depth of JSON is known before it is decoded."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azukari.lib.json_depth import DEPTH, TooDeepError, check_depth

VALUES = st.recursive(
    st.none() | st.integers() | st.text('[]{}"\\a', max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text('[{"', max_size=2), inner, max_size=3),
    max_leaves=20,
)


def _depth(value: object) -> int:
    if isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        return 1 + max(map(_depth, inner), default=0)
    return 0


@given(VALUES, st.integers(0, 6))
def test_it_is_exact(value, most):
    raw = json.dumps(value).encode()
    if _depth(value) <= most:
        assert check_depth(raw, most=most) == raw
    else:
        with pytest.raises(TooDeepError):
            check_depth(raw, most=most)


@pytest.mark.parametrize("raw", [b"[" * 9000, b'{"a":' * 9000, b"[" * 9000 + b"]" * 9000, b'["' + b"[" * 99])
def test_what_is_no_json_is_bounded_as_well(raw):
    if raw.startswith(b'["'):
        raw += b'"' + b"[" * DEPTH
    with pytest.raises(TooDeepError):
        check_depth(raw)


def test_brackets_in_texts_do_not_count():
    raw = json.dumps({"message": "[" * 9000 + '"' + "{" * 9000}).encode()
    assert check_depth(raw) == raw
