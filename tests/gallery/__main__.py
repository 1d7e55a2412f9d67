"""Look at everything: `python -m tests.gallery OUT_DIR`.

Makes the demonstration, fills it, serves it, and walks every address in both languages, on a phone and at a desk, by
day and by night. Leaves a picture of each page in OUT_DIR, contact sheets of them, the mails, and a report for each
language of all that a machine can find. It takes many minutes, so it is no part of the suite.

    python -m tests.gallery OUT_DIR --axe       no pictures: axe over every page, and whether the focus is seen

    python -m tests.gallery OUT_DIR --list      no pictures: whether every page has an example; left.txt
                                                says of the rest why there is none

With ``--axe`` each page is asked on a phone and at a desk, once by day and once by night in either language; it ends 1
if anything is found.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from tests.postgres import free_port


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.gallery", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--only", default="", help="names that begin so, several with commas")
    parser.add_argument("--lang", choices=("ja", "en"), help="one language only")
    parser.add_argument("--half", action="store_true", help="every second variant, as on a chessboard")
    parser.add_argument("--looks", default="", help="such variants alone, as in ja-320-light,en-1280-dark")
    parser.add_argument(
        "--axe", action="store_true", help="no pictures: axe over every page; ends 1 if it finds anything"
    )
    parser.add_argument("--list", action="store_true", help="no pictures: ends 1 if a page has no example")
    return parser.parse_args()


def main() -> int:
    args = _arguments()
    out: Path = args.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    root, port = out / "instance", free_port()
    command = [sys.executable, "-P", "-m", "azukari.cli", "demo", "--dir", str(root), "--port", str(port)]
    fresh = not root.exists()
    if fresh:
        subprocess.run([*command, "--no-serve"], check=True)
    else:
        settings = root / "azukari.toml"
        text = settings.read_text("utf-8")
        port = int(text.partition('base_url = "http://127.0.0.1:')[2].partition('"')[0])
        command[-1] = str(port)
    os.environ["AZUKARI_INSTANCE"] = str(root)
    walk = [sys.executable, "-m", "tests.gallery.walk", str(out), str(port)]
    said = [
        args.only,
        args.lang or "",
        str(int(fresh)),
        str(int(args.half)),
        args.looks,
        str(int(args.axe)),
        str(int(args.list)),
    ]
    return subprocess.run([*walk, *said], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
