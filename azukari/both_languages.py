"""A text of the interface in each of its languages, from the catalogues.

Most words are translated as a page is written, into the language of its reader. A refusal, and the name of what is done
with data, is kept and handed on in every language, as the texts of a policy are. Its English stands in the code, its
Japanese in the catalogue, as everywhere (`bin/messages`).
"""

from collections.abc import Iterator, Mapping

from django.utils import translation
from django.utils.functional import Promise

from azukari.lib.instance import LANGUAGES


class BothLanguages(Mapping[str, str]):
    """The text by language, looked up as it is read: ``BothLanguages("%(form)s is closed.", form=form.title)["ja"]``.

    Args:
        english: the text, which `bin/messages` finds here; or one with a context (``pgettext_lazy``).
        gaps: what stands in its named gaps; a text of several languages stands there in the same one.
    """

    __slots__ = ("_english", "_gaps")

    def __init__(self, english: Promise | str, **gaps: object) -> None:
        self._english, self._gaps = english, gaps

    def __getitem__(self, lang: str) -> str:
        if lang not in LANGUAGES:
            raise KeyError(lang)
        with translation.override(lang):
            text = translation.gettext(self._english) if isinstance(self._english, str) else str(self._english)
        said = {name: gap[lang] if isinstance(gap, Mapping) else gap for name, gap in self._gaps.items()}
        return text % said if said else text

    def __iter__(self) -> Iterator[str]:
        return iter(LANGUAGES)

    def __len__(self) -> int:
        return len(LANGUAGES)
