// The list of a day goes on where the network breaks off: who came is noted on the page, and sent when the network is
// back. Nothing is stored on the device; what waits is gone with the page, so leaving it asks first. Without this script
// each button sends its form by itself.
const PATIENCE = 15000;
const TOKEN = "csrfmiddlewaretoken";
const roll = document.querySelector("[data-roll]");
const waiting = new Map(); // by sign-up: the form, and what its last button said
const status = document.createElement("p");
status.setAttribute("role", "status");
let sending = false;
let refused; // the form, and what it said, of the last that was not taken
let token; // of the session that is open now, where it is not the page's own

class SignedOut extends Error {}

if (roll) {
  roll.before(status);
  roll.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.action.endsWith("/attend/")) return;
    event.preventDefault();
    const said = new FormData(form, event.submitter);
    waiting.set(said.get("sign_up"), [form, said]);
    mark(form);
    send();
  });
  for (const name of ["online", "focus"]) addEventListener(name, send);
  setInterval(send, 20000);
  addEventListener("beforeunload", (event) => {
    if (waiting.size) event.preventDefault();
  });
}

async function send() {
  if (sending || !waiting.size) return;
  sending = true;
  let answer;
  try {
    for (const [id, [form, said]] of [...waiting]) {
      answer = await post(form, said);
      if (new URL(answer.url).searchParams.get("done") === "wrong") refused = [form, said];
      if (waiting.get(id)[1] === said) waiting.delete(id);
    }
  } catch (error) {
    status.textContent = error instanceof SignedOut ? roll.dataset.signedOut : roll.dataset.offline;
  }
  sending = false;
  if (waiting.size || !answer) return;
  if (refused) sendByItself(...refused);
  else location.assign(answer.url);
}

// What was typed is shown once, on the answer to the form: the page that this script fetched has used it up.
function sendByItself(form, said) {
  const all = document.createElement("form");
  all.method = "post";
  all.action = form.action;
  all.hidden = true;
  for (const [name, value] of said) all.append(Object.assign(document.createElement("input"), { name, value }));
  document.body.append(all);
  all.submit();
}

// Whoever signed in again has another session, which takes nothing by the token of the page.
async function post(form, said) {
  if (token) said.set(TOKEN, token);
  const back = new URL("../", form.action).pathname;
  let answer = await ask(form.action, { method: "POST", body: said });
  if (new URL(answer.url).pathname === back) return answer;
  const page = await ask(back);
  if (new URL(page.url).pathname !== back) throw new SignedOut();
  const fresh = new DOMParser().parseFromString(await page.text(), "text/html");
  token = fresh.querySelector(`main [name=${TOKEN}]`)?.value;
  if (token) said.set(TOKEN, token);
  answer = await ask(form.action, { method: "POST", body: said });
  if (new URL(answer.url).pathname !== back) throw new SignedOut();
  return answer;
}

function ask(url, how) {
  return fetch(url, { ...how, signal: AbortSignal.timeout(PATIENCE) });
}

function mark(form) {
  const line = form.closest("li");
  if (line.querySelector("[data-noted]")) return;
  const note = document.createElement("p");
  note.dataset.noted = "";
  note.className = "small";
  note.textContent = roll.dataset.noted;
  line.firstElementChild.append(note);
}
