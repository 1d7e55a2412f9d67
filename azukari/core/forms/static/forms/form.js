// What a browser may add to a form that works without it: the proof of work while the person types, the address of a
// postcode in place, and patience with a double click. Nothing is measured, nothing is kept, nobody else is asked.

const work = document.querySelector("[data-challenge]");

function solve() {
  const challenge = JSON.parse(work.dataset.challenge);
  const worker = new Worker(work.dataset.worker);
  worker.onmessage = ({ data: solution }) => {
    worker.terminate();
    if (solution?.derivedKey) work.value = btoa(JSON.stringify({ challenge, solution }));
  };
  worker.postMessage({ type: "work", challenge });
}

if (work && window.Worker && window.crypto?.subtle) {
  // A page with fields begins with the first touch; "check your answers" has none, and begins at once.
  const fields = work.form.querySelector(".field");
  if (fields) work.form.addEventListener("focusin", solve, { once: true });
  else solve();
}

// A double click sends once. Coming back to the page makes it fresh again.
//
// "Check your answers" is the answer to a POST, which no browser keeps (no-store), so that Back after sending would show
// the browser's own error. As soon as it is sent, this entry of the history becomes the form's address: Back leads to
// the form as it is for everybody, and nothing that was typed can be brought back by whoever uses the browser next. A
// browser that shows the page itself again (its back/forward cache) is made to ask anew, and the pages before it, which
// see by the history that theirs was sent, are emptied.
const wasSent = () =>
  (window.navigation?.entries() ?? []).some(
    (entry) => entry.index >= navigation.currentEntry.index && entry.getState()?.sent === location.pathname,
  );

// A form that has told of an error is such an answer, too. Asked for by its address, its first part comes again, and the
// browser puts back what was typed into it; so its entry becomes the address as well. Not in a questionnaire (it has a
// seed), whose first page knows nothing of the later ones. Nor is there more than one part to the forms of one's own
// page, which say so.
const comesAgain = ({ elements, dataset }) =>
  "again" in dataset ||
  (elements.notice && !elements.seed && !elements.draft && (elements["form-page"]?.value ?? "1") === "1" && elements.step?.[0]?.value !== "send");

// Back from a link to a later part of a form, or to "check your answers", would show the browser's own error as well, and
// no entry of the history could say what was typed in all of them. Links of these pages open beside them.
const isLater = ({ elements }) => Number(elements["form-page"]?.value ?? 1) > 1 || elements.step?.[0]?.value === "send";
if ([...document.querySelectorAll("main form")].some(isLater)) {
  for (const link of document.querySelectorAll("a[href]:not([href^='#'])")) Object.assign(link, { target: "_blank", rel: "noopener" });
}

for (const form of document.querySelectorAll("main form")) {
  let sent = "";
  form.addEventListener("submit", (event) => {
    if (sent) return event.preventDefault();
    sent = event.submitter?.value || "something";
    if (sent !== "send" && !comesAgain(form)) return;
    history.replaceState(null, "", location.href);
    if (sent === "send") window.navigation?.updateCurrentEntry({ state: { sent: location.pathname } });
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && sent === "send") location.reload();
    sent = "";
    if (wasSent()) form.reset();
  });
}

// What is asked only after certain answers is shown and hidden at once. Hidden inputs are switched off, so they are not
// sent, and nothing else can depend on them; the blocks stand in the order in which they depend on one another.
const depending = [...document.querySelectorAll("[data-only-if]")];

function decide() {
  for (const block of depending) {
    const values = JSON.parse(block.dataset.values);
    const deciding = [...block.closest("form").elements].filter((input) => input.name === block.dataset.onlyIf);
    const chosen = (input) => !input.disabled && (input.checked || input.matches("select")) && values.includes(input.value);
    block.hidden = !deciding.some(chosen);
    const off = Boolean(block.closest("[hidden]"));
    for (const input of block.querySelectorAll("input, select, textarea, button")) input.disabled = off;
  }
}

if (depending.length) {
  for (const words of document.querySelectorAll("[data-only-if] > [data-words]")) words.remove();
  depending[0].closest("form").addEventListener("change", decide);
  window.addEventListener("pageshow", decide);
  decide();
}

for (const button of document.querySelectorAll("[data-postcode]")) {
  const postcode = document.getElementById(button.dataset.postcode);
  const address = document.getElementById(button.dataset.address);
  const status = button.parentElement.querySelector("[role=status]");
  button.addEventListener("click", async (event) => {
    if (address.value.trim()) return; // joining with what was typed is the server's work
    event.preventDefault();
    let found;
    try {
      const answer = await fetch("/api/v1/addresses", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ postcode: postcode.value }),
      });
      found = (await answer.json()).addresses ?? [];
    } catch {
      button.form.requestSubmit(button); // let the server do it
      return;
    }
    status.textContent = found.length ? "" : status.dataset.unknown;
    if (!found.length) return;
    address.value = found[0];
    if (found.length > 1) status.textContent = `${status.dataset.others} ${found.slice(1).join("、")}`;
    address.focus();
    address.setSelectionRange(address.value.length, address.value.length);
  });
}
