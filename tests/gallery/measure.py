"""What a machine can see of a page: too wide, without a heading, a word of the other language, a date in pieces."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

_LOOK = r"""
(lang) => {
  const found = {foreign: [], raw: [], slips: [], squeezed: [], broken: [], wide: [], wrapped: []};
  const excess = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (excess > 0) {
    for (const element of document.querySelectorAll("main *, header *, footer *")) {
      const box = element.getBoundingClientRect();
      if (box.right > document.documentElement.clientWidth + 1 && box.width) {
        found.wide.push(element.tagName.toLowerCase() + (element.className ? "." + element.className : ""));
      }
    }
  }
  const other = lang === "ja"
    ? /[A-Za-z]{2,}(?:[ ’'-]+[A-Za-z]{2,})+|[A-Za-z]{4,}/
    : /[\u3041-\u30fe\u4e00-\u9fff]/;
  const raw = /\b\d{4}-\d{2}-\d{2}\b|\b[a-z]+(?:[_.][a-z_]+)+\b/;
  const slip = /^(?:None|True|False)$|\bundefined\b|\{\{|%\(|\bown-access\b/;
  const date = /\d{4}年\d{1,2}月\d{1,2}日|\d{1,2} [A-Z][a-z]{2,8} \d{4}|\d{1,2}:\d{2}|\d+-\d{4}/g;
  const unseen = (element) =>
    element && (getComputedStyle(element).clipPath !== "none" || unseen(element.parentElement));
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode, parent = node.parentElement, words = node.textContent.trim();
    if (words === "azukari" || !words || !parent.getClientRects().length) continue;
    if (parent.closest("script,style,template,noscript,svg")) continue;
    const spoken = (parent.closest("[lang]") || {lang: ""}).lang;
    const quoted = parent.closest("code,pre,kbd,samp,textarea,dfn");
    if (!quoted && spoken.startsWith(lang) && other.test(words)) found.foreign.push(words.slice(0, 90));
    if (!quoted && raw.test(words)) found.raw.push(words.slice(0, 90));
    if (!quoted && slip.test(words)) found.slips.push(words.slice(0, 90));
    const whole = document.createRange();
    whole.selectNodeContents(node);
    const boxes = [...whole.getClientRects()], size = parseFloat(getComputedStyle(parent).fontSize);
    const widest = Math.max(...boxes.map((box) => box.width));
    if (!unseen(parent) && boxes.length > 1 && words.length > 1 && widest < 1.5 * size) {
      found.squeezed.push(words.slice(0, 30));
    }
    for (const match of node.textContent.matchAll(date)) {
      const range = document.createRange();
      range.setStart(node, match.index);
      range.setEnd(node, match.index + match[0].length);
      const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.top)));
      if (lines.size > 1) found.broken.push(match[0]);
    }
  }
  const gap = /\S{0,20}。 \S{1,20}/g; // what somebody typed may have one
  const apart = /\S{0,20}[\u3041-\u30ff\u4e00-\u9fff] \([^)A-Za-z]*\)/g; // an English name may stand in brackets
  if (lang === "ja") {
    found.slips.push(...(document.body.innerText.match(gap) || []), ...(document.body.innerText.match(apart) || []));
  }
  for (const button of document.querySelectorAll("main button, main .button")) {
    const seen = document.createTreeWalker(button, NodeFilter.SHOW_TEXT), tops = [];
    while (seen.nextNode()) {
      if (unseen(seen.currentNode.parentElement)) continue;
      const words = document.createRange();
      words.selectNodeContents(seen.currentNode);
      tops.push(...[...words.getClientRects()].filter((box) => box.width > 0 && box.height > 0));
    }
    const least = Math.min(...tops.map((box) => box.bottom)), most = Math.max(...tops.map((box) => box.top));
    const words = button.innerText.trim();
    if (most > least && words && !button.closest(".plain")) found.wrapped.push(words);
  }
  const heights = [...document.querySelectorAll("main button, main .button")]
    .map((button) => Math.round(button.getBoundingClientRect().height)).filter(Boolean);
  return {
    ...found, excess,
    headings: document.querySelectorAll("h1").length,
    title: document.title,
    height: document.documentElement.scrollHeight,
    buttons: [...new Set(heights)].sort((a, b) => a - b),
  };
}
"""

_FOCUS = r"""
() => {
  document.activeElement?.blur();
  const unseen = [], all = "a[href]:not(.skip),button,input,select,textarea,summary";
  const of = (subject) => {
    const style = getComputedStyle(subject);
    return [style.outlineStyle, style.outlineWidth, style.boxShadow].join();
  };
  for (const element of [...document.querySelectorAll(all)].slice(0, 80)) {
    if (element.type === "hidden" || element.disabled || !element.getClientRects().length) continue;
    const named = element.id && document.querySelector(`label[for="${element.id}"]`);
    const label = element.closest("label") || named || element;
    const before = of(element) + of(label);
    element.focus();
    if (document.activeElement === element && of(element) + of(label) === before) {
      unseen.push(element.outerHTML.slice(0, 90));
    }
    element.blur();
  }
  scrollTo(0, 0);
  return unseen;
}
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found on one page at one width; an empty one has nothing to say.

    Args:
        excess: pixels by which the page is wider than its window.
        height: pixels.
        troubles: sentences for the report.
    """

    excess: int
    height: int
    troubles: Sequence[str]


def look(page: Page, lang: str) -> Seen:
    """Measure the page as it stands."""
    told: Mapping[str, Any] = page.evaluate(_LOOK, lang)
    troubles = [
        *([f"too wide by {told['excess']} px: {', '.join(told['wide'][:4])}"] if told["excess"] > 0 else []),
        *([f"{told['headings']} first headings"] if told["headings"] != 1 else []),
        *([] if told["title"].strip() else ["no title"]),
        *(f"other language: {words}" for words in dict.fromkeys(told["foreign"])),
        *(f"raw: {words}" for words in dict.fromkeys(told["raw"])),
        *(f"slip: {words}" for words in dict.fromkeys(told["slips"])),
        *(f"squeezed: {words}" for words in dict.fromkeys(told["squeezed"])),
        *(f"in pieces: {words}" for words in dict.fromkeys(told["broken"])),
        *(f"two lines: {words}" for words in dict.fromkeys(told["wrapped"])),
        *([f"buttons of {told['buttons']} px"] if len(told["buttons"]) > 3 else []),
        *([f"long: {told['height']} px"] if told["height"] > 9000 else []),
    ]
    return Seen(told["excess"], told["height"], troubles)


_OF_A_WHOLE_PAGE = {"landmark-one-main", "page-has-heading-one", "region"}


def barriers(page: Page, *, part: bool = False) -> list[str]:
    """What axe objects to, and what does not show that it has the focus.

    Args:
        part: whether this stands in a frame of another page.
    """
    results = Axe().run(page, options=_RULES).response["violations"]
    results = [each for each in results if not (part and each["id"] in _OF_A_WHOLE_PAGE)]
    found = [f"axe {v['id']}: {v['nodes'][0]['html'][:120]} ({len(v['nodes'])})" for v in results]
    page.keyboard.press("Tab")
    return found + [f"focus unseen: {element}" for element in page.evaluate(_FOCUS)]
