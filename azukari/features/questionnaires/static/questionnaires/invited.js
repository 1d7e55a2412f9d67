// The invitation: the ticket is drawn here, hidden, signed, and carried to the questionnaire. The address behind the # keeps
// it for this window, so that going back or loading again loses nothing; no server is ever sent what stands there.
import { draw, fromText, toText, unblinded } from "./blind_rsa.js";

const RANDOM = 32;
const form = document.getElementById("draw"), state = document.getElementById("draw-state");
const n = BigInt("0x" + form.dataset.modulus);
let drawn;
document.getElementById("no-script").remove();

function begin(ticket) {
  history.replaceState(null, "", "#" + ticket);
  const onward = document.createElement("form");
  onward.method = "post";
  onward.action = form.dataset.questionnaire;
  for (const [name, value] of [[form.dataset.input, ticket], ["begin", "1"]]) {
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name, value });
    onward.append(input);
  }
  document.body.append(onward);
  onward.submit();
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button");
  if (location.hash.length > 1) return begin(location.hash.slice(1));
  button.disabled = true;
  state.textContent = state.dataset.working;
  try {
    drawn ??= await draw(n, RANDOM); // the same one again, where the answer was lost
    const answer = await fetch(location.pathname, { method: "POST", body: new URLSearchParams({ blinded: toText(drawn.blinded) }) });
    if (answer.status === 409) return void (state.textContent = state.dataset.drawn);
    const ticket = new Uint8Array([...drawn.message, ...unblinded(n, drawn, fromText((await answer.json()).signed))]);
    begin(toText(ticket));
  } catch {
    state.textContent = state.dataset.failed;
  } finally {
    button.disabled = false;
  }
});
