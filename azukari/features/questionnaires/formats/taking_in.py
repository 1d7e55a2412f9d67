"""Files of questionnaires taken in: YAML here, all else by a child process with limits (`lib.confined`)."""

import os
from pathlib import PurePath

from azukari.features.questionnaires.formats.loss import FormatError, Imported, Loss
from azukari.features.questionnaires.yaml_file import from_yaml
from azukari.lib.confined import Bounds, Broken, TooMuch, answers

MOST_BYTES = 5 << 20
ENDINGS = {".yaml": "yaml", ".yml": "yaml", ".json": "yaml", ".lss": "lss", ".xlsx": "xlsx", ".qsf": "qsf"}
"""Formats by the ending of the file's name."""

_BOUNDS = Bounds(cpu=20, wait=30.0, memory=512 << 20)


def taken_in(raw: bytes, name: str, *, slug: str) -> Imported:
    """The document in a file, and what of it is not in the document.

    Raises:
        FormatError, DocumentError: it cannot be read, with the reason.
    """
    format = ENDINGS.get(PurePath(name.lower()).suffix, "")
    if not format:
        raise FormatError(
            "読めるのは .yaml、.lss(LimeSurvey)、.xlsx(XLSForm)、.qsf(Qualtrics)です。",
            "Files that can be read: .yaml, .lss (LimeSurvey), .xlsx (XLSForm), .qsf (Qualtrics).",
        )
    if len(raw) > MOST_BYTES:
        raise FormatError("ファイルが大きすぎます。5MBまでです。", "The file is too large; 5 MB are the most.")
    if format == "yaml":
        return Imported(from_yaml(raw.decode("utf-8-sig", errors="replace")), [])
    with os.fdopen(os.memfd_create("questionnaire"), "w+b") as file:
        file.write(raw)
        file.seek(0)
        try:
            found = next(
                answers("azukari.features.questionnaires.formats.reading:read", [format, slug], file, bounds=_BOUNDS)
            )
        except (TooMuch, Broken, StopIteration) as error:
            raise FormatError(
                "ファイルを最後まで読めませんでした。壊れているか、大きすぎます。",
                "The file could not be read to its end: it is damaged, or too large.",
            ) from error
    if "refused" in found:
        raise FormatError(found["refused"]["ja"], found["refused"]["en"])
    return Imported(found["document"], [Loss(place, sentence) for place, sentence in found["losses"]])
