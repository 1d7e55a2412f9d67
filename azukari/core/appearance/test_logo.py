"""A logo is taken apart and made anew: what is no picture does not come through."""

import io

import pytest
from PIL import Image, ImageFile, PngImagePlugin

from azukari.core.appearance.logo import MOST_BYTES, PNG, SVG, NotALogo, logo
from tests.site.logos import EVIL, PLAIN


def picture(form: str, size: tuple[int, int] = (300, 100), **more: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#0B6E4F").save(out, form, **more)
    return out.getvalue()


def test_a_plain_drawing_stays():
    taken = logo(PLAIN)
    assert taken.type == SVG
    assert b"M5 13C9 5 19 9 24 19Z" in taken.content


def test_a_drawing_loses_all_that_runs_or_asks_elsewhere():
    taken = logo(EVIL).content
    for trace in (
        b"script",
        b"alert",
        b"onload",
        b"onclick",
        b"javascript",
        b"evil.example",
        b"foreignObject",
        b"iframe",
    ):
        assert trace not in taken, trace
    assert b"M0 0h9" in taken


@pytest.mark.parametrize("form", ["PNG", "WEBP", "JPEG", "GIF"])
def test_bitmaps_are_written_anew_as_png(form):
    taken = logo(picture(form))
    assert taken.type == PNG
    assert Image.open(io.BytesIO(taken.content)).size == (300, 100)


def test_what_a_camera_wrote_down_is_gone():
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", "Hanako of Kamakura")
    raw = picture("PNG", pnginfo=notes)
    assert b"Hanako" in raw
    assert b"Hanako" not in logo(raw).content


def test_a_big_bitmap_is_made_small():
    assert Image.open(io.BytesIO(logo(picture("PNG", (2000, 500))).content)).size == (640, 160)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "size"),
        (b"x" * (MOST_BYTES + 1), "size"),
        (b"plain words", "kind"),
        (b"%PDF-1.7", "kind"),
        (b"<svg", "broken"),
        (b"<html><svg></svg></html>", "broken"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"></svg>', "broken"),
        (
            b'<!DOCTYPE s [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><svg xmlns="http://www.w3.org/2000/svg">&c;</svg>',
            "broken",
        ),
        (EVIL.replace(b"<use", b'<animate attributeName="href" to="javascript:alert(1)"/><use'), "broken"),
        (picture("PNG")[:60], "broken"),
        (picture("BMP", (50, 50)), "kind"),
        (picture("PNG", (9000, 2000)), "size"),
        (picture("PNG", (4, 4)), "size"),
    ],
    ids=range(13),
)
def test_what_is_no_logo_is_refused(raw, code, monkeypatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as WeasyPrint leaves it behind
    with pytest.raises(NotALogo) as refusal:
        logo(raw)
    assert refusal.value.code == code


def test_a_photograph_is_no_logo():
    noise = Image.effect_noise((640, 160), 90).convert("RGB")
    noisy = Image.merge("RGB", [Image.effect_noise((640, 160), 90) for _ in range(3)])
    out = io.BytesIO()
    noisy.save(out, "JPEG", quality=60)
    assert noise.size == (640, 160)
    with pytest.raises(NotALogo) as refusal:
        logo(out.getvalue())
    assert refusal.value.code == "detail"
