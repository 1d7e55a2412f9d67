"""`bin/release VERSION`: a wheel, the list of what it is made of (SBOM, CycloneDX 1.6), a kept instance, and a tag.

It refuses an unclean tree, a version that pyproject.toml does not name, a change log without it, and a library with a
known weakness; where nobody can be asked about weaknesses it says so and goes on. What it makes lies in dist/. The kept
instance goes into tests/releases, and from the next change on an upgrade from it is a test.
"""

import argparse
import subprocess
import sys
from pathlib import Path

from azukari.lib.version import version
from tests.releases import advisories, kept

ROOT = Path(__file__).resolve().parents[2]


def sbom(into: Path) -> None:
    """Write the list of everything that an installation is made of, checked against the scheme."""
    tool = Path(sys.executable).with_name("cyclonedx-py")
    words = [
        "requirements",
        "requirements.lock",
        "--pyproject",
        "pyproject.toml",
        "--output-reproducible",
        "--validate",
    ]
    subprocess.run([tool, *words, "-o", into], cwd=ROOT, check=True, capture_output=True, timeout=120)


def wheel(into: Path) -> None:
    """Build the wheel."""
    uv = Path(sys.executable).with_name("uv")
    subprocess.run([uv, "build", "-q", "--wheel", "-o", into, ROOT], check=True, timeout=300)


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


def trouble(wanted: str) -> str:
    """Why it cannot be released as it is; ``""`` if it can."""
    if wanted != version():
        return f"pyproject.toml says {version()}, not {wanted}."
    if _git("status", "--porcelain"):
        return "There are changes that are not committed."
    if f"\n## {wanted}" not in (ROOT / "CHANGELOG.md").read_text("utf-8"):
        return f"CHANGELOG.md has no heading ## {wanted}."
    if f"v{wanted}" in _git("tag").split():
        return f"The tag v{wanted} is there already."
    return ""


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/release", description=__doc__)
    parser.add_argument("version")
    wanted = parser.parse_args().version
    if said := trouble(wanted):
        print(said, file=sys.stderr)
        return 1
    if advisories.tell() == advisories.THESE:
        return 1
    dist = ROOT / "dist"
    dist.mkdir(exist_ok=True)
    wheel(dist)
    sbom(dist / f"azukari-{wanted}.cdx.json")
    state = kept.keep(wanted)
    _git("add", str(state))
    _git("commit", "-m", f"Keep an instance as {wanted} leaves it")
    _git("tag", "-a", f"v{wanted}", "-m", f"Azukari {wanted}")
    print(f"Tagged v{wanted}. In {dist}: the wheel and azukari-{wanted}.cdx.json. Publish with: git push --follow-tags")
    return 0


if __name__ == "__main__":
    sys.exit(main())
