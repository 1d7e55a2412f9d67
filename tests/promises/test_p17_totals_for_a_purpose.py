"""P17: counts of page use are read by whose duty it is to better the pages, and by nobody else."""

from django.utils import timezone

from azukari.core.forms.steps import FunnelStep
from azukari.features.statistics import counter
from azukari.features.statistics.models import FormCount
from tests.console import desks

PAGE = "/console/forms/plastic-free-river/numbers/"
FUNNEL = "How far visitors take the form"


def test_only_a_duty_with_that_act_sees_how_far_visitors_came(db: None):
    desks.publish()
    counter.note(FunnelStep.SEEN, "plastic-free-river", "en", timezone.localdate())
    counter.flush()
    assert FUNNEL in desks.browser(desks.staff("campaigns")).get(PAGE).content.decode()
    feedback = desks.browser(desks.staff("feedback")).get("/console/forms/feedback/numbers/").content.decode()
    assert "Submissions by day" in feedback
    assert FUNNEL not in feedback


def test_a_count_can_hold_nothing_of_a_visitor():
    columns = {field.attname for field in FormCount._meta.concrete_fields}
    assert columns == {"id", "day", "form", "lang", "step", "count"}
