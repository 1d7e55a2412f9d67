// Every page of the console: search while typing, keys, a word before a text is lost, and the lock after ten minutes without a hand on anything.
const box = document.querySelector(".head-search input[type=search]");
const hits = document.querySelector(".head-search .hits-now");
const PAUSE = 300;
const IDLE = 600000;
let typing, waiting, asking;

function close() {
  clearTimeout(waiting);
  asking?.abort();
  hits.replaceChildren();
}

async function find() {
  asking?.abort();
  asking = new AbortController();
  try {
    const { form } = box;
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-Typing": "1" }, signal: asking.signal });
    hits.innerHTML = answer.ok ? await answer.text() : "";
  } catch (error) {
    if (error.name !== "AbortError") hits.replaceChildren();
  }
}

if (box && hits) {
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    if (box.value.trim()) waiting = setTimeout(find, PAUSE);
    else close();
  });
  box.form.parentElement.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { close(); box.focus(); }
  });
}

// On a phone a button opens the search: its field is ready to be typed into.
const opened = document.getElementById("head-search");
opened?.addEventListener("toggle", (event) => { if (event.newState === "open") box.focus(); });
function toSearch() {
  if (box && !box.checkVisibility()) opened.showPopover();
  box?.focus();
}

// Keys of a single letter, unless their user switched them off: "/" to search, "j" and "k" along the rows of a list, whose links and buttons Enter presses; "o" opens the row in focus, or else the first.
const listed = () => [...document.querySelectorAll("table[data-rows] tbody tr")].map((row) => row.querySelector("th a, th button, td a, td button")).filter(Boolean);
function step(by) {
  const rows = listed();
  const at = rows.indexOf(document.activeElement);
  rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + by, 0), rows.length - 1)]?.focus();
}

const KEYS = { "/": toSearch, j: () => step(1), k: () => step(-1), o: () => (listed().find((row) => row === document.activeElement) ?? listed()[0])?.click() };
if (document.querySelector("[data-keys]")) {
  document.addEventListener("keydown", (event) => {
    const busy = event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
    if (!KEYS[event.key] || busy || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    KEYS[event.key]();
  });
}

// Whoever leaves a page with a text that was typed and not sent is asked by the browser first. The lock waits for nobody.
const unsent = () => [...document.querySelectorAll("main textarea")].filter((text) => text.value !== text.defaultValue);
const lock = document.querySelector("form[data-lock]");
let sending = false;
addEventListener("submit", ({ target }) => { sending = target === lock || unsent().every((text) => text.form === target); });
addEventListener("pageshow", () => { sending = false; });
addEventListener("beforeunload", (event) => { if (!sending && unsent().length) event.preventDefault(); });

// What the lock must not lose: texts that differ from what the page showed. Of an answer to a POST, that is all of them (`azukari/answer.js`).
const LINES = "main form[method=post] :is(textarea, input:not([type]), input:is([type=text], [type=email], [type=tel], [type=url]))";
const begun = () => [...document.querySelectorAll(LINES)].filter((text) => text.value !== text.defaultValue);
const sent = (form) => [...new FormData(form)].filter(([, value]) => typeof value === "string");

// Before it locks, a reply that was begun is kept as its draft, sealed like what it answers.
async function keepDraft({ form, name, value }) {
  const body = new URLSearchParams([...sent(form), [name, value]]);
  const answer = await fetch(form.action, { method: "POST", body, redirect: "manual", signal: AbortSignal.timeout(5000) }).catch(() => null);
  return answer?.type === "opaqueredirect"; // anything else: a colleague kept another one, or it is too long
}

// Whatever else was begun goes along with the lock, and waits, sealed, on the page that answers it.
async function leave() {
  const left = [];
  for (const form of new Set(begun().map((text) => text.form))) {
    const button = form.querySelector("button[data-draft]");
    if (!button || !(await keepDraft(button))) left.push(form);
  }
  const [first, ...others] = left;
  if (first) {
    const also = begun().filter((text) => others.includes(text.form)).map((text, at) => [`also-${at}`, text.value]);
    const add = (name, value) => lock.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    const { pathname, search } = new URL(first.action, location);
    add("begun", new URLSearchParams([...sent(first), ...also]).toString());
    add("begun-to", pathname + search);
    add("begun-at", location.pathname + location.search);
  }
  sending = true;
  lock.submit();
}

lock?.addEventListener("submit", (event) => {
  if (!begun().length) return;
  event.preventDefault();
  leave();
});

function rest() {
  clearTimeout(typing);
  typing = setTimeout(() => lock.requestSubmit(), IDLE);
}
if (lock) {
  for (const sign of ["keydown", "pointerdown", "scroll"]) addEventListener(sign, rest, { passive: true });
  rest();
}
