// Live parts: <div id="turn" data-refresh="/links/…?part=turn" data-every="60"> is asked for again and replaced
// by the element with the same id in the answer. Only while the page is seen, never while the person is inside it.
// Any other part with an id is asked for, from its own page, when it gets the event "refresh".

import { parsePage } from "./parse.js";

const EVERY_SECONDS = 60;

function isBusy(element) {
  return document.hidden || navigator.onLine === false || element.contains(document.activeElement);
}

export function mount(root, onReplaced) {
  const timers = [];

  async function refresh(id) {
    const element = document.getElementById(id);
    if (!element || isBusy(element)) return;
    try {
      const answer = await fetch(element.dataset.refresh ?? "", {
        headers: { Accept: "text/html", "X-Poll": "1" },
      });
      if (!answer.ok || answer.redirected) return;
      const page = parsePage(await answer.text());
      const fresh = document.adoptNode(page.getElementById(id));
      if (!fresh || isBusy(element) || fresh.isEqualNode(element)) return;
      bringIcons(page);
      element.replaceWith(fresh);
      onReplaced(fresh);
    } catch {
      // The line is gone; the next round tries again.
    }
  }

  for (const element of root.querySelectorAll("[data-refresh][id]")) {
    const seconds = Number(element.dataset.every) || EVERY_SECONDS;
    timers.push(setInterval(refresh, seconds * 1000, element.id));
  }
  root.addEventListener("refresh", ({ target }) => refresh(target.id));
  return () => timers.forEach(clearInterval);
}

/** The icons that the new part shows and this page does not carry yet. */
function bringIcons(page) {
  const carried = document.querySelector("svg[hidden]:last-of-type");
  for (const symbol of page.querySelectorAll("svg[hidden] > symbol")) {
    if (!document.getElementById(symbol.id)) carried?.append(document.adoptNode(symbol));
  }
}
