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
from typing import Any

from django.http import HttpRequest

from azukari.core.appearance import page_foot, public_page
from azukari.core.appearance.public_page import PublicPage
from azukari.core.cases import contact, executors
from azukari.core.cases.executors import Execute
from azukari.core.forms import front_links, kinds
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
from azukari.lib.sections import Section
from azukari.lib.sweep import Sweep
from azukari.policy.casework import CaseKind
from azukari.policy.ways import Way
from azukari.shells.api import told
from azukari.shells.api.told import ToldEvent
from azukari.shells.self_service import sections as own
from azukari.shells.self_service.guard import Visit
from azukari.shells.staff import count_page, list_columns, menu, needs, number_search, sections
from azukari.shells.staff.count_page import AtPage, CountPage
from azukari.shells.staff.list_columns import Column
from azukari.shells.staff.menu import MenuEntry
from azukari.shells.staff.needs import FirstProvider, Provider
from azukari.shells.staff.number_search import NumberKind
from azukari.shells.staff.sections import AtCase, AtNumbers, AtPerson, AtSubmission
from azukari.shells.worker import jobs, tally
from azukari.shells.worker.tally import Tally


@dataclass(frozen=True, slots=True)
class Hook[Listener: Callable[..., object]]:
    """A listener, and the socket of a lower layer that it is plugged into (``vault.sockets.on_ended``, say)."""

    socket: Callable[[Listener], object]
    listener: Listener


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """What a feature brings. Everything but the name may be left out.

    Args:
        name: the package below ``azukari``, with dots: ``members``, ``desks.policy``.
        form_kinds: which of the six kinds of form lead into it.
        holders: what it keeps of people.
        letters: the mails that it sends to people.
        office_letters: the mails that it sends to contractors and staff.
        mailings: the mails that it writes once for many people.
        jobs: work that comes round, each in a lane.
        sweeps: what it keeps for a time, and how that goes.
        ways: in which it uses people's data, besides its mails and mailings; nothing opens in another (law 12).
        controls: claims that `doctor` and the worker check.
        tallies: numbers of a year that it brings to the management review.
        menu: entries of the console's menu.
        people_columns: columns of the lists of people at the desk.
        needs: lines for the first page of the console: what waits for somebody.
        first_needs: the same while no policy rules.
        numbers: which numbers it knows what they stand for, for the search.
        person_sections: parts of the page of one person at the desk.
        submission_sections: parts of the page of one submission at the desk.
        case_sections: parts of the page of one request at the desk.
        number_sections: parts of the page of one form's numbers.
        page_sections: parts of the counts of one public page.
        own_notices: what stands above everything on the person's own page, because it waits for their answer.
        own_sections: parts of the person's own page, below their data: what they take part in.
        own_closing: parts of it above the erasure.
        front_links: ways from the public first page to its pages.
        contact_sections: parts of the public contact page, about nobody; each gets the present moment.
        public_pages: those of its public pages that may be named where something is kept about a page.
        page_feet: what stands at the foot of public pages, about nobody; each gets the request. No query of its own.
        case_executors: what carries out requests of a kind, once they are decided.
        desk_urls: module with its addresses below ``/console/``; each view says by its door who may come.
        count_pages: pages of staff that know nobody, not even their reader; the desk opens them.
        public_urls: module with its addresses below ``/{ja|en}/``.
        root_urls: module with its addresses below the root, for machines.
        api: modules with its routers of the HTTP API, each called ``router``; read with the first request.
        told: events of its ledger that programs outside can be told of (webhooks).
        hooks: listeners at sockets of lower layers.
    """

    name: str
    form_kinds: tuple[Kind, ...] = ()
    holders: tuple[Holder, ...] = ()
    letters: tuple[LetterKind, ...] = ()
    office_letters: tuple[OfficeKind, ...] = ()
    mailings: tuple[MailingKind, ...] = ()
    jobs: tuple[Job, ...] = ()
    sweeps: tuple[Sweep, ...] = ()
    ways: tuple[Way, ...] = ()
    controls: tuple[Control, ...] = ()
    tallies: tuple[Tally, ...] = ()
    menu: tuple[MenuEntry, ...] = ()
    people_columns: tuple[Column, ...] = ()
    needs: tuple[Provider, ...] = ()
    first_needs: tuple[FirstProvider, ...] = ()
    numbers: tuple[NumberKind, ...] = ()
    person_sections: tuple[Section[AtPerson], ...] = ()
    submission_sections: tuple[Section[AtSubmission], ...] = ()
    case_sections: tuple[Section[AtCase], ...] = ()
    number_sections: tuple[Section[AtNumbers], ...] = ()
    page_sections: tuple[Section[AtPage], ...] = ()
    own_notices: tuple[Section[Visit], ...] = ()
    own_sections: tuple[Section[Visit], ...] = ()
    own_closing: tuple[Section[Visit], ...] = ()
    front_links: tuple[FrontLink, ...] = ()
    contact_sections: tuple[Section[datetime], ...] = ()
    public_pages: tuple[PublicPage, ...] = ()
    page_feet: tuple[Section[HttpRequest], ...] = ()
    case_executors: Mapping[CaseKind, Execute] = field(default_factory=dict)
    desk_urls: str = ""
    count_pages: tuple[CountPage, ...] = ()
    public_urls: str = ""
    root_urls: str = ""
    api: tuple[str, ...] = ()
    told: tuple[ToldEvent, ...] = ()
    hooks: tuple[Hook[Any], ...] = ()


def install(slice: Slice) -> None:
    """Put what a slice brings in its places. Called once, when all models are loaded.

    Raises:
        ValueError, KindError: something of that name is there already.
    """
    _each(kinds.register, slice.form_kinds)
    _each(holders.register, slice.holders)
    _each(letter.register, slice.letters)
    _each(letter.register_office, slice.office_letters)
    _each(mailing_kind.register, slice.mailings)
    _each(jobs.register, slice.jobs)
    _each(sweep.register, slice.sweeps)
    _each(ways.register, slice.ways)
    _each(control.register, slice.controls)
    _each(tally.register, slice.tallies)
    _each(menu.register, slice.menu)
    _each(list_columns.register, slice.people_columns)
    _each(needs.register, slice.needs)
    _each(needs.register_first, slice.first_needs)
    _each(number_search.register, slice.numbers)
    _each(sections.of_person.register, slice.person_sections)
    _each(sections.of_submission.register, slice.submission_sections)
    _each(sections.of_case.register, slice.case_sections)
    _each(sections.of_numbers.register, slice.number_sections)
    _each(count_page.of_page.register, slice.page_sections)
    _each(own.notices.register, slice.own_notices)
    _each(own.parts.register, slice.own_sections)
    _each(own.closing.register, slice.own_closing)
    _each(front_links.register, slice.front_links)
    _each(contact.sections.register, slice.contact_sections)
    _each(public_page.register, slice.public_pages)
    _each(page_foot.sections.register, slice.page_feet)
    _each(told.register, slice.told)
    for kind, execute in slice.case_executors.items():
        executors.register(kind, execute)
    for hook in slice.hooks:
        hook.socket(hook.listener)


def _each[Thing](register: Callable[[Thing], object], things: tuple[Thing, ...]) -> None:
    for thing in things:
        register(thing)
