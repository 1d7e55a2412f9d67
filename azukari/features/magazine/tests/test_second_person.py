"""Who is the second person of an issue: another than its writer, with a duty for the list, who has signed in and is
trained; and nobody at the desk can do without, since the policy says it.
"""

import pytest
from django.urls import reverse

from azukari.core.accounts.models import User
from azukari.core.policy_versions.current import current
from azukari.features.magazine.life import IssueState
from azukari.features.magazine.lists import lists
from azukari.features.magazine.models import Issue, ListSettings
from azukari.features.magazine.second_person import Missing, NeedsAnother
from azukari.features.magazine.tests.two_people import TWO, ask_two, first_page, page, press, stand, written
from azukari.features.training.models import Pass
from tests.console import desks
from tests.trained import train

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_office_of_one_is_told_what_to_do_and_cannot_switch_it_off(moment, writer):
    ask_two(moment)
    issue = written(writer, moment)
    shown = page(writer, issue)
    assert "only you have a duty for it. Have a colleague given one under Staff" in shown
    assert "/act/approve" not in shown
    assert f"/en/privacy#purpose-{lists(current().policy)['magazine'].purpose}" in shown
    assert "このメールマガジンの担当は、いまあなただけです" in page(writer, issue, "ja")
    settings = reverse("console-magazine-settings", args=["magazine"])
    desks.browser(writer).post(settings, {"has_archive": "yes", "asks": "no", "takes_two": "no"})
    refused = press(writer, issue)
    assert refused.status_code == 422
    assert "only you have a duty for it" in refused.content.decode()
    assert Issue.objects.get(id=issue.id).state == IssueState.DRAFT


def test_a_colleague_counts_who_has_signed_in_and_is_trained(gated, moment, writer):
    ask_two(moment)
    issue = written(writer, moment)

    def why() -> Missing:
        with pytest.raises(NeedsAnother) as refused:
            stand(issue, writer, moment)
        return refused.value.why

    assert why() is Missing.NOBODY
    desks.staff("membership", email="elsewhere@staff.example.org")
    assert why() is Missing.NOBODY, "another duty does not serve the list"
    other = desks.staff("magazine", email=TWO)
    User.objects.filter(id=other.id).update(invited_at=moment)
    assert why() is Missing.NOT_YET, "they have yet to take up the invitation"
    assert "have yet to sign in or to pass their training" in page(writer, issue)
    User.objects.filter(id=other.id).update(invited_at=None)
    assert why() is Missing.COLLEAGUE
    assert "You changed this issue last." in page(writer, issue)
    assert "You can be that person." in page(other, issue)
    assert stand(issue, other, moment).state == IssueState.APPROVED


def test_whoever_is_not_trained_is_no_second_person(gated, moment, writer):
    ask_two(moment)
    issue, other = written(writer, moment), desks.staff("magazine", email=TWO)
    Pass.objects.filter(holder=other.reference).delete()
    assert "Pass your lessons under Training" in page(other, issue)
    assert "「研修」の講座に合格すると" in press(other, issue, lang="ja").content.decode()
    Pass.objects.filter(holder=writer.reference).delete()
    with pytest.raises(NeedsAnother) as refused:
        stand(issue, writer, moment)
    assert refused.value.why is Missing.NOT_YET, "whoever wrote it is not told to study, which would not help"
    train(other, ["magazine"], now=moment)
    assert press(other, issue).status_code == 302
    assert Issue.objects.get(id=issue.id).approved_by == f"staff:{other.reference}"


def test_where_the_policy_is_silent_one_is_enough_until_there_are_two(moment, writer):
    issue = written(writer, moment)
    assert "second person" not in page(writer, issue)
    assert stand(issue, writer, moment).state == IssueState.APPROVED
    later = written(writer, moment)
    desks.staff("magazine", email=TWO)
    with pytest.raises(NeedsAnother) as refused:
        stand(later, writer, moment)
    assert refused.value.why is Missing.COLLEAGUE


def test_the_policy_page_says_so_and_the_policy_alone_takes_it_back(client, moment, writer):
    said = {
        "en": "Each issue is approved by a second person before it goes out.",
        "ja": "書いた人とは別の職員が承認して",
    }

    def is_said(lang: str) -> bool:
        return said[lang] in client.get(f"/{lang}/privacy").content.decode()

    assert not is_said("en")
    ask_two(moment)
    assert is_said("en")
    assert is_said("ja")
    issue = written(writer, moment)
    with pytest.raises(NeedsAnother):
        stand(issue, writer, moment)
    ask_two(moment, two=False)
    assert not is_said("en")
    assert stand(issue, writer, moment).state == IssueState.APPROVED


def test_a_list_that_was_set_to_take_two_is_told_to_whoever_keeps_the_policy_and_decides_nothing(moment, writer):
    ListSettings.objects.create(form="magazine", takes_two=True, last_number=7)
    officer = desks.staff("privacy")
    told = "was set to take two people for each issue, and the policy does not say so"
    assert told in first_page(officer)
    assert "どの号も二人で確かめる設定でしたが" in first_page(officer, "ja")
    assert told not in first_page(writer)
    assert stand(written(writer, moment), writer, moment).state == IssueState.APPROVED
    settings = reverse("console-magazine-settings", args=["magazine"])
    shown = desks.browser(writer).get(settings).content.decode()
    assert "This list was set to need two people." in shown
    ask_two(moment)
    assert told not in first_page(officer)
    assert "was set to" not in desks.browser(writer).get(settings).content.decode()
    ask_two(moment, two=False)
    desks.browser(writer).post(settings, {"has_archive": "yes", "asks": "no"})
    assert told not in first_page(officer)
    assert ListSettings.objects.get().last_number == 7
