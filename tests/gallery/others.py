"""What others bring about: agents who ask for people, records made one, a company that fetches, a shift that runs, and
questionnaires for several countries and for invited people.
"""

import random
from datetime import datetime, timedelta
from uuid import UUID

from django.urls import reverse

from azukari.core.accounts.actor import actor_of
from azukari.core.accounts.models import User
from azukari.core.forms.models import State, Submission
from azukari.core.policy_versions.current import current
from azukari.core.transfers.models import Channel, Recipient
from azukari.core.transfers.register import Reach, set_reach
from azukari.core.vault.merge import merge
from azukari.demo.people import SETTER
from azukari.demo.questionnaires import answers_by_chance
from azukari.features.agents import listing
from azukari.features.agents.models import Agent
from azukari.features.audits import audits
from azukari.features.audits.models import Audit, AuditState
from azukari.features.campaigns.updates import send
from azukari.features.processors.call import ask as send_link
from azukari.features.processors.models import Sort
from azukari.features.questionnaires.document import write
from azukari.features.questionnaires.give import give_unlinked
from azukari.features.questionnaires.invited.inviting import invite
from azukari.features.questionnaires.mixing import mix_all
from azukari.features.questionnaires.models import Poll
from azukari.features.questionnaires.publish import newest, publish, questionnaire_of
from azukari.features.questionnaires.results.refresh import refresh_all
from azukari.features.questionnaires.results.tests.answered import details
from azukari.features.volunteers.models import Opening, Requirement, Shift
from azukari.features.volunteers.openings import add_shifts
from azukari.features.volunteers.screening import set_requirement
from azukari.features.volunteers.sign_up import take
from azukari.policy.terms import FormKind
from tests.agents.agent import OutsideAgent
from tests.console import desks

MASTER, INVITED = "riverside-poll", "riverside-guests"
_COUNTRIES = {
    "TW": ("川辺の散歩のアンケート", "A poll about walks by the river"),
    "KR": ("川辺の遊びのアンケート", "A poll about play by the river"),
}
"""What the poll is called where it is asked."""
_ANSWERS = 24
_AGENTS = (("ja", "AGENT_JA", "おあずけ代理人"), ("en", "AGENT_EN", "Permission Slip"))


def ask_for_them(people: dict[str, str], *, officer: User, now: datetime) -> None:
    """An agent for each language asks for the data of somebody, by their address."""
    for lang, code, name in _AGENTS:
        outside = OutsideAgent(code, business="SEOTO_RIVER")
        agent = Agent(
            code=code,
            name=name,
            web_url="https://agent.example.org/",
            verify_key=outside.verify_key,
            business_id=outside.business,
            callback_host="",
            lang=lang,
        )
        listing.enter(agent, actor=actor_of(officer), now=now)
        assert outside.set_up(now).status_code == 200
        answer = outside.ask(now, people[lang])
        assert answer.status_code == 200, answer.content


def make_one(kept: UUID, other: UUID, *, clerk: User, now: datetime) -> None:
    """Two records of members become one."""
    merge(other, into=kept, purpose="membership", actor=actor_of(clerk), now=now)


def ask_abroad(helpers: User, *, now: datetime) -> None:
    """The open poll in two more countries, answered there, with its results."""
    desk = desks.fresh(helpers)
    for code, (ja, en) in _COUNTRIES.items():
        title = {"title_ja": ja, "title_en": en}
        there = {"country": code, "version": str(Poll.objects.get(slug=MASTER).revision), **title}
        made = desk.post(reverse("console-questionnaire-country", args=[MASTER]), there)
        assert made.status_code == 302, made.content.decode()
        _answered(f"{MASTER}-{code.lower()}", now)
        for step in ("save", "publish"):
            said = {"sampling": "self_selected", "step": step, **details()}
            desk.post(reverse("console-results-publication", args=[f"{MASTER}-{code.lower()}"]), said)


def _answered(slug: str, now: datetime) -> None:
    version, chance = publish(slug, revision=None, actor=SETTER, now=now), random.Random(slug)
    questionnaire, day = questionnaire_of(version), current().policy.organisation.day(now)
    for _ in range(_ANSWERS):
        give_unlinked(version, questionnaire, answers_by_chance(questionnaire, chance), day=day)
    mix_all(now)
    refresh_all(now)


def ask_guests(*, now: datetime) -> None:
    """A questionnaire for invited people alone; members are invited."""
    version = newest(Poll.objects.get(slug=MASTER))
    assert version is not None
    draft = {**write(questionnaire_of(version)), "slug": INVITED}
    poll = Poll.objects.create(slug=INVITED, draft=draft, by_invitation=True, changed_at=now)
    publish(INVITED, revision=None, actor=SETTER, now=now)
    poll.refresh_from_db()
    assert invite(poll, purpose="membership", actor=SETTER, now=now).written


def let_fetch(slug: str, *, officer: User, now: datetime) -> None:
    """A company that fetches what was approved for it, with a contact who is asked to accept the guidelines."""
    known = Recipient.objects.get(slug=slug)
    reach = Reach(Channel.API, contact_name="小鳥 翼", contact_email="contact@kotori.example.org")
    set_reach(slug, reach, version=known.version, actor=actor_of(officer), now=now)
    send_link(slug, Sort.GUIDELINES, now=now)


def help_today(helpers: User, *, now: datetime) -> None:
    """A shift that runs, with people on it; and a check before the next ones, which nobody has passed."""
    opening = Opening.objects.order_by("made_at", "id").first()
    assert opening is not None
    begins = now.replace(minute=0, second=0, microsecond=0)
    add_shifts(opening, [(begins, begins + timedelta(hours=6))], places=4, actor=SETTER, now=now)
    today = Shift.objects.get(opening=opening, starts=begins)
    on_it = Submission.objects.filter(form=opening.form, state=State.ACCEPTED, kind=FormKind.VOLUNTEERS)
    for one in on_it.order_by("created_at")[:3]:
        take(today.id, submission=one.id, actor=SETTER, now=begins - timedelta(days=1), anyway=True)
    check = Requirement(form=opening.form, months=24, made_at=now)
    check.name = {"ja": "安全の講習", "en": "A talk about safety"}
    set_requirement(check, actor=actor_of(helpers), now=now)


def audit(auditor: User, *, now: datetime) -> None:
    """An audit is under way: its sample is drawn."""
    planned = Audit.objects.filter(state=AuditState.PLANNED).order_by("planned_on").first()
    assert planned is not None
    audits.begin(planned.id, current().policy, actor=actor_of(auditor), now=now)


def tell_signers(letters: User, *, now: datetime) -> None:
    """News of a campaign to those who asked for it."""
    policy = current().policy
    subjects = {"ja": "署名を市に届けました", "en": "We handed your signatures in"}
    words = {"ja": "三つの市の担当の方に受け取っていただきました。", "en": "The three cities have received them."}
    send(policy.forms["plastic-free-river"], policy, subjects, words, actor=actor_of(letters), now=now)
