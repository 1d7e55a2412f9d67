"""Ways out of a magazine, as its mails carry them."""

from tests.mailings.sink import Sink

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def exit_of(server: Sink, address: str) -> str:
    [mail] = [one for one in server.read() if one["To"].addresses[0].addr_spec == address]
    return str(mail["List-Unsubscribe"]).strip("<>").removeprefix("http://localhost")
