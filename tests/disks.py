"""A disk of our own: a small file system in a file, which can be filled, and fails when it is told to."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

_ATTEMPTS = 100


@dataclass(frozen=True, slots=True)
class Disk:
    """
    Args:
        folder: where it is mounted.
        image: the file that it lies in.
    """

    folder: Path
    image: Path

    @property
    def _filling(self) -> Path:
        return self.folder / "filling"

    def fill(self, *, leave: int) -> None:
        """Leave so many bytes; none with 0, not even for a file that has room in it."""
        state = os.statvfs(self.folder)
        subprocess.run(["fallocate", "-l", str(state.f_bavail * state.f_frsize - leave), self._filling], check=False)
        if leave:
            return
        with self._filling.open("ab", buffering=0) as file, suppress(OSError):
            while True:
                file.write(bytes(1024))

    def empty(self) -> None:
        """Make room again."""
        self._filling.unlink()

    def fail(self) -> None:
        """As when the hardware fails: the system lets nobody write any more, whatever is open."""
        device = Path(_mounted_from(self.folder)).name
        with suppress(OSError):
            Path(f"/sys/fs/ext4/{device}/trigger_fs_error").write_text("a test\n", "ascii")

    def mend(self) -> None:
        """Take it out once whoever was killed has let go of it, check it, and put it in again."""
        for left in reversed(range(_ATTEMPTS)):
            if not subprocess.run(["umount", self.folder], check=not left).returncode:
                break
            time.sleep(0.2)
        subprocess.run(["e2fsck", "-fy", self.image], check=False, capture_output=True)
        _mount(self.image, self.folder)


def _mounted_from(folder: Path) -> str:
    words = ["findmnt", "-n", "-o", "SOURCE", str(folder)]
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout.strip()


def _mount(image: Path, folder: Path) -> None:
    words = ["mount", "-o", "loop,errors=remount-ro", str(image), str(folder)]
    done = subprocess.run(words, check=False, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"No file system can be mounted here: {done.stderr.strip()}")


@contextmanager
def disk(folder: Path, *, megabytes: int) -> Iterator[Disk]:
    """A disk that is mounted below ``folder`` until the block ends."""
    if os.geteuid() != 0 or not all(map(shutil.which, ("mkfs.ext4", "mount", "fallocate"))):
        pytest.skip("Only root can mount a file system.")
    made = Disk(folder / "disk", folder / "disk.image")
    made.folder.mkdir()
    with made.image.open("wb") as file:
        file.truncate(megabytes * 2**20)
    subprocess.run(["mkfs.ext4", "-q", "-m", "0", made.image], check=True)
    _mount(made.image, made.folder)
    try:
        yield made
    finally:
        subprocess.run(["umount", "-l", made.folder], check=False)
