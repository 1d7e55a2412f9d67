// While somebody writes an issue, the frames below show it as its mail will look: what stands in the form is sent to the
// address of each frame, shown and not kept. Buttons above a text put a block into it. Without this script "Save and
// look" shows the same. While an issue goes, its numbers follow; without this script a link does it.
const PAUSE = 500; // milliseconds without a key
const AGAIN = 3000; // milliseconds until the numbers are asked for once more
const form = document.querySelector("form[data-live]");
let timer;

async function look(frame) {
  if (frame.contentDocument?.URL !== frame.src) { // not there yet: an empty page has our own page's rules for styles
    frame.addEventListener("load", () => look(frame), { once: true });
    frame.loading = "eager";
    return;
  }
  try {
    const answer = await fetch(frame.src, { method: "POST", body: new FormData(form) });
    if (answer.ok && !answer.redirected) frame.contentDocument.documentElement.innerHTML = await answer.text();
  } catch {
    // the next key asks again
  }
}

function lookAll() {
  for (const frame of document.querySelectorAll("details[open] iframe")) look(frame);
}

function put(area, block) {
  const atStart = area.value.slice(0, area.selectionStart).trim() === "";
  area.setRangeText(atStart ? block.trimStart() : block, area.selectionStart, area.selectionEnd, "end");
  area.focus();
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

if (form) {
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(lookAll, PAUSE);
  });
  for (const details of document.querySelectorAll("details[data-lang]")) {
    details.addEventListener("toggle", () => details.open && lookAll());
  }
  for (const bar of form.querySelectorAll("[data-into]")) {
    const area = document.getElementById(bar.dataset.into);
    bar.hidden = false;
    bar.addEventListener("click", (event) => event.target.dataset.put && put(area, event.target.dataset.put));
  }
}

async function follow() {
  const part = document.querySelector("[data-going] [data-part=progress]");
  if (!part) return;
  try {
    const answer = await fetch(location.pathname);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-part=progress]");
    if (answer.ok && fresh) part.replaceChildren(...fresh.childNodes);
    if (fresh && !page.querySelector("[data-going]")) return location.replace(location.pathname); // its buttons change
  } catch {
    // asked again
  }
  setTimeout(follow, AGAIN);
}

setTimeout(follow, AGAIN);
