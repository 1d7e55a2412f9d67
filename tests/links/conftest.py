"""One mailed link of each use, as the mail carries it: a fixture for each page of `mail.link_page.PAGES`."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from azukari.core.mail import mailing
from azukari.core.mail.models import MailingMessage, Message
from azukari.core.policy_versions.current import Current
from azukari.core.transfers.supervise import default_guidelines, publish_guidelines
from azukari.core.vault.duplicates import look_for_duplicates
from azukari.core.vault.models import AddressChange, DuplicatePair, Proposal, SealedValue
from azukari.core.vault.pairing import Side
from azukari.features.campaigns.tests import signing
from azukari.features.campaigns.updates import LEAVING as NEWS
from azukari.features.feedback.satisfaction import HELPED
from azukari.features.magazine.links import ISSUE, LEAVING, WISHING
from azukari.features.magazine.second_person import PRESS
from azukari.features.members.admit import admit
from azukari.features.members.models import MemberClass, RenewalNotice
from azukari.features.members.renewal_notice import LINK as RENEWAL
from azukari.features.members.renewal_notice import renew_by_themselves
from azukari.features.processors.call import tend as tend_calls
from azukari.features.questionnaires.invited.inviting import INVITED_LINK, invite
from azukari.features.questionnaires.models import Poll
from azukari.features.questionnaires.tests.visitor import opened as questionnaire
from azukari.features.reconsent.letters import LINK as AGREE
from azukari.features.reconsent.models import Asked
from azukari.features.reconsent.tend import tend as tend_reconsent
from azukari.features.training.contractors import LINK as LESSON
from azukari.features.training.contractors import invite as invite_trainee
from azukari.features.training.course import written
from azukari.policy.quiz import QuizQuestion, digest
from azukari.policy.training import CONTRACTOR
from azukari.shells.self_service import address
from azukari.shells.self_service.merging import LINKS as MERGE
from azukari.shells.self_service.merging import ask_owners
from tests.agents.agent import OutsideAgent
from tests.agents.desk import mailed
from tests.agents.listed import agent, fresh_limits, listed, outside
from tests.cast import Known
from tests.charter.widened import phone_too, publish_widened, says_more
from tests.console import desks
from tests.disclosure import office
from tests.forms import guardians
from tests.forms.by_hand import post as post_form
from tests.forms.filled import MEMBER, fresh_counters, hidden
from tests.forms.filled import opened as opened_form
from tests.links.link import Link
from tests.merge.owners import STAFF
from tests.reconsent.asked import words
from tests.rights.desk import Own, come_in, sign_in_link
from tests.supervision import post

__all__ = ["agent", "fresh_counters", "fresh_limits", "listed", "outside"]

DAY = timedelta(days=1)
NEW = "somebody.new@example.org"


def _link(path: str, *names: str) -> Link:
    return Link(path, path.rpartition("/")[2], names=names)


def _mailed_issue(person: UUID, now: datetime) -> UUID:
    """The message of an issue that went to somebody."""
    issue = mailing.write(
        ISSUE, purpose="magazine", texts=[mailing.Text("en", "News", "News", "News")], actor=PRESS, now=now
    )
    mailing.add(issue, [(person, "en")], now=now)
    return MailingMessage.objects.get(person=person).id


@pytest.fixture
def link_magazine_leave(ruling: Current) -> Link:
    reader, now = desks.register("magazine", {"email": "reader@example.org"}), desks.moment()
    at = LEAVING.page(_mailed_issue(reader.person, now), lang="en", expires=now + DAY)
    return replace(_link(at, "reader@example.org"), press={"List-Unsubscribe": "One-Click"})


@pytest.fixture
def link_magazine_wishes(ruling: Current) -> Link:
    reader, now = desks.register("magazine", {"email": "reader@example.org"}), desks.moment()
    at = WISHING.page(_mailed_issue(reader.person, now), lang="en", expires=now + DAY)
    return replace(_link(at, "reader@example.org"), press={"lang": "ja"})


@pytest.fixture
def link_questionnaire_invited(ruling: Current) -> Link:
    guest, now = desks.register("volunteers", {"email": "guest@example.org"}), desks.moment()
    poll = questionnaire().poll
    Poll.objects.update(by_invitation=True)
    invite(poll, purpose="volunteers", actor=PRESS, now=now)
    sent = MailingMessage.objects.get(person=guest.person)
    return _link(INVITED_LINK.page(sent.id, lang="en", expires=now + DAY), "guest@example.org")


def _grown_up(client: Client, charter: Current) -> str:
    guardians.register(client, charter, {"name": "Marker Adult", "email": "adult@example.org", "of-age": "yes"})
    [letter] = guardians.deliver()
    return guardians.link_in(letter)


@pytest.fixture
def link_confirm(client: Client, charter: Current) -> Link:
    return _link(_grown_up(client, charter), "Marker Adult", "adult@example.org")


@pytest.fixture
def link_not_mine(client: Client, charter: Current) -> Link:
    guardians.register(client, charter, {"name": "Marker Adult", "email": "adult@example.org", "of-age": "yes"})
    [letter] = guardians.deliver()
    [path] = re.findall(r"/en/not-me/\S+", letter.body)
    return replace(_link(path, "Marker Adult", "adult@example.org"), press={"answer": "yes"})


@pytest.fixture
def link_receipt(client: Client, charter: Current) -> Link:
    return _link(client.post(_grown_up(client, charter)).headers["Location"], "Marker Adult", "adult@example.org")


@pytest.fixture
def link_receipt_file(link_receipt: Link) -> Link:
    return replace(link_receipt, path=f"{link_receipt.path}.json")


@pytest.fixture
def link_receipt_paper(link_receipt: Link) -> Link:
    return replace(link_receipt, path=f"{link_receipt.path}.pdf")


@pytest.fixture
def link_renewal(ruling: Current) -> Link:
    member, now = desks.register("membership", {"name": "Marker Adult", "email": "adult@example.org"}), desks.moment()
    kind = MemberClass.objects.create(
        form="membership", name_ja="会員", name_en="Member", fee=0, term="date", months=1, notice_days=40
    )
    admit(member.submission, into=kind.id, actor=PRESS, now=now)
    renew_by_themselves(now)
    notice = RenewalNotice.objects.get()
    return _link(RENEWAL.page(notice.id, lang="en", expires=now + DAY), "Marker Adult", "adult@example.org")


@pytest.fixture
def link_feedback_helped(ruling: Current) -> Link:
    """Pressed again it keeps the same word, with another time."""
    asked = desks.register("feedback", {"email": "asker@example.org"})
    clerk = desks.browser(desks.staff("feedback"))
    clerk.post(f"/console/forms/feedback/{asked.submission}/reply/", {"text": "In the alders.", "seen": "0"})
    found = _link(HELPED.page(asked.submission, lang="en", expires=desks.moment() + DAY), "asker@example.org")
    return replace(found, press={"answer": "yes"}, once=False)


@pytest.fixture
def link_campaigns_leave(db: None) -> Link:
    signing.published()
    signer = signing.sign("Heron", "campaign-updates")
    signing.counted()
    said = {"subject_en": "The cities answered", "text_en": "They said yes.", "send": "1"}
    desks.browser(desks.staff("campaigns")).post(f"/console/forms/{signing.FORM}/campaign/news/", said)
    message = MailingMessage.objects.get(person_id=signer.person)
    found = _link(NEWS.page(message.id, lang="en", expires=desks.moment() + DAY), "Heron")
    return replace(found, press={"List-Unsubscribe": "One-Click"})


@pytest.fixture
def link_guardian(client: Client, charter: Current) -> Link:
    guardians.register(client, charter)
    found = _link(guardians.confirmed(client), guardians.YOUNG, guardians.PARENT)
    return replace(found, press={"answer": "yes"})


@pytest.fixture
def link_sign_in(hanako: Known, present: datetime) -> Link:
    return _link(sign_in_link(hanako.email, present), hanako.email, hanako.visitor.name)


def _new_address(own: Own, person: Known) -> Proposal:
    held = SealedValue.objects.get(submission_id=person.submission.id, field="email")
    own.post(f"/value/{held.id}", email=NEW)
    return Proposal.objects.get()


@pytest.fixture
def link_new_address(own: Own, hanako: Known) -> Link:
    proposal = _new_address(own, hanako)
    return _link(address.LINK.page(proposal.id, lang="en", expires=proposal.expires_at), hanako.email, NEW)


@pytest.fixture
def link_keep_address(own: Own, hanako: Known, present: datetime) -> Link:
    _new_address(own, hanako)
    change = AddressChange.objects.get()
    return _link(address.KEEP_LINK.page(change.id, lang="en", expires=present + DAY), hanako.email, NEW)


@pytest.fixture
def link_merge(ruling: Current) -> Link:
    both = ("aoba-marker@example.org", "blue-marker@example.org")
    for email in both:
        desks.register("membership", {"email": email})
    look_for_duplicates(desks.moment())
    pair = DuplicatePair.objects.get()
    ask_owners(pair.id, check=None, actor=STAFF, now=desks.moment())
    found = _link(MERGE[Side.FIRST].page(pair.id, lang="en", expires=desks.moment() + DAY), *both)
    return replace(found, press={"answer": "yes"})


@pytest.fixture
def link_agent(agent: OutsideAgent, hanako: Known, present: datetime) -> Link:
    agent.ask(present, hanako.email, "deletion")
    return replace(_link(mailed(), hanako.email), press={"answer": "yes"})


@pytest.fixture
def link_agree(hanako: Known, present: datetime) -> Link:
    publish_widened(phone_too, says_more, now=present)
    tend_reconsent(present)
    asked = Asked.objects.get()
    found = _link(AGREE.page(asked.id, lang="en", expires=asked.round.ends_at), hanako.email)
    return replace(found, press={"answer": "yes", "words": words(hanako, present, "en")})


@pytest.fixture
def link_agree_receipt(link_agree: Link) -> Link:
    Client().post(link_agree.path, link_agree.press)
    return replace(link_agree, path=f"{link_agree.path}/receipt.json")


@pytest.fixture
def link_contractor(kotori: office.Company, moment: datetime) -> Link:
    post.reachable(lang="en")
    text = {lang: f"{words}\n\n## 11. Keys\n" for lang, words in default_guidelines().items()}
    publish_guidelines(text, actor=office.ASKER, now=moment)
    tend_calls(moment)
    [letter] = post.delivered(moment)
    signed = {"name": "Tsubame Kotori", "role": "Director", "speaks": "yes"}
    return replace(_link(post.link(letter), post.CONTACT), press=signed, late=True)


@pytest.fixture
def link_lesson(kotori: office.Company, moment: datetime) -> Link:
    address, name = "tsubame@contractor.example.org", "Tsubame Kotori"
    row = invite_trainee(kotori.recipient, name=name, email=address, lang="en", actor=office.ASKER, now=moment)
    right = {f"q{at}": _right(question) for at, question in enumerate(written(CONTRACTOR).questions, 1)}
    told = {"seen": digest(written(CONTRACTOR).questions), **right}
    return replace(_link(LESSON.page(row.id, lang="en", expires=row.expires_at), address, name), press=told)


def _right(question: QuizQuestion) -> str:
    return next(word for word, text in question.options() if text == question.right)


@pytest.fixture
def link_certificate(amelia: Known, present: datetime) -> Link:
    return _link(come_in(amelia.email, present).post("/erase")["Location"], amelia.email, amelia.visitor.name)


@pytest.fixture
def link_certificate_file(link_certificate: Link) -> Link:
    return replace(link_certificate, path=f"{link_certificate.path}.json")


@pytest.fixture
def link_form_waiting(client: Client, charter: Current, present: datetime) -> Link:
    """Once its mail has left it goes once more, and no further one while that is on its way."""
    check = post_form(client, "/en/forms/membership", opened_form(client, "/en/forms/membership") | MEMBER)
    done = post_form(client, "/en/forms/membership", hidden(check.content.decode()), "send")
    Message.objects.update(sent_at=present)
    path = done.headers["Location"]
    return replace(_link(path.removesuffix("/sent"), MEMBER["email"], MEMBER["name"]), path=path)


@pytest.fixture
def link_saved_form(client: Client, charter: Current, present: datetime) -> Link:
    page = post_form(client, "/en/forms/membership", opened_form(client, "/en/forms/membership") | MEMBER, "save")
    return _link(page.headers["Location"].removesuffix("/link"), MEMBER["email"], MEMBER["name"])


@pytest.fixture
def link_saved_link(link_saved_form: Link) -> Link:
    return replace(link_saved_form, path=f"{link_saved_form.path}/link")


@pytest.fixture
def link_saved_mailed(link_saved_form: Link) -> Link:
    return replace(link_saved_form, path=f"{link_saved_form.path}/mailed")


@pytest.fixture
def link_saved_mail(link_saved_form: Link) -> Link:
    """Asked for again, the mail goes again, as far as one address may be written to."""
    return replace(link_saved_form, path=f"{link_saved_form.path}/mail", once=False)


@pytest.fixture
def link_saved_throw_away(link_saved_form: Link) -> Link:
    return replace(link_saved_form, path=f"{link_saved_form.path}/throw-away", late=True)


@pytest.fixture
def link_invitation(ruling: Current) -> Link:
    wish = {"email": "new@staff.example.org", "name": "New One", "duties": ["magazine"]}
    desks.fresh(desks.staff("privacy")).post("/console/staff/invite/", wish)
    found = re.search(rf"{settings.AZUKARI.base_url}(/console/invitation/\S+/)", str(mail.outbox[-1].body))
    assert found
    path = found[1]
    press = {"way": "passkey"}
    return Link(path, path.split("/")[-2], press, ("new@staff.example.org", "New One"), session=True)


@pytest.fixture
def link_questionnaire_saved(ruling: Current, client: Client) -> Link:
    questionnaire()
    typed = "step=save&page=visits&visits=never"
    answer = client.post("/en/questionnaires/riverside", typed, content_type="application/x-www-form-urlencoded")
    return _link(answer.headers["Location"].removesuffix("/link"))


@pytest.fixture
def link_questionnaire_saved_link(link_questionnaire_saved: Link) -> Link:
    return replace(link_questionnaire_saved, path=f"{link_questionnaire_saved.path}/link")


@pytest.fixture
def link_questionnaire_saved_throw_away(link_questionnaire_saved: Link) -> Link:
    return replace(link_questionnaire_saved, path=f"{link_questionnaire_saved.path}/throw-away", late=True)
