"""Contact sheets: many pages side by side, long ones cut into pieces, so that a person can look at all of them."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from PIL import Image, ImageDraw

SIDE, BAND = 1600, 18
_WIDE = {320: 200, 1280: 400}  # a page's width on the sheet
_ROWS = {320: 1, 1280: 2}


def make(pictures: Iterable[Path], into: Path, *, width: int) -> list[Path]:
    """Lay pages out on sheets; returns the sheets."""
    columns, rows = SIDE // _WIDE[width], _ROWS[width]
    pieces = [piece for path in pictures for piece in _pieces(path, width)]
    size, made = columns * rows, []
    for number, at in enumerate(range(0, len(pieces), size), 1):
        sheet = Image.new("RGB", (SIDE, SIDE + rows * BAND), "#888")
        pen = ImageDraw.Draw(sheet)
        for place, (name, piece) in enumerate(pieces[at : at + size]):
            left, top = place % columns * _WIDE[width], place // columns * (SIDE // rows + BAND)
            pen.text((left + 2, top + 3), name[: _WIDE[width] // 6], fill="white")
            sheet.paste(piece, (left, top + BAND))
        path = into.with_name(f"{into.name}-{number:02}.png")
        sheet.save(path)
        made.append(path)
    return made


def _pieces(path: Path, width: int) -> Iterator[tuple[str, Image.Image]]:
    with Image.open(path) as opened:
        page = opened.convert("RGB")
    scale = _WIDE[width] / width
    page = page.resize((_WIDE[width], max(1, round(page.height * scale))), Image.Resampling.LANCZOS)
    high = SIDE // _ROWS[width]
    for number, top in enumerate(range(0, page.height, high)):
        name = path.stem if number == 0 else f"({number + 1}) {path.stem}"
        yield name, page.crop((0, top, page.width - 2, min(top + high, page.height)))
