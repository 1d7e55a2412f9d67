"""A drawing of the demonstration's river, for the page of its campaign: hills, water, reeds, and a heron."""

import io
import math
from datetime import datetime

from PIL import Image, ImageDraw

from azukari.features.campaigns.pictures import put_on_page
from azukari.policy.terms import Actor

_SIZE = (1200, 420)
_SKY, _SUN, _HILLS, _BANK, _WATER, _LIGHT, _REED, _BIRD = (
    "#e8eef0", "#f4d9a8", ("#b7c9c4", "#92ada5"), "#6f8f74", "#7fa6b5", "#a9c6cf", "#4c6b4f", "#51606b"
)  # fmt: skip
_WORDS = {
    "ja": "朝の瀬音川の絵。葦の間にサギが一羽立っている",
    "en": "A drawing of the Seoto River in the morning: a heron stands in the reeds",
}


def add_picture(form: str, *, actor: Actor, now: datetime) -> None:
    """Put it on the page of a campaign."""
    put_on_page(_river(), _WORDS, form=form, actor=actor, now=now)


def _river() -> bytes:
    picture, wide = Image.new("RGB", _SIZE, _SKY), _SIZE[0]
    draw = ImageDraw.Draw(picture)
    draw.ellipse((880, 50, 970, 140), fill=_SUN)
    for at, colour in enumerate(_HILLS):
        ridge = [(x, 170 + 45 * at + 34 * math.sin(x / (190 - 50 * at) + 2 * at)) for x in range(0, wide + 1, 8)]
        draw.polygon([(0, 420), *ridge, (wide, 420)], fill=colour)
    draw.polygon([(0, 420), *((x, 262 + 6 * math.sin(x / 90)) for x in range(0, wide + 1, 8)), (wide, 420)], fill=_BANK)
    shore = [(x, 300 + 14 * math.sin(x / 210)) for x in range(0, wide + 1, 8)]
    draw.polygon([(0, 420), *shore, (wide, 420)], fill=_WATER)
    for at in range(14):
        x, y = (173 * at) % 1100, 325 + (37 * at) % 85
        draw.line((x, y, x + 70 + 11 * (at % 5), y), fill=_LIGHT, width=3)
    for at in range(60):
        x = 30 + (at * 5) % 300 + (at % 7)
        draw.line((x, 400, x + (at % 5) - 2, 235 + (at * 31) % 90), fill=_REED, width=3)
    draw.line((415, 390, 415, 318), fill=_BIRD, width=4)
    draw.line((427, 390, 427, 318), fill=_BIRD, width=4)
    draw.ellipse((372, 278, 452, 326), fill=_BIRD)
    draw.polygon([(340, 322), (392, 282), (410, 318)], fill=_BIRD)
    draw.line((440, 282, 456, 240, 446, 212), fill=_BIRD, width=11, joint="curve")
    draw.ellipse((434, 198, 458, 220), fill=_BIRD)
    draw.polygon([(454, 204), (496, 214), (454, 214)], fill=_SUN)
    made = io.BytesIO()
    picture.save(made, "PNG")
    return made.getvalue()
