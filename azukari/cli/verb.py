"""What a verb of the `azukari` command is, and the list of them.

Each verb is one module of this package with two functions:

    add(subparsers)   registers its parser, and ends with ``parser.set_defaults(run=run)``
    run(args) -> int  does the work; 0 done, 1 refused or failed. ``args.dir`` is the instance's folder.

The database is seen to be there and up to date before ``run``, unless the parser says when it is not needed:
``parser.set_defaults(offline=lambda args: ...)``.

A module may import models at its top: Django is set up for the instance before the module is imported. What the verb
cannot do it raises as `Refusal`, whose text is the one sentence that the person sees.
"""

import argparse
from dataclasses import dataclass
from enum import Enum

type Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]


class Refusal(Exception):
    """The verb was refused or failed; the message is one whole sentence, without personal data."""


class Misuse(Refusal):
    """The verb was called in a way that means nothing; the message says how to call it. Exit code 2."""


class Instance(Enum):
    """What a verb needs of an instance before it can run."""

    NEEDED = "needed"  # refuses where there is none
    OPTIONAL = "optional"  # works without, as `policy check FILE` does; `instance.found(args)` tells
    RESTORED = "restored"  # its keys and settings are laid out first, from a bundle
    DEMO = "demo"  # a demonstration is made where there is none
    NONE = "none"  # makes one itself


@dataclass(frozen=True, slots=True)
class Verb:
    """
    Args:
        module: the module of `azukari.cli`, where it cannot be called like the verb.
    """

    summary: str
    instance: Instance = Instance.NEEDED
    module: str = ""


VERBS = {
    "demo": Verb("a fictional nonprofit with sample people: web, worker and mail in one go", Instance.DEMO),
    "init": Verb("make a new instance: its folder, keys, settings and database", Instance.NONE),
    "migrate": Verb("make the database's tables, or bring them up to this version"),
    "serve": Verb("serve the pages, with the worker embedded"),
    "worker": Verb("run the worker alone: ledger, mail, retention"),
    "policy": Verb("check, compare, publish and show the policy", Instance.OPTIONAL),
    "staff": Verb("add, list and disable staff"),
    "import": Verb("import a list of people from a file, with the ground on which it rests", module="import_"),
    "disclose": Verb("hand data to a recipient, if the gate allows it"),
    "rights": Verb("list and carry out people's requests"),
    "retention": Verb("erase what has had its time, or say what will go"),
    "clock": Verb("whether the clock is believed, and that it is right"),
    "ledger": Verb("verify, prove, export and witness the ledger", Instance.OPTIONAL),
    "backup": Verb("back data and keys up, apart and sealed"),
    "restore": Verb("make an instance anew from a backup, or try one", Instance.RESTORED),
    "removals": Verb("how far the journal of removals reaches, and what a restore could not repeat"),
    "keys": Verb("rotate any of the keys, list them, complete the search index"),
    "doctor": Verb("run every automatic control"),
}
