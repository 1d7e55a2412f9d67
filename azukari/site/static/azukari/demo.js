// The demonstration's mail shows as it arrives: the list is fetched anew every three seconds while somebody looks.
const list = document.querySelector("[data-fresh]");
const look = async () => {
  if (!document.hidden) {
    const answer = await fetch(location.href).catch(() => null);
    const page = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page && page.querySelector("[data-fresh]");
    if (fresh && fresh.innerHTML !== list.innerHTML && !list.contains(document.activeElement)) list.innerHTML = fresh.innerHTML;
  }
  setTimeout(look, 3000);
};
if (list) setTimeout(look, 3000);
