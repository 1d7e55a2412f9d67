// Inside the frame: tell the page around it how high the form is, so that it needs no scroll bar of its own. Only a page of
// a site that the organisation has named is told, and it is told nothing else. "Ready" says nothing and may go anywhere.

const hosts = (document.body.dataset.hosts ?? "").split(" ").filter(Boolean);

if (window.parent !== window && hosts.length) {
  let host = "";

  const tell = (jump) => {
    if (!host) return;
    const target = jump && (document.querySelector(":target") ?? document.querySelector("#errors"));
    const top = target ? Math.round(target.getBoundingClientRect().top) : null;
    const height = Math.ceil(document.body.getBoundingClientRect().height);
    window.parent.postMessage({ azukari: "size", height, top, fresh: jump }, host);
  };

  window.addEventListener("message", ({ source, origin, data }) => {
    if (source !== window.parent || !hosts.includes(origin) || data?.azukari !== "hello") return;
    host = origin;
    tell(true);
  });
  window.addEventListener("hashchange", () => tell(true));
  new ResizeObserver(() => tell(false)).observe(document.body);

  document.querySelector("#errors")?.focus({ preventScroll: true }); // a browser does not do it by itself in a frame
  let knocks = 0;
  const knock = () => {
    if (host || knocks++ > 40) return;
    window.parent.postMessage({ azukari: "ready" }, "*");
    setTimeout(knock, 250);
  };
  knock();
}
