"""What a policy named once keeps its name on the own page, also when the policy that rules has dropped it: no slugs."""

import pytest
from django.utils import timezone

from azukari.core.policy_versions.current import Current
from azukari.policy.terms import FormKind
from tests.cast import registrant
from tests.console.selected_purpose import publish_changed
from tests.rights.desk import come_in

SLUG = "plastic-free-river"


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_a_form_that_is_gone_is_told_by_its_title(lang: str, charter: Current):
    signer, title = registrant(charter, "amelia", FormKind.CAMPAIGN), charter.policy.forms[SLUG].title[lang]
    publish_changed(lambda draft: draft["forms"].pop(SLUG))
    own = come_in(signer.email, timezone.now(), lang)
    for page in ("", "/archive"):
        assert title in own.get(page)
        assert f"“{SLUG}”" not in own.get(page)
        assert f"「{SLUG}」" not in own.get(page)
