// The answer to a POST in the history. No browser keeps it (no-store), so that Back to it would show the browser's own
// error, and Reload would send it again. Its entry becomes its address instead, whose GET is the form, or the page that
// what was done belongs to: where something was refused, and everywhere in the console.
const refused = performance.getEntriesByType("navigation")[0]?.responseStatus >= 400;
const TYPED = "main :is(textarea, input:not([type=hidden], [type=checkbox], [type=radio], [type=file]))";

if (refused || location.pathname.startsWith("/console/")) {
  history.replaceState(null, "", location.href);
  // A browser puts back what was typed where it is not what the page came with. Here it came with what was typed before.
  // It is set as it stands, first: so it is typed, and whoever is typing already keeps their place in it.
  for (const field of document.querySelectorAll(TYPED)) {
    const { value } = field;
    field.value = value;
    field.defaultValue = "";
  }
}
