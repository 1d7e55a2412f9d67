"""Pictures in widths: WebP of the width that was asked for, with nothing of the file left."""

import io

from PIL import Image

from azukari.core.appearance.picture import MOST_WIDE, WIDTHS, in_width


def test_a_picture_has_each_width_and_keeps_its_shape():
    made, photo = io.BytesIO(), Image.linear_gradient("L").resize((1200, 900)).convert("RGB")
    exif = photo.getexif()
    exif[0x010E] = "Heron took it"
    photo.save(made, "JPEG", exif=exif)
    for width in WIDTHS:
        content = in_width(made.getvalue(), width)
        assert len(content) <= MOST_WIDE
        assert b"Heron" not in content
        with Image.open(io.BytesIO(content)) as picture:
            assert (picture.format, picture.size) == ("WEBP", (width, width * 3 // 4))
            assert not picture.getexif()


def test_a_narrow_picture_is_not_blown_up():
    made = io.BytesIO()
    Image.new("RGB", (300, 200), "navy").save(made, "PNG")
    with Image.open(io.BytesIO(in_width(made.getvalue(), 800))) as picture:
        assert picture.size == (300, 200)
