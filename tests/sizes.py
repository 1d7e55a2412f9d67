"""Sizes of a run: few of everything each time, and what the promises were tried with when somebody asks for the widest.

Each size has a variable of the environment; `bin/test --widest` sets them all, and each run says at its head what it
runs. So nobody takes twelve random lives for ten thousand. `bin/test --all` leaves out nothing: of what a usual run
does not do at all, or by turns, it does all.
"""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """
    Args:
        what: what there are so many of.
        usual: in every run; ``everything`` in the widest.
        left_out: whether a usual run leaves out more than repetitions, so that the full matrix takes everything.
    """

    what: str
    usual: str
    everything: str
    left_out: bool = False


SIZES: Mapping[str, Size] = {
    "AZUKARI_LIVES": Size("random lives", "12", "10000"),
    "AZUKARI_TAMPERINGS": Size("tamperings with the ledger", "400", "10000"),
    "AZUKARI_NAMES": Size("names that are looked for in every way that people type", "300", "1000"),
    "AZUKARI_ROWS": Size("rows of a killed import", "3500", "100000"),
    "AZUKARI_DAMAGED": Size("damaged workbooks", "16", "1500"),
    "AZUKARI_TRIALS": Size("times that each door is asked about somebody", "12", "200"),
    "AZUKARI_MAIL_TRIALS": Size("times that each door is asked, whatever becomes of its mail", "4", "200"),
    "AZUKARI_DRAFTS": Size("times the random drafts of a policy", "1", "40"),
    "AZUKARI_COMBINATIONS": Size("combinations at the gate, through the API", "40", "all"),
    "AZUKARI_THIRDS": Size(
        "thirds of the statements between which an erasure, a request and a merge stop", "1", "3", left_out=True
    ),
    "AZUKARI_WORK_KILLS": Size("kills at each deed (retention, withdrawal, hand-over, a case, restore)", "1", "1000"),
    "AZUKARI_KEY_KILLS": Size("kills of a rotation of a key, besides one between two batches", "2", "5"),
    "AZUKARI_MAILING": Size("people of a mailing whose senders are killed", "150", "20000"),
    "AZUKARI_MAILING_KILLS": Size("kills of its senders", "3", "20"),
    "AZUKARI_HOUSE_KILLS": Size("kills each of web process, workers and mail server during a mailing", "2", "20"),
    "AZUKARI_THROWN": Size("made-up paths, referrers and campaigns that page statistics bear", "3000", "100000"),
    "AZUKARI_VIEWS": Size("views of a simulated time that are counted again", "600", "10000000"),
    "AZUKARI_SCANNED": Size("mails of which a scanner opens every link", "3", "1000"),
    "AZUKARI_DEATHS": Size("kills while people register, confirm and are erased", "40", "200"),
    "AZUKARI_WEB_KILLS": Size("kills of a web process to which visitors send forms", "2", "22"),
    "AZUKARI_OUTAGES": Size("deaths of a PostgreSQL at work", "2", "5"),
    "AZUKARI_YEARS": Size("years of an organisation in which nothing is ever overdue", "4", "10"),
    "AZUKARI_CANARIES": Size("people of a backup, each with eight words that stand nowhere else", "25", "125"),
    "AZUKARI_R": Size("times that R is asked for its numbers again, and PSPP reads our file", "0", "1", left_out=True),
    "AZUKARI_IMAGES": Size("container images that are built, some minutes each", "0", "1", left_out=True),
    "AZUKARI_EXAMPLES": Size("searches of the demonstration for an example of every page", "0", "1", left_out=True),
    "AZUKARI_SURVEYS": Size("random surveys whose published tables are attacked", "12", "500"),
    "AZUKARI_ERASED": Size("people whose keys are looked for on the disk after they were erased", "4", "300"),
    "AZUKARI_GUESTS": Size("guests of a questionnaire whose answers somebody wants to join to them", "200", "1000"),
    "AZUKARI_CONDITIONS": Size("conditions that two other implementations of CEL evaluate as well", "400", "1000000"),
    "AZUKARI_VOLUNTEERS": Size("volunteers whose shifts are counted again", "16", "2000"),
    "AZUKARI_RACERS": Size("volunteers who race for the last place of a shift", "24", "200"),
    "AZUKARI_MEMBERS": Size("members of an organisation whose five years are counted again", "24", "20000"),
    "AZUKARI_HISTORIES": Size("histories of a bank account whose files are booked", "6", "1000"),
    "AZUKARI_MONEY": Size("histories of webhooks, hand entries, bank files and imports", "25", "1000"),
    "AZUKARI_CHARTER_MUTANTS": Size("mutants of the starter policy", "200", "100000"),
    "AZUKARI_SIGNATURES": Size("signatures under campaigns that are counted again", "160", "100000"),
    "AZUKARI_BURST": Size("sign-ups of one domain within an hour, among honest ones", "80", "5000"),
    "AZUKARI_MATRIX": Size("matrices of which each cell is looked at", "0", "1", left_out=True),
    "AZUKARI_BROKEN_OUTSIDE": Size(
        "running instances whose promises are broken by SQL, files, process and clock", "0", "1", left_out=True
    ),
    "AZUKARI_CROWD": Size("people when a contract lapses (0: what each channel has time for)", "0", "100000"),
}
TURN = "AZUKARI_TEST_TURN"
"""Names the commit that chooses, where a run tries a part of what there is."""
LONGEST = {False: str(30 * 60), True: str(6 * 3600)}
"""Seconds for one test of the full matrix, and of the widest run."""


def how_many(name: str) -> int:
    """How many, by the name of its variable."""
    return int(os.environ.get(name, SIZES[name].usual))


def turn(of: int) -> int:
    """Which of so many parts has its turn, as the commit chooses on which `bin/test` runs."""
    return int.from_bytes(hashlib.sha256(os.environ.get(TURN, "").encode()).digest()[:4]) % of


def sizes_of(*, widest: bool) -> dict[str, str]:
    """The variables of the full matrix, or of the widest run, save for those that somebody has set; and time enough."""
    chosen = {name: known for name, known in SIZES.items() if widest or known.left_out}
    set_ = {name: os.environ.get(name, known.everything) for name, known in chosen.items()}
    return set_ | {"PYTEST_TIMEOUT": LONGEST[widest]}


def pytest_report_header() -> list[str]:
    """What this run tries, and what there is to try."""
    told = [
        f"{os.environ.get(name, known.usual)} of {known.everything} {known.what}"
        if os.environ.get(name, known.usual) != known.everything
        else f"{known.everything} {known.what}"
        for name, known in SIZES.items()
    ]
    return ["sizes: " + "; ".join(told) + " (bin/test --widest tries all of it)"]
