"""Questions of a lesson: one right answer each. Those about a duty and about a change are made from the policy."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from azukari.policy.change import Change, Effect
from azukari.policy.diff import diff
from azukari.policy.explain import name_act, name_categories
from azukari.policy.finding import both
from azukari.policy.places import SECTIONS, place
from azukari.policy.retention_words import kept_for
from azukari.policy.terms import Act, Category, Duty, Policy, Purpose, Text

MOST_OF_CHANGES = 2
_WRONG = 2


@dataclass(frozen=True, slots=True)
class QuizQuestion:
    """
    Args:
        right: the right answer.
        wrong: the others.
        why: what to remember, shown with the result.
    """

    text: Text
    right: Text
    wrong: tuple[Text, ...]
    why: Text

    def options(self) -> tuple[tuple[str, Text], ...]:
        """The answers with the word by which each is sent, in an order that tells nothing."""
        return tuple(sorted((self.word(option), option) for option in (self.right, *self.wrong)))

    def word(self, option: Text) -> str:
        """The word by which an answer is sent."""
        return hashlib.sha256(_canonical([self.text, option])).hexdigest()[:16]

    @property
    def answer(self) -> str:
        """The word of the right answer."""
        return self.word(self.right)


def digest(questions: Sequence[QuizQuestion]) -> str:
    """SHA-256 of the questions with their answers, in each language: what a pass keeps of them."""
    said = [[dict(q.text), dict(q.right), [dict(w) for w in q.wrong], dict(q.why)] for q in questions]
    return hashlib.sha256(_canonical(said)).hexdigest()


def mark(questions: Sequence[QuizQuestion], answers: Mapping[int, str]) -> tuple[bool, ...]:
    """Which questions were answered rightly; ``answers`` by their place, from 0."""
    return tuple(answers.get(at) == question.answer for at, question in enumerate(questions))


def of_duty(policy: Policy, slug: str) -> tuple[QuizQuestion, ...]:
    """Questions about what a duty may open and do."""
    duty = policy.duties[slug]
    own = [policy.purposes[p] for p in policy.purposes if p in duty.purposes]
    others = [policy.purposes[p] for p in policy.purposes if p not in duty.purposes]
    return (*_purposes(duty, own, others), *_used(policy, own), *_kept(policy, own), *_acts(duty))


def _purposes(duty: Duty, own: Sequence[Purpose], others: Sequence[Purpose]) -> Iterator[QuizQuestion]:
    ja, en = duty.title["ja"], duty.title["en"]
    if not own:
        yield QuizQuestion(
            both(f"「{ja}」として開ける個人情報はどれですか。", f"Which personal data does “{en}” let you open?"),
            both("どれも開けない", "None"),
            tuple(each.title for each in others[:_WRONG]) or (both("必要と思うもの", "Whatever I find useful"),),
            both(
                "この担当は、個人情報を開かずに行う仕事です。",
                "The work of this duty is done without opening personal data.",
            ),
        )
    elif others:
        yield QuizQuestion(
            both(
                f"「{ja}」として情報を開いてよいのは、どの目的のためですか。",
                f"For which purpose may you open data as “{en}”?",
            ),
            own[0].title,
            tuple(each.title for each in others[:_WRONG]),
            both(
                "開いてよいのは、担当に書かれた目的のためだけです。ほかの目的では開きません。",
                "Data opens for the purposes of your duty, and for no other.",
            ),
        )


def _used(policy: Policy, own: Sequence[Purpose]) -> Iterator[QuizQuestion]:
    for purpose in own:
        outside = [c for c in policy.categories if c not in purpose.categories and c is not Category.ANSWER]
        if purpose.categories and outside:
            ja, en = purpose.title["ja"], purpose.title["en"]
            used = name_categories(policy, sorted(purpose.categories))
            yield QuizQuestion(
                both(f"「{ja}」の目的で使わないのは、どれですか。", f"What is not used for “{en}”?"),
                name_categories(policy, outside[:1]),
                tuple(name_categories(policy, [c]) for c in sorted(purpose.categories)[:_WRONG]),
                both(f"「{ja}」に使うのは、{used['ja']}です。", f"“{en}” uses {used['en']}."),
            )
            return


def _kept(policy: Policy, own: Sequence[Purpose]) -> Iterator[QuizQuestion]:
    for purpose in own[:1]:
        right = kept_for(policy, purpose)
        found = {kept_for(policy, other)["en"]: kept_for(policy, other) for other in policy.purposes.values()}
        wrong = [text for text in found.values() if text["en"] != right["en"]][: _WRONG - 1]
        ja, en = purpose.title["ja"], purpose.title["en"]
        yield QuizQuestion(
            both(
                f"「{ja}」の情報は、いつまで預かると約束していますか。",
                f"Until when do we promise people to keep the data of “{en}”?",
            ),
            right,
            (*wrong, both("役に立つかぎり、ずっと", "For as long as it may be useful")),
            both(
                f"約束は「{right['ja']}」です。過ぎると、プログラムが消します。",
                f"The promise is: {right['en']}. Then the program erases it.",
            ),
        )


def _acts(duty: Duty) -> Iterator[QuizQuestion]:
    own, others = sorted(duty.acts), sorted(set(Act) - duty.acts)
    if own and others:
        spread = others[:: max(1, len(others) // _WRONG)]
        wrong = tuple(name_act(act) for act in spread[:_WRONG])
        yield QuizQuestion(
            both("あなたの担当の仕事は、どれですか。", "Which of these belongs to your duty?"),
            name_act(own[0]),
            wrong,
            both(
                "ほかの仕事が要るときは、その担当の人に頼みます。",
                "Where another act is needed, ask whoever has that duty.",
            ),
        )


def of_changes(changes: Iterable[Change], old: Policy, new: Policy) -> tuple[QuizQuestion, ...]:
    """A question or two about what changes, whose wrong answers are the same changes the other way round."""
    changes = tuple(changes)
    said = {change.sentence["en"] for change in changes}
    back: dict[str, Text] = {}
    for change in diff(new, old):
        if change.sentence["en"] not in said:
            back.setdefault(change.clause, change.sentence)
    here = {change.clause.partition(".")[0] for change in changes}
    return tuple(_of_change(change, back, here, old, new) for change in changes[:MOST_OF_CHANGES])


def _of_change(change: Change, back: Mapping[str, Text], here: set[str], old: Policy, new: Policy) -> QuizQuestion:
    at = place(change.clause, new, old)
    if change.effect is Effect.WORDING and change.before and change.after:
        return QuizQuestion(
            both(f"{at['ja']}は、これからどう書かれていますか。", f"{at['en']}: what does the policy say from now on?"),
            change.after,
            (change.before,),
            change.sentence,
        )
    if change.clause in back:
        return QuizQuestion(
            both("これから正しいのは、どれですか。", "Which of these is true from now on?"),
            change.sentence,
            (back[change.clause], both(f"{at['ja']}は何も変わりません。", f"{at['en']}: nothing changes.")),
            change.sentence,
        )
    others = [both(f"「{ja}」", f"“{en}”") for key, (ja, en) in SECTIONS.items() if key not in here]
    return QuizQuestion(
        both("ポリシーのどこが変わりましたか。", "Which part of the policy changes?"),
        at,
        tuple(others[:_WRONG]),
        change.sentence,
    )


def _canonical(value: object) -> bytes:
    plain = [dict(v) if isinstance(v, Mapping) else v for v in value] if isinstance(value, list) else value
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
