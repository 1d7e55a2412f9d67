"""Version of this program: what `azukari --version`, `doctor`, `/healthz` and the console's foot say."""

from functools import cache
from importlib import metadata
from pathlib import Path

_PROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"


@cache
def version() -> str:
    """Such as ``0.1.0``: of the clone that this is, else of the package that is installed."""
    if _PROJECT.exists():
        for line in _PROJECT.read_text("utf-8").splitlines():
            if line.startswith("version ="):
                return line.split('"')[1]
    return metadata.version("azukari")
