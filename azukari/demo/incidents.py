"""The demonstration's incidents: one that was closed in the autumn, and a drill that is under way. Nothing happened."""

from datetime import datetime, timedelta

from azukari.core.accounts.actor import actor_of
from azukari.core.accounts.models import User
from azukari.core.policy_versions.current import Current
from azukari.features.incidents.models import By, Incident, Item
from azukari.features.incidents.register import Known, close, do, learn, open_incident, set_lesson, state
from azukari.features.incidents.tracing import trace
from azukari.policy.breach import Duty, Facts
from azukari.policy.decide import duties_with
from azukari.policy.terms import Act, Actor, Category, Policy

_AGO = timedelta(days=75)
_KINDS = frozenset({Category.NAME, Category.EMAIL})
_TEXTS = {
    Item.CAUSE: "印刷した当番表を、自宅へ持ち出すかばんに入れたままにした。",
    Item.HARM: "駅で見つかるまでの3時間、誰かに見られたおそれがある。悪用は確認されていない。",
    Item.PEOPLE: "四人全員に電話でおわびし、経緯を説明した。",
    Item.PUBLIC: "公表していない(四人への説明で足りると判断)。",
    Item.PREVENTION: "当番表は印刷せず、当日の画面で見る。",
}


def add_incidents(charter: Current, *, now: datetime) -> int:
    """Let the register have something in it; returns how many incidents."""
    duties = duties_with(charter.policy, Act.SUPERVISE)
    user = User.objects.filter(duties__duty__in=duties).order_by("id").first()
    if user is None:
        return 0
    officer = actor_of(user)
    _closed(charter.policy, officer, now - _AGO)
    _drill(charter.policy, officer, now - timedelta(hours=3))
    return 2


def _closed(policy: Policy, officer: Actor, at: datetime) -> None:
    known = Known(Facts(at, people=4, special_care=True), _KINDS)
    summary = "ボランティアの当番表(持病の欄あり)を、帰りの電車に置き忘れた。"
    incident = open_incident(known, drill=False, summary=summary, policy=policy, actor=officer, now=at)
    state(incident.id, _TEXTS, version=incident.version, now=at + timedelta(days=1))
    by = policy.organisation.day(at + timedelta(days=30))
    owner = f"staff:{officer.reference}"
    said = "当番表の印刷をやめ、当日の画面だけで見る。"
    lesson = set_lesson(incident.id, said, due=by, owner=owner, actor=officer, now=at + timedelta(days=5))
    for duty, days in ((Duty.PRELIMINARY, 2), (Duty.PEOPLE, 3), (Duty.FINAL, 20)):
        do(incident.id, duty, policy=policy, actor=officer, now=at + timedelta(days=days))
    learn(lesson.id, actor=officer, now=at + timedelta(days=18))
    version = Incident.objects.get(id=incident.id).version
    close(incident.id, version=version, policy=policy, actor=officer, now=at + timedelta(days=21))


def _drill(policy: Policy, officer: Actor, at: datetime) -> None:
    known = Known(Facts(at, people=1_200, malicious=True), _KINDS)
    summary = "訓練：メルマガ担当のパスワードが盗まれ、名簿を書き出されたという想定。"
    incident = open_incident(known, drill=True, summary=summary, policy=policy, actor=officer, now=at)
    colleague = User.objects.filter(duties__duty="magazine").order_by("id").first()
    if colleague is not None:
        window = {"since": at - timedelta(days=365), "until": at + timedelta(hours=1)}
        trace(incident, By.ACCOUNT, str(colleague.reference), **window, actor=officer, now=at + timedelta(hours=1))
