"""The operator's key for backups: made once, read as `age-keygen` writes it, and nothing else is taken for one."""

from pathlib import Path

import pytest

from azukari.core.backup.bundle import BundleError, identity_in, make_key, public_of


def test_a_key_that_was_made_is_read_again_and_never_overwritten(tmp_path: Path) -> None:
    public = make_key(tmp_path / "key")
    assert public.startswith("age1")
    assert public_of(identity_in(tmp_path / "key")) == public
    assert (tmp_path / "key").stat().st_mode & 0o077 == 0
    with pytest.raises(BundleError, match="cannot be written"):
        make_key(tmp_path / "key")
    assert public_of(identity_in(tmp_path / "key")) == public


@pytest.mark.parametrize("content", [b"", b"# public key: age1qqq\n", b"age1qqq\n", "鍵".encode()])
def test_a_file_without_one_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "key").write_bytes(content)
    with pytest.raises(BundleError):
        identity_in(tmp_path / "key")
    with pytest.raises(BundleError, match="cannot be read"):
        identity_in(tmp_path / "nothing")
