"""Every address of the console x everybody who may come: one table, and no address outside it."""

from collections.abc import Iterator, Sequence

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

from azukari.accounts.models import User
from azukari.charter.current import Current
from azukari.charter.events import CHARTER_REFUSED
from azukari.desk.events import ACT_REFUSED
from azukari.desk.gate import TO_SET_UP, TO_SIGN_IN
from azukari.ledger.models import Pending
from azukari.policy.terms import Act
from azukari.vault.events import VALUE_REFUSED
from tests.console import desks

OWN = {
    "console-submissions",
    "console-person",
    "console-person-open",
    "console-submission",
    "console-submission-open",
    "console-submission-answer",
    "console-submissions-numbers",
    "console-submissions-apart",
}
"""Addresses about a form or a person: open to the duty that serves it, 403 and recorded for every other."""

POSTED = {"console-person-open", "console-submission-open", "console-submission-answer"}
"""Those of them on which something is done: a button pressed without a word is told what is missing."""

EVERYBODY = {
    "console",
    "console-people",
    "console-people-open",
    "console-people-find",
    "console-people-views",
    "console-mentions",
    "console-sessions",
    "console-tokens",
    "console-tokens-make",
}
"""Addresses that each member of staff with a second factor may open."""

NOT_YOURS = {"console-tokens-revoke"}
"""Addresses of something that belongs to its owner alone: 404 for everybody else."""

OFFICERS = {  # the policy's draft: see test_policy_editor.py for who is refused there
    "console-policy",
    "console-policy-begin",
    "console-policy-file",
    "console-policy-close",
    "console-policy-changes",
    "console-policy-compare",
    "console-policy-propose",
    "console-policy-approve",
    "console-policy-publish",
    "console-policy-call-off",
    "console-policy-rounds",
    "console-policy-round-end",
    "console-policy-preview",
    "console-policy-page",
}

BY_ACT = {  # needs an act and a purpose of the same person or form, which no table of duties alone can tell
    "console-person-correct": "refused in test_person_correct.py and test_acts_of_a_duty.py",
    "console-submission-request": "the act and the form's purpose; see tests/rights/test_from_form.py",
    "console-person-end": "refused in promises/test_p05_leaving.py",
    "console-person-end-back": "refused in promises/test_p05_leaving.py",
    "console-person-payment": "refused in promises/test_p05_dues.py",
    "console-person-payment-remove": "refused in promises/test_p05_dues.py",
    "console-mention": "the act or the text's purpose; refused in mentions/test_review.py",
    "console-mention-open": "the act or the text's purpose; refused in mentions/test_review.py",
    "console-mention-decide": "the act or the text's purpose; refused in mentions/test_review.py",
    "console-export-form": "the act and the form's purpose; refused in test_acts_of_a_duty.py",
}

_OF_A_LIST = ("order", "begin", "change", "stop", "report")

_GATE = (Act.SUPERVISE, Act.DISCLOSE, Act.APPROVE_DISCLOSURE)

ACTS: dict[str, tuple[Act, ...]] = {
    **dict.fromkeys(
        ("console-recipients", "console-recipient", "console-transfer", "console-case", "console-case-letter"), _GATE
    ),
    **dict.fromkeys(
        (
            "console-guidelines",
            "console-contract",
            "console-contract-sign",
            "console-contract-force",
            "console-contract-suspend",
            "console-contract-end",
            "console-contract-review",
            "console-recipient-reach",
            "console-recipient-accept",
            "console-recipient-ask",
            "console-recipient-token",
            "console-recipient-token-revoke",
            "console-instruction",
        ),
        (Act.SUPERVISE,),
    ),
    **dict.fromkeys(
        (
            "console-authority",
            "console-transfer-begin",
            "console-transfer-preview",
            "console-transfer-ask",
            "console-transfer-file",
            "console-case-begin",
            "console-case-document",
            "console-case-scope",
            "console-case-inform",
            "console-case-close",
        ),
        (Act.DISCLOSE,),
    ),
    **dict.fromkeys(("console-transfer-approve", "console-case-approve"), (Act.APPROVE_DISCLOSURE,)),
    "console-transfer-decline": (Act.DISCLOSE, Act.APPROVE_DISCLOSURE),
    **dict.fromkeys(
        (
            "console-theme",
            "console-theme-back",
            "console-theme-sample",
            "console-embedding",
            "console-embedding-remove",
            "console-embedding-form",
        ),
        (Act.APPEARANCE,),
    ),
    **dict.fromkeys(("console-import", *(f"console-import-{act}" for act in _OF_A_LIST)), (Act.IMPORT,)),
    **dict.fromkeys(
        (
            "console-person-part",
            "console-duplicates",
            "console-duplicate",
            "console-duplicate-open",
            "console-duplicate-decide",
        ),
        (Act.MERGE,),
    ),
    "console-suppression": (Act.SUPPRESS,),
    **dict.fromkeys(
        ("console-exports", "console-export-people", "console-export", "console-export-file", "console-export-erase"),
        (Act.EXPORT,),
    ),
    "console-controls": (Act.OPERATE, Act.AUDIT),
    "console-controls-looked": (Act.AUDIT,),
    **dict.fromkeys(OFFICERS, (Act.POLICY_EDIT, Act.POLICY_APPROVE)),
    **dict.fromkeys(
        (
            "console-rights",
            "console-rights-new",
            "console-rights-case",
            "console-rights-act",
            "console-rights-letter",
            "console-rights-file",
            "console-agents",
            "console-agent-new",
            "console-agent",
            "console-agent-move",
        ),
        (Act.RIGHTS,),
    ),
    **dict.fromkeys(
        (
            "console-staff",
            "console-staff-invite",
            "console-staff-member",
            "console-staff-disable",
            "console-staff-renew",
            "console-staff-call-off",
            "console-staff-grant-yes",
            "console-staff-grant-no",
        ),
        (Act.STAFF,),
    ),
}
"""Addresses on which something is done: open to the duties that have one of these acts, 403 and recorded for others."""

DEAD_ENDS = {  # of a key, or of codes, that the reader does not have: 404
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
    "mfa_view_recovery_codes",
    "mfa_download_recovery_codes",
}


def _names(patterns: Sequence[URLPattern | URLResolver]) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _names(pattern.url_patterns)
        else:
            assert pattern.name, f"{pattern} has no name, so the gate cannot tell it apart."
            yield pattern.name


def every_name() -> list[str]:
    """Whatever the core and the slices have below ``/console/``."""
    below = [each for each in get_resolver().url_patterns if str(each.pattern) == "console/"]
    return sorted(_names(below))


def address_of(name: str, registered: desks.Registered, form: str) -> str:
    arguments: dict[str, dict[str, object]] = {
        "console-submissions": {"slug": form},
        "console-submissions-numbers": {"slug": form},
        "console-submissions-apart": {"slug": form},
        **{
            name: {"slug": form, "id": registered.submission}
            for name in (
                "console-submission",
                "console-submission-open",
                "console-submission-answer",
                "console-submission-request",
            )
        },
        "console-person": {"person_id": registered.person},
        "console-person-open": {"person_id": registered.person},
        **{
            f"console-person-end{act}": {"person_id": registered.person, "submission_id": registered.submission}
            for act in ("", "-back")
        },
        "console-person-payment": {"person_id": registered.person},
        "console-person-payment-remove": {"person_id": registered.person, "payment_id": registered.submission},
        "console-person-correct": {"person_id": registered.person, "value_id": registered.submission},
        **{  # of no request: whoever may come gets 404, or is led back where a GET does nothing
            name: {"case_id": registered.person}
            for name in ("console-rights-case", "console-rights-letter", "console-rights-file")
        },
        "console-agent": {"agent_id": registered.person},
        "console-agent-move": {"agent_id": registered.person, "move": "pause"},
        "console-rights-act": {"case_id": registered.person, "act": "open"},
        "console-person-part": {"person_id": registered.person, "merge_id": registered.submission},
        "console-duplicate": {"pair_id": registered.submission},
        "console-duplicate-open": {"pair_id": registered.submission},
        "console-duplicate-decide": {"pair_id": registered.submission},
        **{f"console-mention{act}": {"mention_id": registered.submission} for act in ("", "-open", "-decide")},
        "console-policy-preview": {"slug": form},
        "console-embedding-form": {"slug": form},
        "console-policy-page": {"clause": "requests"},
        "console-policy-round-end": {"charter": 1},
        **{  # nobody's: whoever may come gets 404
            name: {"reference": registered.person}
            for name in (
                "console-staff-member",
                "console-staff-disable",
                "console-staff-renew",
                "console-staff-call-off",
            )
        },
        **{f"console-staff-grant-{word}": {"grant_id": registered.person} for word in ("yes", "no")},
        "console-controls-looked": {"id": registered.person},
        "console-export-form": {"slug": form},
        **{  # nobody's: whoever may come gets 404
            name: {"id": registered.submission}
            for name in ("console-export", "console-export-file", "console-export-erase")
        },
        **{f"console-import-{act}": {"id": registered.submission} for act in _OF_A_LIST},
        "console-recipient-ask": {"slug": "kotori-mail", "sort": "guidelines"},
        **{  # of a recipient of the starter policy
            f"console-{name}": {"slug": "kotori-mail"}
            for name in (
                "recipient",
                "recipient-reach",
                "recipient-accept",
                "recipient-token",
                "transfer-begin",
                "case-begin",
            )
        },
        **{  # nobody's: whoever may come gets 404
            f"console-{of}{step}": {f"{of}_id": registered.person}
            for of, steps in (
                ("contract", ("", "-sign", "-force", "-suspend", "-end", "-review")),
                ("transfer", ("", "-approve", "-decline", "-file")),
                ("instruction", ("",)),
                ("case", ("", "-document", "-scope", "-inform", "-approve", "-close", "-letter")),
            )
            for step in steps
        },
        **{  # nobody's: whoever may come gets 404, or is led back to the list
            f"console-transfer-{step}": {"preview_id": registered.person} for step in ("preview", "ask")
        },
        "console-recipient-token-revoke": {"token_id": registered.person},
        "console-invitation": {"reference": registered.person, "key": "no-key"},
        "console-tokens-revoke": {"id": registered.person},
        "account_reset_password_from_key": {"uidb36": "1", "key": "no-key"},
        "mfa_edit_webauthn": {"pk": 1},
        "mfa_remove_webauthn": {"pk": 1},
    }
    return reverse(name, kwargs=arguments.get(name))


def test_the_table_knows_every_address():
    assert set(every_name()) == OWN | EVERYBODY | NOT_YOURS | set(ACTS) | set(BY_ACT) | TO_SET_UP


@pytest.mark.parametrize("name", every_name())
def test_a_stranger_reaches_sign_in_and_nothing_else(name: str, published: Current):
    registered = desks.register("membership")
    at = address_of(name, registered, "membership")
    for answer in (desks.browser().get(at), desks.browser().post(at)):
        if name in TO_SIGN_IN:
            assert not answer.headers.get("Location", "").startswith(f"{reverse('account_login')}?next=")
        else:
            assert answer.status_code == 302
            assert answer.headers["Location"].startswith(reverse("account_login"))
        assert desks.MARK.encode() not in answer.content


@pytest.mark.parametrize("name", every_name())
def test_without_a_second_factor_nothing_opens_but_the_way_to_one(name: str, published: Current):
    registered, user = desks.register("membership"), desks.staff("membership", second_factor=False)
    at = address_of(name, registered, "membership")
    answer = desks.browser(user).get(at)
    if name in TO_SET_UP:
        assert answer.headers.get("Location", "").split("?")[0] != reverse("mfa_index") or name in TO_SIGN_IN
    else:
        assert (answer.status_code, answer.headers["Location"]) == (302, reverse("mfa_index"))
        posted = desks.browser(user).post(at, {"purpose": "membership", "reason": "service"})
        assert (posted.status_code, posted.headers["Location"]) == (302, reverse("mfa_index"))
        assert desks.MARK.encode() not in posted.content


@pytest.mark.parametrize("form_of", sorted(desks.FORM_OF))
@pytest.mark.parametrize("name", sorted(OWN))
def test_a_page_about_somebody_opens_for_the_duty_that_serves_it_alone(
    name: str, form_of: str, desk_of: dict[str, User]
):
    form = desks.FORM_OF[form_of]
    registered = desks.register(form)
    for duty, user in desk_of.items():
        serves = duty == form_of or (duty == "privacy" and form_of == "feedback")
        at = address_of(name, registered, form)
        before = Pending.objects.filter(kind=VALUE_REFUSED.name).count()
        answer = desks.browser(user).post(at) if name in POSTED else desks.browser(user).get(at)
        recorded = Pending.objects.filter(kind=VALUE_REFUSED.name).count() - before
        if serves:
            assert (answer.status_code, recorded) == (422 if name in POSTED else 200, 0)
        else:
            assert (answer.status_code, recorded) == (403, 1), f"{duty} at {name}"
        assert desks.MARK.encode() not in answer.content


@pytest.mark.parametrize("name", sorted(NOT_YOURS))
def test_what_is_somebody_elses_is_not_there(name: str, desk_of: dict[str, User]):
    registered = desks.register("membership")
    for user in desk_of.values():
        assert desks.fresh(user).post(address_of(name, registered, "membership")).status_code == 404


@pytest.mark.parametrize("name", sorted(ACTS))
def test_a_page_of_an_act_opens_for_the_duties_that_have_it_alone(
    name: str, desk_of: dict[str, User], published: Current
):
    registered = desks.register("membership")
    at, kinds = address_of(name, registered, "membership"), (ACT_REFUSED.name, CHARTER_REFUSED.name)
    opened = set()
    for duty, user in desk_of.items():
        before = Pending.objects.filter(kind__in=kinds).count()
        client = desks.fresh(user)
        answer = client.post(at) if hasattr(resolve(at).func, "leads_to") else client.get(at)
        recorded = Pending.objects.filter(kind__in=kinds).count() - before
        if answer.status_code == 403:
            assert recorded == 1, f"{duty} at {name}"
        else:
            opened.add(duty)
            assert (recorded, answer.status_code < 500) == (0, True)
    assert opened == {slug for slug, duty in published.policy.duties.items() if duty.acts & set(ACTS[name])}


@pytest.mark.parametrize("name", sorted(EVERYBODY | TO_SET_UP - TO_SIGN_IN - DEAD_ENDS))
def test_every_member_of_staff_reaches_home_and_their_own_sign_in(name: str, desk_of: dict[str, User]):
    for user in desk_of.values():
        answer = desks.browser(user).get(reverse(name), follow=True)
        assert answer.status_code == 200


def test_an_unknown_address_under_the_console_tells_a_stranger_nothing(client: Client, db: None):
    assert client.get("/console/nowhere/").status_code == 404
