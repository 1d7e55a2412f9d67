"""What campaigns and questions show to everybody in the demonstration: names of signers who let it, answers to many,
and signatures that their addressee has.

The starter policy lets nobody's name be read in public. A policy that wants it says so in four places, as every
organisation does: a purpose of its own on consent, everybody who reads the pages as a third party for it, the box on
the form, and the name that serves it. `with_names` writes these into the demonstration's policy, and the cities to
which the signatures go likewise.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from azukari.core.forms.models import State, Submission
from azukari.core.policy_versions.current import Current
from azukari.features.campaigns.agreed import settle
from azukari.features.campaigns.counting import count_all
from azukari.features.feedback.models import KeptText, MessageTag, PublicAnswer, Tag, UsefulDay
from azukari.features.feedback.topics import count_topics
from azukari.features.writing.drafts import keep_draft
from azukari.policy.terms import FormKind

NAMES, HANDING, CITIES = "campaign-names", "campaign-handing", "three-cities"

_PURPOSE = """
  campaign-names:
    title: {ja: 賛同者としてお名前を公開するため, en: Your name on the campaign’s page}
    statement:
      ja: 署名した活動のページに、賛同者としてお名前だけを載せるために使います。同意を取り消すと、すぐにページから消えます。
      en: We show your name, and nothing else, on the page of the campaign that you signed. Take your consent back, and it is gone from the page at once.
    agree: {ja: 賛同者として、名前をページに載せてもよい, en: Everybody may read my name on the campaign’s page}
    ground: consent
    uses: [publish]
    retention: {start: ended, period: P1M}
    needs: [name]
    may_use: []
  campaign-handing:
    title: {ja: 署名を三つの市に届けるため, en: Handing your signature to the three cities}
    statement:
      ja: 署名の提出先である流域の三つの市に、お名前だけを届けるために使います。同意を取り消すと、それからは届けません。
      en: We hand your name, and nothing else, to the three cities on the river, to whom the petition is addressed. Take your consent back, and it is in no later delivery.
    agree: {ja: 三つの市に、名前を届けてもよい, en: You may hand my name to the three cities}
    ground: consent
    uses: [hand-over]
    retention: {start: ended, period: P1M}
    needs: [name]
    may_use: []
"""  # noqa: E501 - sentences of a policy
_EVERYBODY = """
  everybody:
    kind: third_party
    name: {ja: このサイトを読むすべての人, en: Everybody who reads our pages}
    address: {ja: 日本を含む世界のどこからでも, en: "Anywhere in the world, Japan included"}
    country: JP
    service:
      ja: 賛同者のお名前を、署名のページで読めるようにします。検索結果に出ない設定にしていますが、写した人から取り戻すことはできません。
      en: They can read the names of those who signed and let it. We ask search engines to leave the page out; what somebody has copied cannot be taken back.
    purposes: [campaign-names]
    categories: [name]
  three-cities:
    kind: third_party
    name: {ja: 瀬音川流域三市 環境課(架空), en: Environment offices of the three cities (fictional)}
    address: {ja: 千葉県架空市中央0-0-0, en: "0-0-0 Chuo, Kakuchi, Chiba"}
    country: JP
    service:
      ja: 署名の提出を受け、市の回答を出します。
      en: They take the petition in and answer it.
    purposes: [campaign-handing]
    categories: [name]
"""  # noqa: E501 - sentences of a policy
_WHY = "\n        reason:\n          ja: お一人が"
_PLACES: Mapping[str, str] = {
    "\n  campaign-updates:\n": f"{_PURPOSE}\n  campaign-updates:\n",
    "    consents: [campaign-updates, magazine]\n": (
        "    consents: [campaign-names, campaign-handing, campaign-updates, magazine]\n"
    ),
    f"        purposes: [campaign, campaign-updates, magazine]{_WHY}": (
        f"        purposes: [campaign, campaign-names, campaign-handing, campaign-updates, magazine]{_WHY}"
    ),
    "    purposes: [campaign, campaign-updates]\n    acts:": (
        "    purposes: [campaign, campaign-names, campaign-handing, campaign-updates]\n    acts:"
    ),
    "いただいた一言だけで、お名前や連絡先は渡しません。": (
        "いただいた一言、それに、届けてよいとおっしゃった方のお名前です。"
    ),
    "the number of signatures and the comments, no names and no addresses.": (
        "the number of signatures, the comments, and the names of those who let us."
    ),
    "お預かりした情報は日本国内に置き、国外の人や会社には渡しません。": (
        "お預かりした情報は日本国内に置き、国外の人や会社には渡しません。ただし、公開に同意いただいたお名前は、"
        "どの国からでも読めます。"
    ),
    "We keep the data in Japan and hand it to nobody abroad.": (
        "We keep the data in Japan and hand it to nobody abroad; but a name that you let everybody read can be read"
        " from any country."
    ),
    "\nstatistics:\n": f"{_EVERYBODY}\nstatistics:\n",
}

_ANSWERS = (
    (
        "活動に参加するには、会員にならないといけませんか。",
        "いいえ。清掃と観察会には、どなたでも参加できます。会員になると、日程を一週間早くお知らせします。",
        "Do I have to be a member to take part?",
        "No. Everybody may join the clean-ups and walks. Members hear of the dates a week earlier.",
    ),
    (
        "雨の日の観察会はどうなりますか。",
        "前の日の午後五時に決めて、このサイトの一番上に書きます。川の水位が上がっているときは、雨がやんでいても中止します。",
        "What happens to a walk when it rains?",
        "We decide at 5 p.m. on the day before and write it at the top of this site. When the river is high, we cancel even if the rain has stopped.",  # noqa: E501
    ),
    (
        "寄附をするとき、住所を書かなくてもよいですか。",
        "領収書が要らなければ、書かなくてかまいません。",
        "Can I donate without writing my address?",
        "Yes, if you need no receipt.",
    ),
)


def with_names(policy: str) -> str:
    """The policy's text in which signers may let everybody read their names; unchanged if it says so already, or if
    it is not the starter's.
    """
    if f"\n  {NAMES}:" in policy or not all(policy.count(place) == 1 for place in _PLACES):
        return policy
    for place, text in _PLACES.items():
        policy = policy.replace(place, text)
    return policy


def add_public(charter: Current, *, now: datetime) -> None:
    """Count, let names begin to be shown, and publish some answers."""
    count_all(now)
    while settle(now):
        pass
    form = next((form.slug for form in charter.policy.forms_of(FormKind.FEEDBACK)), "")
    PublicAnswer.objects.bulk_create(
        PublicAnswer(
            form=form,
            questions={"ja": asked, "en": english},
            answers={"ja": answer, "en": said},
            is_public=True,
            changed_at=now - timedelta(days=20 * at + 3),
        )
        for at, (asked, answer, english, said) in enumerate(_ANSWERS)
    )
    long_ago = charter.policy.organisation.day(now - timedelta(days=400))
    KeptText.objects.create(form=form, lang="ja", month=long_ago.replace(day=1), texts=_KEPT)
    _press(charter.policy.organisation.day(now))
    _put_tags(form)
    _begin_a_reply(form, now)
    for weeks in range(13):
        count_topics(now - timedelta(days=7 * weeks))


_PRESSED = (
    ("/ja/contact", 41, 6),
    ("/ja/campaigns/plastic-free-river", 63, 4),
    ("/en/contact", 9, 3),
    ("/ja/privacy", 17, 2),
)
_KEPT = {
    "written": "子どものころ泳いだ川に、孫と戻ってきました。看板に魚の名前があると、話がはずみます。",
    "answered": "ありがとうございます。来年の看板づくりの際に、魚の名前を加えます。",
}
_BEGUN = "お問い合わせをありがとうございます。担当に確かめたうえで、"
_TAGS = ("水質", "清掃活動", "サイトの使い方")


def _press(today: date) -> None:
    """Some found pages useful, over the last weeks."""
    UsefulDay.objects.bulk_create(
        [
            UsefulDay(
                page=page,
                day=today - timedelta(days=7 * week),
                yes=yes // 4,
                no=(no + week) // 4,
            )
            for page, yes, no in _PRESSED
            for week in range(4)
        ]
    )


def _begin_a_reply(form: str, now: datetime) -> None:
    """Somebody began to answer a message that nobody has taken on, for whoever goes on with it."""
    unread = Submission.objects.filter(form=form, state=State.ACCEPTED, handling__isnull=True)
    newest = unread.filter(suspicion__isnull=True, replies__isnull=True).order_by("-created_at", "-id").first()
    if newest is not None:
        keep_draft(newest.id, _BEGUN, seen=None, form=form, now=now)


def _put_tags(form: str) -> None:
    """On every other message, so that each tag leads somewhere."""
    tags = Tag.objects.bulk_create([Tag(form=form, word=word) for word in _TAGS])
    written = Submission.objects.filter(form=form, state=State.ACCEPTED).order_by("created_at", "id")
    MessageTag.objects.bulk_create(
        [
            MessageTag(submission=one, person_id=one.person_id, tag=tags[at % len(tags)])
            for at, one in enumerate(written[::2])
        ]
    )
