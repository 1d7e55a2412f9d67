"""What a verb of the `azukari` command is.

Each verb is one module with two functions:

    add(subparsers)   registers its parser, and ends with ``parser.set_defaults(run=run)``
    run(args) -> int  does the work; 0 done, 1 refused or failed. ``args.dir`` is the instance's folder.

The database is seen to be there and up to date before ``run``, unless the parser says when it is not needed:
``parser.set_defaults(offline=lambda args: ...)``. So are the keys, and that the database was not set back, unless the
parser names what the verb goes on in spite of: ``parser.set_defaults(despite=EVERYTHING)`` for one that only looks.

A module may import models at its top: Django is set up for the instance before the module is imported. What the verb
cannot do it raises as `Refusal`, whose text is the one sentence that the person sees.
"""

import argparse
from dataclasses import dataclass
from enum import Enum

KEYS, SET_BACK = "keys", "set-back"
"""What may be wrong with an instance: a key is missing or opens nothing; its database was set back."""
EVERYTHING = frozenset({KEYS, SET_BACK})

type Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]


class Refusal(Exception):
    """The verb was refused or failed; the message is one whole sentence, without personal data."""


class Misuse(Refusal):
    """The verb was called in a way that means nothing; the message says how to call it. Exit code 2."""


class Instance(Enum):
    """What a verb needs of an instance before it can run."""

    NEEDED = "needed"  # refuses where there is none
    OPTIONAL = "optional"  # works without, as `policy check FILE` does
    RESTORED = "restored"  # its keys and settings are laid out first, from a bundle
    DEMO = "demo"  # a demonstration is made where there is none
    NONE = "none"  # makes one itself


@dataclass(frozen=True, slots=True)
class Verb:
    """
    Args:
        module: where it stands; that of `azukari.cli` which is called like the verb, unless given.
    """

    summary: str
    instance: Instance = Instance.NEEDED
    module: str = ""
