"""`python -m tests.outside.bounces [FOLDER]`: how many returned mails are read for what they are, by the system that
wrote them and by their cause; or, of a folder of mails (``*.eml``) that somebody has, what each system's are taken for.

Systems, wordings and reasons are after RFC 3464 and 5965, the MTA modules and reasons of Sisimai 5 (``userunknown``,
``filtered``, ``mailboxfull``, ``suspend``, ``mesgtoobig``, ...) and flufl.bounce; no text of theirs is here. Sisimai's
public set of mails can be read with the second form.
"""

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from azukari.core.mail.incoming.delivery import Complaint, Delay, Failure
from azukari.core.mail.incoming.old_formats import is_bounce
from azukari.core.mail.incoming.parse import Automatic, Words, read
from tests.mailings.returned import DELAY, NOTHING, samples


def meant(raw: bytes) -> str:
    """What a mail that came to a return path is taken for: a reason, ``delay``, ``complaint``, ``words`` or
    ``nothing``.
    """
    match read(raw, by_a_system=True)[0]:
        case Failure(reason):
            return reason.value
        case Complaint():
            return "complaint"
        case Delay():
            return DELAY
        case Automatic(of_a_daemon=True) if is_bounce(raw):
            return "unknown"
        case Words():
            return "words"
    return NOTHING


def cause_of(raw: bytes) -> str:
    """The name of the cause in ``bounce_causes.toml`` that a mail tells; what it is taken for, where it tells none."""
    found = read(raw, by_a_system=True)[0]
    return found.cause if isinstance(found, Failure) and found.cause else f"({meant(raw)})"


def tried_and_wrong() -> tuple[Counter[str], Counter[tuple[str, str, str]]]:
    """Of our own corpus: how many of each system; and of those read wrongly, the system, the truth and the reading."""
    tried: Counter[str] = Counter()
    wrong: Counter[tuple[str, str, str]] = Counter()
    for sample in samples():
        tried[sample.system] += 1
        if (found := meant(sample.raw)) != sample.truth and not (found == "words" and sample.truth == NOTHING):
            wrong[sample.system, sample.truth, found] += 1
    return tried, wrong


def causes(mails: Iterable[bytes]) -> Counter[str]:
    """How many mails tell each cause."""
    return Counter(map(cause_of, mails))


def of_folder(folder: Path) -> dict[str, Counter[str]]:
    """What the mails of a folder are taken for, by the name before their number (``exim-01.eml``)."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for path in sorted(folder.rglob("*.eml")):
        found[re.sub(r"[-_ ]?\d*$", "", path.stem)][meant(path.read_bytes())] += 1
    return found


def main(arguments: list[str]) -> int:
    """Print the table."""
    if arguments:
        for system, kinds in of_folder(Path(arguments[0])).items():
            sys.stdout.write(
                f"{system:32} {sum(kinds.values()):5}  {', '.join(f'{k} {n}' for k, n in kinds.most_common())}\n"
            )
        _print_causes(path.read_bytes() for path in sorted(Path(arguments[0]).rglob("*.eml")))
        return 0
    tried, wrong = tried_and_wrong()
    for system, count in sorted(tried.items()):
        missed = sum(n for (of, _truth, _found), n in wrong.items() if of == system)
        sys.stdout.write(f"{system:40} tried {count:4}  right {count - missed:4}  wrong {missed:4}\n")
    sys.stdout.write(
        f"{'all':40} tried {tried.total():4}  right {tried.total() - wrong.total():4}  wrong {wrong.total():4}\n"
    )
    _print_causes(sample.raw for sample in samples())
    return 1 if wrong else 0


def _print_causes(mails: Iterable[bytes]) -> None:
    for cause, count in causes(mails).most_common():
        sys.stdout.write(f"{'cause ' + cause:40} {count:5}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
