"""Automatic answers and receipts without a head that says so: told by how programs begin the subject, or by a sentence
in which they say it (RFC 3834 and RFC 8098 ask for a head; many systems write none).

After Exchange and Outlook in fifteen languages, Gmail, iCloud, Notes, Thunderbird, Yahoo! JAPAN, Xserver and Sakura.
"""

import re

_ANSWERS = (
    r"automatic reply|auto[- ]?(?:matic)?[- ]?(?:reply|response|responder)|auto(?=:)|automated (?:reply|response)"
    r"|自動(?:返信|応答|送信|配信)(?:メール|のお知らせ)?|automatische (?:antwort|beantwortung)|réponse automatique"
    r"|respuesta automática|resposta automática|risposta automatica|automatisch antwoord|autosvar|automatiskt? svar"
    r"|automaattinen vastaus|автоматический ответ|автоответ|автовідповідь|autoodpowiedź|automatyczna odpowiedź"
    r"|odpowiedź automatyczna|automatická odpověď|automatikus válasz|otomatik yanıt|αυτόματη απάντηση|trả lời tự động"
    r"|自动(?:回复|答复)|自動回(?:覆|復)|자동 ?(?:회신|응답|답장)"
)
_ABSENCES = (
    r"out[- ]of[- ](?:the[- ])?office(?: (?:auto)?reply)?|ooo|不在(?:通知|連絡|応答|のお知らせ|返信)|외출 ?중|부재 ?중"
    r"|abwesenheits(?:notiz|meldung|nachricht)|abwesend|außer haus|message d.absence|absente? du bureau"
    r"|absence du bureau|fuera de (?:la )?oficina|fora do escritório|ausência temporária|fuori (?:sede|ufficio)"
    r"|afwezig(?:heidsbericht)?|niet aanwezig|frånvaro(?:meddelande)?|fravær(?:smelding)?|ikke til stede"
    r"|poissaolo(?:viesti)?|nieobecność|нет на месте"
)
"""A person may begin a subject so as well."""
_RECEIPTS = (
    r"read|not read|開封済み|開封確認|開封通知|gelesen|ungelesen|lu|non lu|leído|lido|lida|letto|gelezen|læst|läst|lest"
    r"|luettu"
    r"|прочитано|прочтено|przeczytano|přečteno|okundu|已读|已讀|읽음|read receipt"
    r"|lesebestätigung|accusé de (?:lecture|réception)|confirmação de leitura|conferma di lettura"
)
_MARK = r"\s{0,3}(?:[:：\-–]|[]】）)]|$)"
_ANSWER = re.compile(rf"\s{{0,3}}[\[【（(]?\s?(?:{_ANSWERS}){_MARK}", re.IGNORECASE)
_ABSENCE = re.compile(rf"\s{{0,3}}[\[【（(]?\s?(?:{_ABSENCES}){_MARK}", re.IGNORECASE)
_RECEIPT = re.compile(rf"\s{{0,3}}[\[【]?(?:(?:{_RECEIPTS})\s{{0,3}}[:：]|return receipt\b)", re.IGNORECASE)
_LONGEST_RECEIPT = 600  # characters, and it bears a time
_TIME = re.compile(r"\d{1,2}[:.時]\d{2}")

_SAYS_SO = re.compile(
    r"\bthis (?:e-?mail |message |reply )?(?:is|was|has been) (?:an? )?auto(?:mated|matic|matically|-)?[ -]?(?:ally )?"
    r"(?:generated|sent|reply|response|answer|e-?mail|message)"
    r"|(?:これは|(?:この|本|当)(?:メール|メッセージ|返信)は)[^。\n]{0,30}自動(?:で|的に)?(?:返信|応答|送信|配信|生成|的)"
    r"|dies(?:e nachricht)? (?:ist eine|wurde) automatisch|ceci est (?:une réponse|un message) automatique"
    r"|est[ea] es (?:una respuesta|un mensaje) automátic|esta é uma (?:resposta|mensagem) automática"
    r"|quest[ao] è un[ao]? ?(?:risposta|messaggio) automatic|dit is een automatisch"
    r"|это (?:письмо|сообщение)?\s?(?:является )?автоматическ|to jest (?:wiadomość|odpowiedź)[^.\n]{0,20}automatyczn"
    r"|det(?:te|ta) (?:er|är) (?:et|ett) automatisk|(?:这是|此邮件为|本邮件为?|此信为)[^。\n]{0,20}自动(?:回复|发送)"
    r"|(?:這是|此郵件為)[^。\n]{0,20}自動(?:回覆|回復)|이 ?(?:메일|메시지)은? ?자동",
    re.IGNORECASE,
)


def is_answer(subject: str) -> bool:
    """Whether a subject begins as programs begin that of a vacation notice; "Re:" before it is a person's answer."""
    return bool(_ANSWER.match(subject))


def may_be_answer(subject: str) -> bool:
    """Whether a subject begins with a word of absence, as that of a notice does; a person may have written it."""
    return bool(_ABSENCE.match(subject))


def is_receipt(subject: str, text: str) -> bool:
    """Whether a mail is a receipt in words that another one was read: a short text with a time, and a known subject."""
    return bool(len(text) <= _LONGEST_RECEIPT and _TIME.search(text) and _RECEIPT.match(subject))


def says_so(own: str) -> bool:
    """Whether a sentence says that the mail is an automatic one.

    Args:
        own: without what it quotes: our own letters may say so.
    """
    return bool(_SAYS_SO.search(own))
