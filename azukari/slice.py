"""Manifest of a slice: everything that one feature brings to the house, in one typed place.

A slice is a package with a module ``slice`` that holds one `Slice` called ``SLICE``; `azukari.site.slices` lists the
packages. What a manifest does not name does not exist: no address, no job, no letter, no menu entry. Beside it
stands what is read where there are no models: verbs of the command line in ``verbs.py`` (`azukari.cli.verbs`), the
classes of its tables' columns in ``columns.toml``. Guards of the test suite read these manifests, so that a new page or
table is tested by being named here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest

from azukari.core.appearance import page_foot, public_page
from azukari.core.appearance.public_page import PublicPage
from azukari.core.cases import contact, executors
from azukari.core.cases.executors import Execute
from azukari.core.forms import front_cards, front_links, kinds
from azukari.core.forms.front_cards import FrontPart
from azukari.core.forms.front_links import FrontLink
from azukari.core.forms.kinds import Kind
from azukari.core.mail import letter, mailing_kind
from azukari.core.mail.letter import LetterKind, OfficeKind
from azukari.core.mail.mailing_kind import MailingKind
from azukari.core.vault import holders, ways
from azukari.core.vault.holders import Holder
from azukari.lib import control, sweep
from azukari.lib.control import Control
from azukari.lib.job import Job
from azukari.lib.sections import Section, Sections
from azukari.lib.sweep import Sweep
from azukari.policy.casework import CaseKind
from azukari.policy.ways import Way
from azukari.shells.api import told
from azukari.shells.api.told import ToldEvent
from azukari.shells.self_service import sections as own
from azukari.shells.self_service.guard import Visit
from azukari.shells.staff import count_page, figures, list_columns, menu, needs, number_search, sections
from azukari.shells.staff.count_page import AtPage, CountPage
from azukari.shells.staff.figures import FigureSource
from azukari.shells.staff.list_columns import Column
from azukari.shells.staff.menu import MenuEntry
from azukari.shells.staff.needs import Provider
from azukari.shells.staff.number_search import NumberKind
from azukari.shells.staff.sections import AtCase, AtNumbers, AtPerson, AtSubmission
from azukari.shells.worker import jobs, tally
from azukari.shells.worker.tally import Tally


@dataclass(frozen=True, slots=True)
class Hook[Listener: Callable[..., object]]:
    """A listener, and the hook of a lower layer that calls it (``vault.hooks.on_ended``, say)."""

    register: Callable[[Listener], object]
    listener: Listener


class Place:
    """The pages of which a slice may bring a part, and what its context gets."""

    PERSON: Final[Sections[AtPerson]] = sections.of_person
    """One person, at the staff's."""
    SUBMISSION: Final[Sections[AtSubmission]] = sections.of_submission
    """One submission, at the staff's."""
    REQUEST: Final[Sections[AtCase]] = sections.of_case
    """One request under the law, at the staff's."""
    FORM_NUMBERS: Final[Sections[AtNumbers]] = sections.of_numbers
    """The numbers of one form."""
    PAGE_COUNTS: Final[Sections[AtPage]] = count_page.of_page
    """The counts of one public page."""
    OWN_NOTICES: Final[Sections[Visit]] = own.notices
    """Above everything on the person's own page, because it waits for their answer."""
    OWN_PAGE: Final[Sections[Visit]] = own.parts
    """The person's own page, below their data: what they take part in."""
    OWN_CLOSING: Final[Sections[Visit]] = own.closing
    """The person's own page, above the erasure."""
    CONTACT: Final[Sections[datetime]] = contact.sections
    """The public contact page, about nobody; each gets the present moment."""
    PAGE_FOOT: Final[Sections[HttpRequest]] = page_foot.sections
    """The foot of public pages, about nobody. No query of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Routes:
    """Modules with the addresses of a slice.

    Args:
        staff: below ``/console/``; each view says by its door who may come.
        public: below ``/{ja|en}/``.
        root: below the root, for machines.
        api: with routers of the HTTP API, each called ``router``; read with the first request.
    """

    staff: str = ""
    public: str = ""
    root: str = ""
    api: tuple[str, ...] = ()

    @property
    def modules(self) -> frozenset[str]:
        """All of them."""
        return frozenset({self.staff, self.public, self.root, *self.api} - {""})


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """What a feature brings. Everything but the name may be left out.

    Args:
        name: the package below ``azukari.features``: ``members``.
        form_kinds: which of the six kinds of form lead into it.
        holders: what it keeps of people.
        letters: the mails that it sends: to one person, to staff and contractors, or one to many people.
        jobs: work that comes round, each in a lane.
        sweeps: what it keeps for a time, and how that goes.
        ways: in which it uses people's data, besides its mails and mailings; nothing opens in another (law 12).
        controls: claims that `doctor` and the worker check.
        tallies: numbers of a year that it brings to the management review (`Tally`), and numbers by month that it
            brings to the director's page (`FigureSource`).
        menu: entries of the console's menu.
        people_columns: columns of the lists of people at the desk.
        needs: lines for the first page of the console: what waits for somebody.
        numbers: which numbers it knows what they stand for, for the search.
        front: ways from the public first page to its pages; cards and news of that page.
        sections: parts of pages that others show (`Place`), about whatever the page is about.
        pages: those of its public pages that may be named where something is kept about a page (`PublicPage`); pages
            of staff that know nobody, not even their reader (`CountPage`).
        case_executors: what carries out requests of a kind, once they are decided.
        routes: modules with its addresses.
        told: events of its ledger that programs outside can be told of (webhooks).
        hooks: listeners at hooks of lower layers.
    """

    name: str
    form_kinds: tuple[Kind, ...] = ()
    holders: tuple[Holder, ...] = ()
    letters: tuple[LetterKind | OfficeKind | MailingKind, ...] = ()
    jobs: tuple[Job, ...] = ()
    sweeps: tuple[Sweep, ...] = ()
    ways: tuple[Way, ...] = ()
    controls: tuple[Control, ...] = ()
    tallies: tuple[Tally | FigureSource, ...] = ()
    menu: tuple[MenuEntry, ...] = ()
    people_columns: tuple[Column, ...] = ()
    needs: tuple[Provider, ...] = ()
    numbers: tuple[NumberKind, ...] = ()
    front: tuple[FrontLink | FrontPart, ...] = ()
    sections: tuple[Section[Any], ...] = ()
    pages: tuple[PublicPage | CountPage, ...] = ()
    case_executors: Mapping[CaseKind, Execute] = field(default_factory=dict)
    routes: Routes = field(default_factory=Routes)
    told: tuple[ToldEvent, ...] = ()
    hooks: tuple[Hook[Any], ...] = ()

    @property
    def count_pages(self) -> tuple[CountPage, ...]:
        """Those of its pages that know nobody."""
        return tuple(page for page in self.pages if isinstance(page, CountPage))

    @property
    def public_pages(self) -> tuple[PublicPage, ...]:
        """Those of its pages that may be named where something is kept about a page."""
        return tuple(page for page in self.pages if isinstance(page, PublicPage))


def install(slice: Slice) -> None:
    """Put what a slice brings in its places. Called once, when all models are loaded.

    Raises:
        ValueError, KindError: something of that name is there already.
    """
    _each(kinds.register, slice.form_kinds)
    _each(holders.register, slice.holders)
    _each(_register_letter, slice.letters)
    _each(jobs.register, slice.jobs)
    _each(sweep.register, slice.sweeps)
    _each(ways.register, slice.ways)
    _each(control.register, slice.controls)
    _each(_register_number, slice.tallies)
    _each(menu.register, slice.menu)
    _each(list_columns.register, slice.people_columns)
    _each(needs.register, slice.needs)
    _each(number_search.register, slice.numbers)
    _each(_register_front, slice.front)
    for section in slice.sections:
        section.place.register(section)
    _each(public_page.register, slice.public_pages)
    _each(told.register, slice.told)
    for kind, execute in slice.case_executors.items():
        executors.register(kind, execute)
    for hook in slice.hooks:
        hook.register(hook.listener)


def _register_letter(kind: LetterKind | OfficeKind | MailingKind) -> None:
    if isinstance(kind, MailingKind):
        mailing_kind.register(kind)
    elif isinstance(kind, OfficeKind):
        letter.register_office(kind)
    else:
        letter.register(kind)


def _register_front(brought: FrontLink | FrontPart) -> None:
    if isinstance(brought, FrontPart):
        front_cards.register(brought)
    else:
        front_links.register(brought)


def _register_number(number: Tally | FigureSource) -> None:
    if isinstance(number, FigureSource):
        figures.register(number)
    else:
        tally.register(number)


def _each[Thing](register: Callable[[Thing], object], things: tuple[Thing, ...]) -> None:
    for thing in things:
        register(thing)
