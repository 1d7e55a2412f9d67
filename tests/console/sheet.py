"""A page's form as a browser without JavaScript reads it: what it would send if nothing were touched."""

from html.parser import HTMLParser

type Sent = dict[str, list[str]]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.sent: Sent = {}
        self.buttons: list[str] = []
        self.inside = False
        self.area = self.select = ""
        self.text = ""
        self.first_option = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attrs}
        name, value = held.get("name", ""), held.get("value", "")
        if tag == "form":
            self.inside = held.get("class") == "editor"
        if not self.inside:
            return
        if tag == "button" and name == "act":
            self.buttons.append(value)
        elif tag == "input" and name and (held.get("type") not in ("checkbox", "radio") or "checked" in held):
            self.sent.setdefault(name, []).append(value)
        elif tag == "textarea":
            self.area, self.text = name, ""
        elif tag == "select":
            self.select, self.first_option = name, ""
        elif tag == "option":
            if "selected" in held:
                self.sent[self.select] = [value]
            else:
                self.sent.setdefault(self.select, [value])

    def handle_data(self, data: str) -> None:
        if self.area:
            self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.area:
            self.sent.setdefault(self.area, []).append(self.text.removeprefix("\n"))
            self.area = ""
        elif tag == "form":
            self.inside = False


def read(html: str) -> tuple[Sent, list[str]]:
    """What the editor's form would send, and the values of its buttons."""
    reader = _Reader()
    reader.feed(html)
    return reader.sent, reader.buttons
