"""Complete in both languages: each English text of code and templates has its Japanese, and nothing is left over."""

import re
import subprocess
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation import gettext, override, pgettext

from azukari.site import messages

_HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nLanguage: ja\\n"\n\n'


def test_everything_is_translated_once_and_nothing_is_left_over() -> None:
    assert messages.faults() == []


def test_each_catalogue_is_where_django_finds_it_and_no_other_words_hide_its_own() -> None:
    catalogues = messages.catalogues()
    assert {path.parents[2] for path in catalogues} == {*settings.LOCALE_PATHS}
    entries = [message for catalogue in catalogues.values() for message in catalogue if message.id]
    assert len(entries) > 1000
    hidden = []
    with override("ja"):
        for message in entries:
            words, said = (text if isinstance(text, str) else text[0] for text in (message.id, message.string))
            if (pgettext(message.context, words) if message.context else gettext(words)) != said:
                hidden.append(f"{words}: {said}")
    assert hidden == []


def test_set_up_compiles_after_a_change_of_any_catalogue() -> None:
    root = messages.PACKAGE.parent
    watched = re.search(r"for source in (\S+\.po);", (root / "bin" / "set-up").read_text("utf-8"))
    assert watched
    seen = subprocess.run(
        ["bash", "-c", f"ls {watched[1]}"], cwd=root, capture_output=True, text=True, check=True
    ).stdout
    there = {root / line for line in seen.splitlines()}
    assert there == set(messages.PACKAGE.glob("**/locale/*/LC_MESSAGES/django.po"))
    assert set(messages.catalogues()) < there


def test_words_of_libraries_are_ours_in_english_as_well() -> None:
    ours = messages.PACKAGE / "shells/staff/locale/en/LC_MESSAGES/django.po"
    with ours.open("rb") as file:
        entries = [message for message in read_po(file) if message.id]
    with override("en"):
        assert [gettext(str(message.id)) for message in entries] == [message.string for message in entries]


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A small package of its own, with one module and one template."""
    (tmp_path / "app" / "locale" / "ja" / "LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "app" / "templates").mkdir()
    (tmp_path / "app" / "code.py").write_text('title = _("Hello %(name)s")\nother = pgettext("verb", "Open")\n')
    (tmp_path / "app" / "templates" / "page.html").write_text(
        '{% load i18n %}{% translate "Change" %}{% blocktranslate with n=x %}'
        "Page {{ n }} of it{% endblocktranslate %}\n"
    )
    return tmp_path


def _write(package: Path, entries: str) -> Path:
    path = package / "app" / "locale" / "ja" / "LC_MESSAGES" / "django.po"
    path.write_text(_HEAD + entries, "utf-8")
    return path


def test_messages_are_found_in_code_and_templates(package: Path) -> None:
    assert set(messages.used(package)) == {
        (None, "Hello %(name)s"),
        ("verb", "Open"),
        (None, "Change"),
        (None, "Page %(n)s of it"),
    }


def test_what_the_document_of_the_api_says_is_found_beside_its_code(package: Path) -> None:
    (package / "app" / "code.py").write_text(
        'class Listed(Schema):\n    """One page\n    of it."""\n\n    at: int = Field(1, description="Which one.")\n'
        '\n\nclass Kept(Listed):\n    """As it is kept."""\n\n\nclass Other:\n    """Of nobody."""\n'
        '\n\n@router.get("pages", summary="List pages")\ndef pages(key=Header("", description="A key.")):\n'
        '    """A hundred at most."""\n\n\n@cache\ndef other(described):\n    """Nothing."""\n'
    )
    (package / "app" / "templates" / "page.html").write_text("")
    said = {"One page of it.", "Which one.", "As it is kept.", "List pages", "A key.", "A hundred at most."}
    assert set(messages.used(package)) == {(None, words) for words in said}


_ALL = (
    'msgid "Hello %(name)s"\nmsgstr "%(name)sさん"\n\nmsgctxt "verb"\nmsgid "Open"\nmsgstr "開く"\n\n'
    'msgid "Page %(n)s of it"\nmsgstr "%(n)sページ"\n\n'
)


@pytest.mark.parametrize(
    ("entries", "fault"),
    [
        (_ALL, "'Change' has no Japanese"),
        (_ALL + 'msgid "Change"\nmsgstr ""\n', "has no translation"),
        (_ALL + '#, fuzzy\nmsgid "Change"\nmsgstr "変更"\n', "is marked fuzzy"),
        (_ALL + 'msgid "Change"\nmsgstr "変更 %(n)s"\n', "has other placeholders"),
        (_ALL + 'msgid "Change"\nmsgstr "変更: "\n', "as English is at '更:'"),
        (_ALL + 'msgid "Change"\nmsgstr "変更 (今)"\n', "as English is at '更 ('"),
        (_ALL + 'msgid "Change"\nmsgstr "変更（今）"\n', "as English is at '（'"),
        (_ALL + 'msgid "Change"\nmsgstr "変えます。 今です。"\n', "as English is at 'す。 '"),
        (_ALL + 'msgid "Change"\nmsgstr "変更(English)"\n', "as English is at '(English)'"),
        (_ALL + 'msgid "Change"\nmsgstr "変更"\n\nmsgid "Gone"\nmsgstr "なし"\n', "'Gone' is not used any more"),
        (_ALL + 'msgid "Change"\nmsgstr "変更"\n\n#~ msgid "Old"\n#~ msgstr "旧"\n', "obsolete entry: 'Old'"),
    ],
)
def test_each_fault_is_named(package: Path, entries: str, fault: str) -> None:
    _write(package, entries)
    found = messages.faults(package)
    assert len(found) == 1
    assert fault in found[0]


def test_apostrophes_are_as_in_a_book(package: Path) -> None:
    (package / "app" / "code.py").write_text('title = _("Nobody\'s name")\n')
    (package / "app" / "templates" / "page.html").write_text("")
    _write(package, 'msgid "Nobody\'s name"\nmsgstr "名なし"\n')
    assert ["has the apostrophe of a typewriter" in fault for fault in messages.faults(package)] == [True]
    _write(package, '#. outside\nmsgid "Nobody\'s name"\nmsgstr "名なし"\n')
    assert messages.faults(package) == []


def test_words_of_a_library_may_be_translated_too(package: Path) -> None:
    _write(package, _ALL + 'msgid "Change"\nmsgstr "変更"\n\n#. outside\nmsgid "Sign in"\nmsgstr "ログイン"\n')
    assert messages.faults(package) == []


def test_compiling_writes_what_django_reads_and_only_once(package: Path) -> None:
    path = _write(package, _ALL)
    assert messages.compile_all(package) == [path.with_suffix(".mo")]
    assert path.with_suffix(".mo").read_bytes()[:4] == b"\xde\x12\x04\x95"
    assert messages.compile_all(package) == []


def test_what_is_counted_has_a_plural_without_which_its_japanese_is_not_found(package: Path) -> None:
    (package / "app" / "code.py").write_text('said = ngettext("%(n)s day", "%(n)s days", n)\n')
    (package / "app" / "templates" / "page.html").write_text("")
    _write(package, 'msgid "%(n)s day"\nmsgstr "%(n)s日"\n')
    assert [fault for fault in messages.faults(package) if "no plural" in fault]
    _write(package, 'msgid "%(n)s day"\nmsgid_plural "%(n)s days"\nmsgstr[0] "%(n)s日"\n')
    assert messages.faults(package) == []
