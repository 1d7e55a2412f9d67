// Shows a colour and the words in the two samples while they are typed. Whether a colour can be read, the server says.
const sheet = document.querySelector("link[data-sample]");
const light = document.querySelector("#f-accent");
const dark = document.querySelector("#f-accent_dark");
const colour = /^#[0-9a-f]{6}$/i;
let shown = { light: new URL(sheet.href).searchParams.get("light"), dark: new URL(sheet.href).searchParams.get("dark") };

function show() {
  const wanted = { light: light.value.trim(), dark: dark.value.trim() };
  for (const kind of ["light", "dark"]) if (colour.test(wanted[kind])) shown = { ...shown, [kind]: wanted[kind] };
  const address = new URL(sheet.dataset.sample, location.href);
  address.search = new URLSearchParams(shown);
  if (address.href !== sheet.href) sheet.href = address.href;
}

for (const input of [light, dark]) input.addEventListener("change", show);

const lang = document.documentElement.lang;
for (const place of ["greeting", "footer"]) {
  const text = document.getElementById(`f-${place}.${lang}`);
  text?.addEventListener("input", () => {
    for (const words of document.querySelectorAll(`[data-words=${place}]`)) words.innerText = text.value;
  });
}
