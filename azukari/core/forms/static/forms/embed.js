// For the organisation's own pages: <script src="https://.../embed.js" defer></script> beside a frame that carries
// data-azukari. It makes the frame as high as its form. No cookie, no storage, nothing is measured or sent anywhere.
(() => {
  const ours = new URL(document.currentScript.src).origin;
  const seen = new WeakSet();
  const frameOf = (source) =>
    [...document.querySelectorAll("iframe[data-azukari]")].find((frame) => frame.contentWindow === source);

  window.addEventListener("message", ({ source, origin, data }) => {
    if (origin !== ours) return;
    const frame = frameOf(source);
    if (!frame) return;
    if (data?.azukari === "ready") {
      source.postMessage({ azukari: "hello" }, ours);
    } else if (data?.azukari === "size" && Number.isFinite(data.height)) {
      frame.height = Math.min(Math.max(Math.ceil(data.height), 160), 40000);
      if (!data.fresh) return;
      const edge = frame.getBoundingClientRect().top;
      if (!seen.has(frame)) seen.add(frame); // the form's first page must not move the page around it
      else if (Number.isFinite(data.top)) window.scrollBy(0, edge + data.top - 16);
      else if (edge < 0) window.scrollBy(0, edge - 16);
    }
  });
})();
