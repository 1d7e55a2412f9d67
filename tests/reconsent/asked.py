"""What a request for a new consent says."""

from azukari.features.reconsent.question import asking
from tests.cast import Known


def words(person: Known, present, lang: str = "ja") -> str:
    question = asking(person.id, lang=lang, now=present)
    assert question
    return question.digest
