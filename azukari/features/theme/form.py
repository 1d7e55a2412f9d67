"""What the page for the look asks, and what is wrong with an answer, in words that name a colour that would do."""

import base64
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from azukari.core.appearance import palette, words
from azukari.core.appearance.logo import MOST_BYTES, Logo, NotALogo, logo
from azukari.core.appearance.palette import HardToRead
from azukari.core.appearance.theme import Appearance
from azukari.lib.colour import NotAColour, colour
from azukari.shells.staff.fields import Questions, Text
from azukari.shells.staff.language_names import named

_NO_COLOUR = _("Please write a colour as a hash and six digits, such as #274A78.")
_HARD = {
    False: _(
        "On our paper this colour has a contrast of %(ratio)s:1; to be read it needs %(least)s:1. The nearest that can"
        " be read is %(instead)s."
    ),
    True: _(
        "On our dark ground this colour has a contrast of %(ratio)s:1; to be read it needs %(least)s:1. The nearest"
        " that can be read is %(instead)s."
    ),
}
_WORDS = {
    "long": _("These words are too long for their place. Please shorten them."),
    "characters": _("There is an invisible control character in this text. Please type it again."),
    "missing": _("Please write this in the other language, too; or leave both empty."),
}


class _ColourInput(forms.TextInput):
    """A colour as it was typed; the button beside it takes the proposed one instead."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        return data.get(f"use_{name}") or super().value_from_datadict(data, files, name)


class Colour(Text):
    """A colour that can be read on our paper, or on our ``dark`` ground."""

    def __init__(self, label: Any, *, dark: bool, **rest: Any) -> None:
        super().__init__(label, max_length=20, missing=_NO_COLOUR, **rest)
        attrs = {**self.widget.attrs, "class": "short mono", "spellcheck": "false"}
        self.widget, self.dark = _ColourInput(attrs), dark
        self.says_all = {"required", "colour", "contrast"}

    def to_python(self, value: Any) -> str:
        """The colour as `colour` writes it; blank where nothing was typed.

        Raises:
            ValidationError: ``colour``, it is none; ``contrast``, with the nearest that can be read as ``instead``.
        """
        typed = super().to_python(value)
        if not typed:
            return ""
        try:
            found = colour(typed)
            palette.shade(found, dark=self.dark)
        except NotAColour as none:
            raise ValidationError(_NO_COLOUR, code="colour") from none
        except HardToRead as hard:
            ratio = f"{int(hard.ratio * 10) / 10:.1f}"  # cut off, so that 4.46 does not read as enough
            known = {"ratio": ratio, "least": palette.TEXT, "instead": hard.instead}
            raise ValidationError(_HARD[self.dark], code="contrast", params=known) from hard
        return found


class _LogoInput(forms.FileInput):
    """A file; else the logo that travels in a hidden input from the preview to saving; none where its box is ticked."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        if data.get("no_logo"):
            return ""
        upload = files.get(name)
        return upload if upload is not None and upload.size else data.get("kept", "")


class LogoFile(forms.FileField):
    """A logo, taken apart again each time."""

    default_error_messages = {
        "size": _("A logo is a file of at most %(kilobytes)s KB, and a picture of 8 to 4,000 pixels each way."),
        "kind": _("Please choose a file of the kind SVG, PNG, WebP, JPEG or GIF."),
        "broken": _("This file is damaged, or contains something other than a drawing. Please export the logo again."),
        "detail": _("This picture has too much detail for a logo. Please choose a plainer one, best as SVG."),
    }
    says_all = frozenset(default_error_messages)

    def clean(self, data: Any, initial: Any = None) -> Logo | None:
        """The logo; None for our own mark."""
        del initial
        try:
            if isinstance(data, UploadedFile):
                return logo(data.read(MOST_BYTES + 1))
            kept = base64.b64decode(data, validate=True)
            return logo(kept) if kept else None
        except NotALogo as wrong:
            most = {"kilobytes": MOST_BYTES // 1024}
            raise ValidationError(self.error_messages[wrong.code], code=wrong.code, params=most) from wrong
        except ValueError as wrong:
            raise ValidationError(self.error_messages["broken"], code="broken") from wrong


class OwnWords(forms.Field):
    """Words for one place in one language, as they were typed: `appearance.words` judges all of them together."""

    settled = True  # the heading above says that they may be left out
    says_all = frozenset(_WORDS)

    def __init__(self, lang: str) -> None:
        super().__init__(label=named(lang), required=False, widget=forms.Textarea({"rows": "3", "lang": lang}))


class LookForm(Questions):
    """The look as it is typed, in each of ``languages``."""

    def __init__(self, languages: tuple[str, ...], *args: Any) -> None:
        self.languages = languages
        fields = {
            "accent": Colour(
                _("Accent"),
                dark=False,
                help_text=_("Links, buttons and marks. A hash and six digits; ours is %(ours)s.")
                % {"ours": palette.ACCENT},
            ),
            "accent_dark": Colour(
                _("Accent in the dark"),
                dark=True,
                required=False,
                help_text=_("For devices that are set to dark. Left empty, it follows from the accent."),
            ),
            "logo": LogoFile(
                label=_("File"),
                required=False,
                widget=_LogoInput({"accept": ".svg,.png,.webp,.jpg,.jpeg,.gif"}),
                help_text=_(
                    "SVG, PNG, WebP, JPEG or GIF, up to 100 KB. It is shown beside the name of your organisation, 40 "
                    "pixels high. Only the picture is kept; everything else in the file is left out."
                ),
            ),
        }
        fields |= {f"{place}.{lang}": OwnWords(lang) for place in words.PLACES for lang in languages}
        super().__init__(fields, *args)

    def clean(self) -> None:
        """The texts by place, and a colour for the dark where none was typed."""
        answers = self.cleaned_data
        typed = {(place, lang): answers[f"{place}.{lang}"] or "" for place in words.PLACES for lang in self.languages}
        answers["texts"], wrong = words.read(typed, self.languages)
        for found in wrong:
            self.add_error(f"{found.place}.{found.lang}", ValidationError(_WORDS[found.code], code=found.code))
        light = answers.get("accent", palette.ACCENT)
        if answers.get("accent_dark") == "":
            answers["accent_dark"] = palette.ACCENT_DARK if light == palette.ACCENT else palette.for_the_dark(light)

    @property
    def wanted(self) -> Appearance:
        """All of it as a look, where nothing is wrong."""
        answers = self.cleaned_data
        return Appearance(
            accent=answers["accent"],
            accent_dark=answers["accent_dark"],
            logo=answers["logo"],
            texts=answers["texts"],
        )

    @property
    def picture(self) -> Logo | None:
        """The logo that will be shown; None for our own mark."""
        found: Logo | None = (self.cleaned_data if self.is_bound else self.initial).get("logo")
        return found

    @property
    def kept(self) -> str:
        """The logo as the hidden input carries it."""
        return base64.b64encode(self.picture.content).decode() if self.picture else ""

    @property
    def logo_data(self) -> str:
        """The logo as an address of its own, for a look that has none yet."""
        return f"data:{self.picture.type};base64,{self.kept}" if self.picture else ""

    def instead(self, name: str) -> str:
        """A colour that can be read, where the one that was typed cannot."""
        wrong = self.errors.as_data().get(name, [])
        return next((error.params["instead"] for error in wrong if error.code == "contrast" and error.params), "")


def of(theme: Appearance, languages: tuple[str, ...]) -> LookForm:
    """The form with the look that rules."""
    follows = theme.accent == palette.ACCENT and theme.accent_dark == palette.ACCENT_DARK
    dark = "" if follows or theme.accent_dark == palette.for_the_dark(theme.accent) else theme.accent_dark
    held = {f"{place}.{lang}": text for place, texts in theme.texts.items() for lang, text in texts.items()}
    form = LookForm(languages)
    form.initial = {"accent": theme.accent, "accent_dark": dark, "logo": theme.logo, **held}
    return form
