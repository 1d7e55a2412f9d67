"""Builds the container image of `deploy/Containerfile` with buildah, and asks it for its version and an instance.

    python -m tests.releases.image

As root, with the Debian packages buildah, netavark and mmdebstrap; it takes some minutes. No registry is asked: the
image that it begins with is made from Debian's packages, under the same name.
Ends with 1 if a step fails, or if the image does not do what an installation does.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from azukari.lib.version import version
from tests.postgres import free_port

ROOT = Path(__file__).resolve().parents[2]
_CONTAINERFILE = ROOT / "deploy" / "Containerfile"
_DEBIAN = "python3,python3-pip,python3-venv,ca-certificates"
_LIMITS = ("--ulimit", "nproc=4096:4096", "--ulimit", "nofile=4096:4096")
_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")


class Store:
    """A store of images of its own, which goes with its folder."""

    def __init__(self, folder: Path) -> None:
        self._words = ("buildah", "--root", str(folder / "root"), "--runroot", str(folder / "run"))

    def __call__(self, *words: str | Path, timeout: int = 3600) -> str:
        environment = {**os.environ, "BUILDAH_ISOLATION": "chroot"}
        done = subprocess.run(
            [*self._words, *words], env=environment, check=True, stdout=subprocess.PIPE, text=True, timeout=timeout
        )
        return done.stdout.strip()


def base() -> str:
    """The image that the Containerfile begins with, without the digest of the one in the registry."""
    named = re.findall(r"^FROM (\S+)", _without_digests(_CONTAINERFILE), re.MULTILINE)
    (one,) = {*named}
    return one


def _without_digests(file: Path) -> str:
    return re.sub(r"@sha256:[0-9a-f]{64}", "", file.read_text("utf-8"))


def make_base(store: Store, folder: Path) -> None:
    """Make an image of that name from Debian's packages: what it lends the build is Python and pip."""
    packed = folder / "base.tar"
    suite = base().rpartition("-")[2]
    subprocess.run(["mmdebstrap", "--variant=minbase", f"--include={_DEBIAN}", suite, packed], check=True, timeout=1800)
    made = store("from", "scratch")
    store("add", "-q", made, packed, "/")
    place = Path(store("mount", made))
    for marker in place.glob("usr/lib/python3*/EXTERNALLY-MANAGED"):
        marker.unlink()
    (place / "usr/bin/python").symlink_to("python3")
    (place / _CERTIFICATES.relative_to("/")).write_bytes(_CERTIFICATES.read_bytes())
    store("umount", made)
    store("config", "--env", f"PIP_CERT={_CERTIFICATES}", "--env", f"SSL_CERT_FILE={_CERTIFICATES}", made)
    store("commit", "-q", made, base())


def build(store: Store, folder: Path) -> None:
    """Build from what is committed."""
    source = folder / "source"
    source.mkdir()
    archive = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout
    subprocess.run(["tar", "x", "-C", source], input=archive, check=True)
    file = source / "deploy" / "Containerfile"
    file.write_text(_without_digests(file), "utf-8")  # what is made here has another digest
    named = ("-f", file, "-t", "azukari")
    store("build", *_LIMITS, "--network", "host", "--pull=never", *named, source)


def ask(store: Store) -> Sequence[str]:
    """What it says of its version, of an instance that is made in it, and to whoever looks whether that serves."""
    made, port = store("from", *_LIMITS, "--pull=never", "azukari"), free_port()
    url = f"http://127.0.0.1:{port}"
    look = f"import urllib.request; print(urllib.request.urlopen('{url}/healthz').read().decode())"
    lines = (
        "azukari --version",
        f"azukari init /tmp/i --fictional --base-url {url}",
        "azukari policy publish --dir /tmp/i",
        f"azukari serve --dir /tmp/i --port {port} & {_until(look)}; kill $!; wait",
    )
    return [store("run", "--network", "host", made, "--", "sh", "-c", line) for line in lines]


def _until(look: str) -> str:
    return f'for n in $(seq 100); do sleep 1; python -c "{look}" 2>/dev/null && break; done'


def main() -> int:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        store = Store(folder)
        make_base(store, folder)
        build(store, folder)
        told = ask(store)
    print(*told, sep="\n")
    return int(f"azukari {version()}" not in told[0] or "ok\n" not in told[-1])


if __name__ == "__main__":
    sys.exit(main())
