// Every page of the console: search while typing, "/" to get there, and the lock after ten minutes without a hand on anything.
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
  document.addEventListener("keydown", (event) => {
    const busy = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || busy || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    box.focus();
  });
}

const lock = document.querySelector("form[data-lock]");
function rest() {
  clearTimeout(typing);
  typing = setTimeout(() => lock.requestSubmit(), IDLE);
}
if (lock) {
  for (const sign of ["keydown", "pointerdown", "scroll"]) addEventListener(sign, rest, { passive: true });
  rest();
}
