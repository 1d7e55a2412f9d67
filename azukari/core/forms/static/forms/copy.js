// A button beside each text that is there to be copied. Without this script the text is selected and copied by hand.
for (const text of document.querySelectorAll("[data-copy]")) {
  text.addEventListener("focus", () => text.select());
  if (!navigator.clipboard) continue;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet";
  button.textContent = text.dataset.copy;
  const status = document.createElement("span");
  status.setAttribute("role", "status");
  status.className = "soft";
  const row = document.createElement("p");
  row.className = "copy";
  row.append(button, " ", status);
  text.after(row);
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text.value);
      status.textContent = text.dataset.copied;
    } catch {
      text.select();
    }
  });
}
