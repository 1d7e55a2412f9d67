"""All verbs of the `azukari` command: those of the core, and those that slices bring.

A slice names its verbs in a module ``verbs`` beside its manifest, as ``VERBS``. It is read before there is an instance,
so it imports no models; the module that does a verb's work may.
"""

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from azukari.lib.verb import Instance, Verb
from azukari.site.slices import NAMES

_CORE = {
    "demo": Verb("a fictional nonprofit with sample people: web, worker and mail in one go", Instance.DEMO),
    "init": Verb("make a new instance: its folder, keys, settings and database", Instance.NONE),
    "migrate": Verb("make the database's tables, or bring them up to this version"),
    "serve": Verb("serve the pages, with the worker embedded"),
    "worker": Verb("run the worker alone: ledger, mail, retention"),
    "policy": Verb("check, compare, publish and show the policy", Instance.OPTIONAL),
    "staff": Verb("add, list and disable staff"),
    "import": Verb(
        "import a list of people from a file, with the ground on which it rests", module="azukari.cli.import_"
    ),
    "disclose": Verb("hand data to a recipient, if the gate allows it"),
    "retention": Verb("erase what has had its time, or say what will go"),
    "clock": Verb("whether the clock is believed, and that it is right"),
    "ledger": Verb("verify, prove, export and witness the ledger", Instance.OPTIONAL),
    "backup": Verb("back data and keys up, apart and sealed"),
    "restore": Verb("restore an instance from a backup, or try one", Instance.RESTORED),
    "removals": Verb("how far the journal of removals reaches, and what a restore could not repeat"),
    "mail": Verb("mail that comes back, and how ours looks from outside"),
    "keys": Verb("rotate any of the keys, list them, complete the search index"),
    "doctor": Verb("run every automatic control"),
    "settings": Verb(
        "check the settings, show them, explain them all", Instance.OPTIONAL, module="azukari.cli.settings_"
    ),
    "upgrade": Verb("bring an instance to this version, or back to where it was"),
    "systemd": Verb("write unit files for systemd"),
}


def _all() -> dict[str, Verb]:
    found = [*_CORE.items()]
    for module in (f"azukari.features.{name}.verbs" for name in NAMES):
        if find_spec(module):
            found += import_module(module).VERBS.items()
    names = [name for name, _verb in found]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"Two bring the verb {', '.join(sorted(twice))}.")
    return dict(found)


VERBS = _all()


def soundness() -> ModuleType:
    """The module that refuses an instance which may not work; Django is set up first, since it asks the database."""
    return import_module("azukari.cli.soundness")


def module_of(name: str) -> ModuleType:
    """The module that does a verb's work; Django is set up for the instance first."""
    return import_module(VERBS[name].module or f"azukari.cli.{name}")
