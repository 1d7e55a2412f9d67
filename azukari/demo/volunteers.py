"""The demonstration's volunteering: openings with shifts over two years, who came, who will. Nobody here exists."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta

from azukari.core.forms.models import State, Submission
from azukari.core.policy_versions.current import Current
from azukari.demo.people import SETTER, Visitor, fill_in
from azukari.features.volunteers.models import Opening, Shift, SignUp, SignUpState
from azukari.features.volunteers.openings import add_shifts, set_opening
from azukari.features.volunteers.sign_up import ask_for_cover, take
from azukari.policy.terms import Form, FormKind, Text

HELPERS = (
    ("手伝 結衣", "てつだい ゆい", "yui.t", "ja"),
    ("Theo Mockup", "", "theo", "en"),
    ("岸辺 守", "きしべ まもる", "mamoru.k", "ja"),
    ("早瀬 凪", "はやせ なぎ", "nagi", "ja"),
)
_OPENINGS: Sequence[tuple[str, Mapping[str, Text], int, int, int]] = (
    (
        "cleaning",
        {
            "title": {"ja": "川辺の清掃", "en": "Cleaning the banks"},
            "place": {"ja": "瀬音橋のたもと", "en": "At the Seoto Bridge"},
            "needs": {"ja": "長靴、飲み物。軍手は用意します。", "en": "Boots and a drink. We have gloves."},
            "body": {
                "ja": "土曜日に、橋から河口まで歩いて拾います。初めての方もどうぞ。",
                "en": "On Saturdays we walk from the bridge to the mouth and pick up litter. Newcomers are welcome.",
            },
        },
        5,  # Saturday
        9,
        6,
    ),
    (
        "",
        {
            "title": {"ja": "水質の調査", "en": "Testing the water"},
            "place": {"ja": "上流の堰", "en": "At the upper weir"},
            "needs": {"ja": "ぬれてもよい服装", "en": "Clothes that may get wet"},
            "body": {
                "ja": "四つの地点で水を採り、透明度と酸素を測ります。",
                "en": "We take water at four places, and measure clarity and oxygen.",
            },
        },
        6,  # Sunday
        13,
        3,
    ),
)
"""Whom it suits, by a choice on the form (blank for everybody); words, weekday, hour, how many are needed."""

_BACK, _AHEAD = 104, 8  # weeks


def add_volunteering(charter: Current, *, now: datetime) -> int:
    """Let there be openings, with volunteers who came and will come; returns how many filled in the form."""
    form = next(iter(charter.policy.forms_of(FormKind.VOLUNTEERS)), None)
    if form is None:
        return 0
    came = now - timedelta(minutes=len(HELPERS) + 3)
    new = 0
    for at, (name, kana, mailbox, lang) in enumerate(HELPERS):
        visitor = Visitor(name, kana, mailbox, "150-0041", phone="03-0000-0120", lang=lang)
        new += fill_in(visitor, form, charter, now=came + timedelta(minutes=at), turn=at) is not None
    people = list(Submission.objects.filter(form=form.slug, state=State.ACCEPTED).order_by("created_at", "id"))
    if people:
        for at, shape in enumerate(_OPENINGS):
            _open(at, shape, form, people, charter, now)
    return new


def _open(
    at: int,
    shape: tuple[str, Mapping[str, Text], int, int, int],
    form: Form,
    people: list[Submission],
    charter: Current,
    now: datetime,
) -> None:
    choice, words, weekday, hour, places = shape
    offered = (f"{f.id}:{c.value}" for f in form.fields for c in f.choices if c.value == choice)
    fits = next(offered, "") if choice else ""
    opening = Opening(form=form.slug, fits=fits, most_together=3 if at == 0 else 1, made_at=now, **words)
    set_opening(opening, actor=SETTER, now=now)
    zone = charter.policy.organisation.zone
    today = charter.policy.organisation.day(now)
    first = today + timedelta(days=(weekday - today.weekday()) % 7 or 7)
    weeks = [*(-4 * n for n in range(_BACK // 4, 0, -1)), *range(_AHEAD)]
    begins = [datetime.combine(first + timedelta(weeks=week), time(hour), zone) for week in weeks]
    add_shifts(opening, [(b, b + timedelta(hours=3)) for b in begins], places=places, actor=SETTER, now=now)
    shifts = list(Shift.objects.filter(opening=opening).order_by("starts"))
    _past([shift for shift in shifts if shift.ends <= now], people)
    _ahead([shift for shift in shifts if shift.starts > now], people, now, free=2 if at == 0 else -1)


def _past(shifts: list[Shift], people: list[Submission]) -> None:
    """Written as they would stand, in one go: who came, and now and then somebody who did not."""
    rows = []
    for at, shift in enumerate(shifts):
        for turn in range(min(shift.places, 2 + at % 3)):
            who, is_absent = people[(at + turn) % len(people)], (at + turn) % 9 == 4
            state = SignUpState.ABSENT if is_absent else SignUpState.CAME
            minutes = None if is_absent else shift.minutes
            rows.append(
                SignUp(
                    shift=shift,
                    submission=who,
                    person_id=who.person_id,
                    state=state,
                    asked_at=shift.starts - timedelta(days=9),
                    reminded_at=shift.starts,
                    minutes=minutes,
                )
            )
    SignUp.objects.bulk_create(rows, batch_size=200)


def _ahead(shifts: list[Shift], people: list[Submission], now: datetime, *, free: int) -> None:
    """The next two keep `free` places (-1: full, and somebody waits); of the third, somebody asks for cover."""
    for shift in shifts[:2]:
        for who in people[: shift.places - free]:
            take(shift.id, submission=who.id, actor=SETTER, now=now, anyway=True)
    if len(shifts) > 2:
        take(shifts[2].id, submission=people[0].id, actor=SETTER, now=now, anyway=True)
        ask_for_cover(shifts[2].id, submission=people[0].id, actor=SETTER, now=now)
