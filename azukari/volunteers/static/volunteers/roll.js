// The list of a day goes on where the network breaks off: who came is noted on the page, and sent when the network is
// back. Nothing is stored on the device; what waits is gone with the page, so leaving it asks first. Without this script
// each button sends its form by itself.
const roll = document.querySelector("[data-roll]");
const waiting = new Map(); // by sign-up: the form, and what its last button said
const status = document.createElement("p");
status.setAttribute("role", "status");
let sending = false;

if (roll) {
  roll.before(status);
  roll.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.action.endsWith("/attend/")) return;
    event.preventDefault();
    const said = new FormData(form, event.submitter);
    waiting.set(said.get("sign_up"), [form, said]);
    send();
  });
  addEventListener("online", send);
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
      answer = await fetch(form.action, { method: "POST", body: said });
      if (new URL(answer.url).pathname !== new URL("../", form.action).pathname) throw new Error("signed out");
      if (waiting.get(id)[1] === said) waiting.delete(id);
    }
  } catch (error) {
    const text = error instanceof TypeError ? roll.dataset.offline : roll.dataset.signedOut;
    status.textContent = text;
    for (const [form] of waiting.values()) mark(form);
  }
  sending = false;
  if (!waiting.size && answer) location.assign(answer.url);
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
