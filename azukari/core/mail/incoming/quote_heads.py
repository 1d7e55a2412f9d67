"""Heads of quoted text: the lines by which mail programs say that what follows was written by somebody else.

Three forms are known: a line between dashes ("-----Original Message-----"), a sentence with a date or an address ("On
24 Nov 2026, The Office wrote:", broken into up to four lines), and a block of head lines ("From:", "Sent:"), in the
languages of large providers. After what Outlook, Gmail, Yahoo! JAPAN, Apple Mail, Thunderbird, Notes, Becky!,
QQ, Naver and the mailers of Japanese carriers write.
"""

import re
from collections.abc import Sequence

MARKED = re.compile(r"\s*[>＞|｜]")
"""Asked at the beginning of a line alone."""
_LONGEST = 400  # characters of a head, and of a line that may belong to one
_MOST_LINES, _BLOCK = 4, 14

_SEPARATOR = re.compile(
    r"[-=_*—]{2,}\s{0,3}(?:original (?:message|appointment)|forwarded message|(?:in )?reply message|quoted text"
    r"|元の(?:メッセージ|メール)|オリジナル(?:メッセージ|メール)|転送(?:メッセージ|メール|された(?:メッセージ|メール))|引用"
    r"|ursprüngliche nachricht|originalnachricht|antwort nachricht|weitergeleitete nachricht|message d.origine"
    r"|message transféré|mensaje original|mensaje reenviado|messaggio originale|messaggio inoltrato|mensagem original"
    r"|mensagem encaminhada|oorspronkelijk bericht|doorgestuurd bericht|oprindelig (?:meddelelse|besked)"
    r"|opprinnelig melding|ursprungligt meddelande|alkuperäinen viesti|(?:oryginalna wiadomość|wiadomość oryginalna)"
    r"|původní zpráva|eredeti üzenet|orijinal (?:mesaj|ileti)|исходное сообщение|оригинальное сообщение"
    r"|пересылаемое сообщение|原始邮件|原始郵件|原邮件|转发(?:的)?邮件|轉寄郵件|回复的原邮件"
    r"|원본 ?(?:메일|메시지|메세지)"
    r"|전달된 메시지)(?: by [^-]{1,80})?\s{0,3}[-=_*—]{2,}",
    re.IGNORECASE,
)
_FORWARDED = re.compile(
    r"(?:begin forwarded message|転送されたメッセージ|以下は?転送メッセージ|anfang der weitergeleiteten nachricht"
    r"|début du message (?:réexpédié|transféré)|inicio del mensaje reenviado|inizio messaggio inoltrato)\s{0,3}[:：]"
    r"|-{4,} forwarded by [^-]{1,120}-{4,}",
    re.IGNORECASE,
)
_RULE = re.compile(r"[-=_*]{3,}")

_FIELD = re.compile(
    r"[*_\s]{0,6}(?:"
    r"(?P<sender>from|von|de|da|van|fra|från|od|от(?: кого)?|від|差出人|送信者|送信元|发件人|寄件者|寄件人"
    r"|보낸 ?사람|보낸이"
    r"|lähettäjä|gönderen|kimden|feladó|expéditeur|remitente|mittente|afzender|absender)"
    r"|(?P<sent>sent|date|gesendet|datum|envoyé(?: le)?|enviad[oa](?: el| em)?|fecha|data|inviato|verzonden|sendt|dato"
    r"|skickat|wysłano|дата|отправлено|送信日時|送信日|日時|日付|发送时间|发送日期|日期|時間|时间|寄件日期|傳送時間"
    r"|보낸 ?(?:날짜|일시|시간)|날짜|odesláno|lähetetty|tarih|küldve)"
    r"|(?P<to>to|an|à|a|para|aan|til|till|do|кому|宛先|あて先|受信者|送信先|收件人|收件者"
    r"|받는 ?사람|받는이|komu|kime|címzett)"
    r"|(?P<copy>b?cc|kopie|kopi|kopia|копия|抄送|副本|참조|dw|cópia)"
    r"|(?P<subject>subject|betreff|objet|asunto|assunto|oggetto|onderwerp|emne|ämne|temat|тема|件名|題名|標題|タイトル|主题"
    r"|主題|主旨|제목|předmět|konu|tárgy|aihe)"
    r"|(?P<answers>reply-to|返信先|organi[sz]ation|importance|重要度|priority|antwort an)"
    r")[　\s]{0,20}[*_]{0,2}\s{0,3}[:：]",
    re.IGNORECASE,
)
_BARE = re.compile(r"\s{0,8}(?:(?P<to>to|宛先|あて先|an)|(?P<subject>subject|件名|betreff))\s{0,8}", re.IGNORECASE)

_ADDRESS = re.compile(r"[^\s@<>()]{1,64}@[^\s@<>()]{1,120}")
_DATE = re.compile(
    r"\d{4}\s?[-./年년]|\b\d{1,2}[-./]\d{1,2}[-./]\d{2,4}|\b\d{1,2}[:.h時]\d{2}|\d{1,2}\.? [^\W\d]{3,12}\.?,? \d{2,4}"
    r"|[^\W\d]{3,12}\.? \d{1,2},? \d{4}|\b\d{1,2}(?:st|nd|rd|th) ",
    re.IGNORECASE,
)
_STARTS = re.compile(
    r"[-\s*]{0,16}(?:(?:on|at|am|le|el|op|den|il|em|w dniu|w dn\.|dnia|dne|på|pe|d\.|в|у|ngày|pada|於|在|quoting)[\s:]"
    r"|\(?\d{1,4}\.?\s?[-./年년: ]|[^\W\d]{2,14}[.,]{0,2} (?:den |d\. )?\d{1,2}\b)",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(r"\s{0,4}\d{4}\s?[-./年년]\s?\d{1,2}")
_VERB = (
    r"wrote|writes|sent|schrieb|geschrieben|a écrit|escribió|escribio|ha scritto|escreveu|schreef|geschreven"
    r"|skrev|skriver"
    r"|kirjoitti|napisał(?:\(a\)|/a|a)?|nadesłał(?:\(a\))?|pisze|napsal(?:\(a\)|a)?|написал(?:\(а\)|а)?|пишет|писал|пише"
    r"|ezt írta|şunu yazdı|yazdı|a scris|έγραψε|đã viết|menulis"
    r"|写道|寫道|님이 ?(?:작성(?:하였습니다|했습니다)?|쓴 글|씀)"
    r"|(?:さん(?:は|が)|は|に)?書きました|のメッセージ|のメール|送信"
)
_ENDS = re.compile(rf"(?:{_VERB})[^\S\n]{{0,3}}(?:[:：]|-{{2,}})?[-\s]{{0,40}}", re.IGNORECASE)
_VERB_THEN_NAME = re.compile(
    r"\b(?:schrieb|skrev|schreef|skriver|ha scritto|napsal\(a\)|napisał\(a\))\s", re.IGNORECASE
)
_NAMED = re.compile(r"<[^\s@<>]{1,64}@[^\s@<>]{1,120}>\s{0,3}[:：]\s{0,3}$")
_NOTES = re.compile(r".{1,80}? ?-{3} ?\d{4}/\d{1,2}/\d{1,2} \d{1,2}:\d{2}(?::\d{2})? ?-{3}.{0,200}")


def begins(lines: Sequence[str], at: int) -> bool:
    """Whether a head of quoted text begins at a line.

    Args:
        lines: of a mail.
    """
    line = lines[at].strip()
    if not line or len(line) > _LONGEST:
        return False
    if _SEPARATOR.fullmatch(line) or _FORWARDED.fullmatch(line) or re.fullmatch(r"_{10,}", line):
        return True
    return _is_block(lines, at) or _is_of_notes(lines, at) or _is_sentence(lines, at)


def first_of(lines: Sequence[str], at: int) -> int:
    """The first line that belongs to a head: rules and empty lines above it do."""
    while at and (not lines[at - 1].strip() or _RULE.fullmatch(lines[at - 1].strip())):
        at -= 1
    return at


def _kind(line: str) -> str | None:
    found = _FIELD.match(line[:_LONGEST])
    return found.lastgroup if found else None


def _is_block(lines: Sequence[str], at: int) -> bool:
    if _kind(lines[at]) is None:
        return False
    kinds, block = [], ""
    for place in range(at, min(at + _BLOCK, len(lines))):
        line = lines[place]
        if kind := _kind(line):
            kinds.append(kind)
        elif not _goes_on(lines, place, after=kinds[-1]):
            break
        block += line[:_LONGEST]
    known = set(kinds)
    if kinds[0] == "sender" and _ADDRESSED.search(lines[at][:_LONGEST]):
        return True
    addressed = bool(_ADDRESS.search(block))
    if "sender" in known:
        return len(known) >= 2 and (addressed or "subject" in known or kinds[:3] == ["sender", "sent", "to"])
    return {"subject", "to"} < known or ({"subject", "sent"} <= known and addressed)


_ADDRESSED = re.compile(r"[:：][^@]{0,200}[^\s@]@[^\s@]")
"""A line of a sender with an address: a head by itself."""


def _goes_on(lines: Sequence[str], at: int, *, after: str) -> bool:
    """Whether a line without a name belongs to a block: a long list of recipients, or an empty line between two."""
    line = lines[at]
    if not line.strip():
        return at + 1 < len(lines) and _kind(lines[at + 1]) is not None
    return line[0] in " \t" or (after in ("to", "copy") and bool(_ADDRESS.search(line[:_LONGEST])))


def _is_of_notes(lines: Sequence[str], at: int) -> bool:
    """Notes: "Name---date---subject" in one line, or names and dates in lines above bare words "To" and "Subject"."""
    if _NOTES.fullmatch(lines[at]):
        return True
    few = [line[:_LONGEST] for line in lines[at : at + _BLOCK]]
    if not (_ADDRESS.search(few[0]) or "/" in few[0]) or not any(map(_DATE.search, few[:3])):
        return False
    return {found.lastgroup for line in few if (found := _BARE.fullmatch(line))} >= {"to", "subject"}


def _is_sentence(lines: Sequence[str], at: int, *, later: bool = False) -> bool:
    """Whether a sentence of up to four lines begins a quotation.

    Args:
        later: it is asked about a line below another that may begin it, so that none further below is.
    """
    joined = ""
    for count in range(min(_MOST_LINES, len(lines) - at)):
        line = lines[at + count]
        if not line.strip() or MARKED.match(line) or len(joined) + len(line) > _LONGEST:
            return False
        if count and not later and _STARTS.match(line) and _is_sentence(lines, at + count, later=True):
            return False  # the head begins there; what stands above is somebody's own
        joined = f"{joined} {line.strip()}".strip()
        if _is_whole(joined, before_marked=_stands_above_marked(lines, at + count)):
            return True
    return False


def _stands_above_marked(lines: Sequence[str], at: int) -> bool:
    following = next((line for line in lines[at + 1 : at + 4] if line.strip()), "")
    return bool(MARKED.match(following))


def _is_whole(said: str, *, before_marked: bool) -> bool:
    """Whether a sentence says that somebody wrote what follows."""
    addressed, dated = bool(_ADDRESS.search(said)), bool(_DATE.search(said))
    colon = said.rstrip("-* ").endswith((":", "："))
    verb = _ends_with_a_verb(said)
    if _YEAR_FIRST.match(said):
        return verb or (addressed and (colon or before_marked)) or (colon and before_marked)
    if _STARTS.match(said):
        certain = addressed or dated or before_marked
        named = dated and bool(_NAMED.search(said))
        return certain and (verb or named or (colon and bool(_VERB_THEN_NAME.search(said))))
    if before_marked and dated and colon and _ENDS.search(said):
        return True
    return verb and (addressed or before_marked or "書きました" in said or said.startswith("--"))


def _ends_with_a_verb(said: str) -> bool:
    """Whether it ends so, with a colon or without a word of another kind after it."""
    tail = said[-60:]
    found = next((found for found in _ENDS.finditer(tail) if found.end() == len(tail)), None)
    if found is None:
        return False
    return said.rstrip()[-1] in ":：-" or found[0].strip().endswith(("書きました", "のメール", "のメッセージ", "送信"))
