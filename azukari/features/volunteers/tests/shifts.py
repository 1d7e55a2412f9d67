"""An opening with shifts, and a volunteer."""

from datetime import datetime, timedelta

from azukari.core.forms.models import Submission
from azukari.core.policy_versions.current import Current
from azukari.demo.people import SETTER, VISITORS, Visitor, fill_in
from azukari.features.volunteers.models import Opening, Shift
from azukari.features.volunteers.openings import add_shifts, set_opening
from azukari.policy.terms import FormKind
from tests.cast import NOW


def opening(**more) -> Opening:
    """Cleaning the banks."""
    words = {
        "title": {"ja": "川辺の清掃", "en": "Cleaning the banks"},
        "place": {"ja": "瀬音橋", "en": "Seoto Bridge"},
        "needs": {"ja": "長靴", "en": "Boots"},
        "body": {"ja": "", "en": ""},
    }
    made = Opening(**{"form": "volunteers", "made_at": NOW, **words, **more})
    set_opening(made, actor=SETTER, now=NOW)
    return made


def shift(of: Opening, *, places: int = 1, starts: datetime = NOW + timedelta(days=7), hours: int = 3) -> Shift:
    """A shift, a week from the day of the tests."""
    add_shifts(of, [(starts, starts + timedelta(hours=hours))], places=places, actor=SETTER, now=NOW)
    return Shift.objects.get(opening=of, starts=starts)


def volunteer(charter: Current, number: int, *, now: datetime = NOW) -> Submission:
    """Somebody who registered as a volunteer; each number is another person."""
    taro = next(visitor for visitor in VISITORS if visitor.mailbox == "taro")
    visitor = Visitor(
        f"試験 {number}号", taro.kana, f"volunteer{number}", taro.postcode, taro.address, taro.phone, taro.occupation,
        taro.message, "ja", (FormKind.VOLUNTEERS,),
    )  # fmt: skip
    made = fill_in(visitor, charter.policy.forms["volunteers"], charter, now=now)
    assert made is not None
    made.refresh_from_db()
    return made
