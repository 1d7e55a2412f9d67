"""The walk itself, inside the instance that `python -m tests.gallery` made."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal
from urllib.error import URLError

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "azukari.site.settings")
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps a loop in this thread; no view runs in it
django.setup()

from django.conf import settings  # noqa: E402 - Django is set up first
from django.core.cache import cache  # noqa: E402
from django.core.management import call_command  # noqa: E402
from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright  # noqa: E402

from azukari.shells.self_service import cookie  # noqa: E402
from azukari.shells.staff.middleware import LANGUAGE  # noqa: E402
from tests.browser import ARGUMENTS, CHROMIUM, LOCALES  # noqa: E402
from tests.console import desks  # noqa: E402
from tests.gallery import acts, mails, measure, sheets, stage, stops  # noqa: E402

WIDTHS = (320, 1280)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
BARRIERS = {("ja", 320, "light"), ("en", 1280, "light"), ("ja", 1280, "dark"), ("en", 320, "dark")}
"""Where axe is asked, which takes a second."""
FRAMED = ("console-magazine-preview", "demo-mail-page")
"""What stands in a frame of another page: a letter, which has no main part and no heading of its own."""


@contextmanager
def served(port: int, log: Path) -> Iterator[str]:
    """The instance on its port, without a worker, so that everything stays as it was left."""
    command = [sys.executable, "-P", "-m", "azukari.cli", "serve", "--no-worker", "--port", str(port)]
    with log.open("w", encoding="utf-8") as file:
        server = subprocess.Popen(
            [*command, "--dir", str(settings.AZUKARI.root)], stdout=file, stderr=subprocess.STDOUT
        )
        at = f"http://127.0.0.1:{port}"
        try:
            for _ in range(300):
                try:
                    urllib.request.urlopen(f"{at}/healthz", timeout=5).close()
                    break
                except (URLError, OSError):
                    time.sleep(0.1)
            yield at
        finally:
            server.terminate()
            server.wait(timeout=40)


class Camera:
    """Opens each stop in one language, and keeps what it sees."""

    def __init__(
        self, browser: Browser, at: str, out: Path, lang: str, *, half: bool, looks: Sequence[str], axe: bool = False
    ) -> None:
        self.browser, self.at, self.out, self.lang, self.half, self.looks = browser, at, out, lang, half, looks
        self.axe, self.asked = axe, 0
        self.contexts: dict[str, BrowserContext] = {}
        self.report: list[str] = []

    def context(self, stop: stops.Stop) -> BrowserContext:
        own = stop.own[self.lang] if stop.own else ""
        key = stop.staff or own
        if key not in self.contexts:
            made = self.browser.new_context(locale=LOCALES[self.lang], bypass_csp=True)
            made.set_default_timeout(20_000)
            self.contexts[key] = made
        if stop.staff:
            self.sign_in(self.contexts[key], stop.staff, stop.hand)  # anew, so that no page asks who it is
        if own:  # anew as well: what an email leads to may have closed all pages of somebody
            self.keep(self.contexts[key], cookie.NAME, stage.own_cookie(own), path=f"/{self.lang}/me")
        return self.contexts[key]

    def sign_in(self, context: BrowserContext, email: str, hand: str) -> None:
        client = desks.fresh(stage.member(email), self.lang)
        client = stops.selected_purpose(client, hand) if hand else client
        session = client.session
        session[LANGUAGE] = self.lang
        session.save()
        name = settings.SESSION_COOKIE_NAME
        self.keep(context, name, client.cookies[name].value, path=settings.SESSION_COOKIE_PATH)

    def keep(self, context: BrowserContext, name: str, value: str, *, path: str) -> None:
        """Give a browser a cookie on the path on which the program sets it, so that there is one."""
        context.add_cookies([{"name": name, "value": value, "domain": "127.0.0.1", "path": path}])

    def visit(self, stop: stops.Stop) -> None:
        """Look at one stop in all its variants."""
        page = self.context(stop).new_page()
        try:
            page.set_viewport_size({"width": WIDTHS[0], "height": 900})
            answer = page.goto(f"{self.at}{stop.path[self.lang]}")
            if answer and not answer.headers.get("content-type", "").startswith("text/html"):
                return  # a file
            if stop.act:
                stop.act(page)
            elif answer and answer.status != 200:
                self.say(stop.name, "", f"answers {answer.status}")
            self.look(page, stop.name)
        except Error as error:
            self.say(stop.name, "", f"cannot be looked at: {str(error).splitlines()[0]}")
        finally:
            page.close()

    def show(self, name: str, html: str) -> None:
        """Look at something that has no address."""
        page = self.browser.new_page(locale=LOCALES[self.lang], bypass_csp=True)
        page.set_content(html)
        self.look(page, name, checked=False)
        page.close()

    def look(self, page: Page, name: str, *, checked: bool = True) -> None:
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900 if width > 900 else 640})
            for scheme in SCHEMES:
                if self.half and (width == WIDTHS[0]) == ((scheme == "light") != (self.lang == "ja")):
                    continue
                if self.looks and f"{self.lang}-{width}-{scheme}" not in self.looks:
                    continue
                page.emulate_media(color_scheme=scheme)
                if not self.axe:
                    page.screenshot(path=self.picture(name, width, scheme), full_page=True)
                if checked and (self.lang, width, scheme) in BARRIERS:
                    self.asked += 1
                    for trouble in measure.barriers(page, part=name.startswith(FRAMED)):
                        self.say(name, f"{width} {scheme}", trouble)
            for trouble in () if self.axe else measure.look(page, self.lang).troubles:
                self.say(name, str(width), trouble)

    def picture(self, name: str, width: int, scheme: str) -> Path:
        folder = self.out / f"{self.lang}-{width}-{scheme}"
        folder.mkdir(exist_ok=True)
        return folder / f"{name}.png"

    def say(self, name: str, where: str, trouble: str) -> None:
        line = f"{name} [{self.lang} {where}] {trouble}"
        if line not in self.report:
            self.report.append(line)
            with (self.out / f"report-{self.lang}.txt").open("a", encoding="utf-8") as file:
                file.write(line + "\n")


def main(
    out: Path,
    port: int,
    only: Sequence[str],
    langs: Sequence[str],
    *,
    fresh: bool,
    half: bool,
    looks: Sequence[str],
    axe: bool,
    listed: bool,
) -> int:
    """Play, serve, walk, and lay everything out on sheets. With ``axe`` how much was found, else 0; with ``listed``
    how many pages have no example, and no picture is taken.
    """
    signal.signal(signal.SIGTERM, lambda *_told: sys.exit(1))  # so that the server ends as well
    settings.ALLOWED_HOSTS.append("testserver")  # as Django's own test client calls itself
    call_command("migrate", verbosity=0)
    if fresh:
        stage.play()
    cache.clear()
    letters = mails.mails(settings.AZUKARI.outbox)
    walked = stops.walk([mail.path for mail in letters if mail.path.count("/") > 2])
    (out / "left.txt").write_text("\n".join(walked.left) + "\n", "utf-8")
    if listed:
        return _listed(out, walked)
    chosen = _chosen(walked.stops, only)
    asked, found = 0, list[str]()
    with served(port, out / "server.log") as at, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for lang in (lang for lang in langs if not looks or any(look.startswith(lang) for look in looks)):
            camera = Camera(browser, at, out, lang, half=half, looks=looks, axe=axe)
            _go(camera, chosen, letters, only)
            words = [f"=== {m.name} ({m.lang}) to {m.to}\nSubject: {m.subject}\n\n{m.text}" for m in letters]
            (out / "mails.txt").write_text("\n".join(words), "utf-8")
            asked, found = asked + camera.asked, [*found, *camera.report]
            if not axe:
                _lay_out(out, lang)
    return _told(asked, found) if axe else 0


def _go(camera: Camera, chosen: Sequence[stops.Stop], letters: Sequence[mails.Mail], only: Sequence[str]) -> None:
    """All of one language: pages, letters and what they lead to, and at the end what changes the others."""
    lang = camera.lang
    last = [stop for stop in chosen if lang in stop.path and stop.name.startswith(stops.LAST)]
    for stop in chosen:
        if lang in stop.path and stop not in last:
            camera.visit(stop)
    for mail in letters:
        if mail.lang == lang and (not only or f"mail-{mail.name}".startswith(tuple(only))):
            camera.show(f"mail-{mail.name}", mail.html or f"<pre>{mail.text}</pre>")
            path = stage.asked_anew(mail.name, lang) or mail.path
            for stop in acts.of_a_mail(mail.name, lang, path, mail.to) if path.count("/") > 2 else []:
                camera.visit(stop)
    for stop in last:
        camera.visit(stop)


def _chosen(found: Sequence[stops.Stop], only: Sequence[str]) -> list[stops.Stop]:
    return [stop for stop in (*found, *acts.more()) if not only or stop.name.startswith(tuple(only))]


def _listed(out: Path, walked: stops.Walk) -> int:
    (out / "pages.txt").write_text("\n".join(walked.lines) + "\n", "utf-8")
    print(*walked.forgotten, f"{len(walked.stops)} pages, {len(walked.left)} addresses without one.", sep="\n")
    return len(walked.forgotten)


def _told(asked: int, found: Sequence[str]) -> int:
    told = [line for line in found if "] axe " in line or "] focus " in line or "cannot be looked at" in line]
    print(*told, f"axe was asked {asked} times; {len(told)} findings.", sep="\n")
    return len(told)


def _lay_out(out: Path, lang: str) -> None:
    for width in WIDTHS:
        for scheme in SCHEMES:
            pictures = sorted((out / f"{lang}-{width}-{scheme}").glob("*.png"))
            sheets.make(pictures, out / f"sheet-{lang}-{width}-{scheme}", width=width)


if __name__ == "__main__":
    folder, at_port, names, one, is_fresh, halves, variants, axe_alone, no_walk = sys.argv[1:10]
    told = main(
        Path(folder),
        int(at_port),
        [name for name in names.split(",") if name],
        [one] if one else ["ja", "en"],
        fresh=is_fresh == "1",
        half=halves == "1",
        looks=[look for look in variants.split(",") if look],
        axe=axe_alone == "1",
        listed=no_walk == "1",
    )
    sys.exit(1 if told else 0)
