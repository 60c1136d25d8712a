// Is somebody still there? Who types or taps keeps the sign-in alive; who does not is asked two minutes
// before it is over. Then the page leaves, and nothing of it stays on a tablet that goes round (RP-20, RP-25).

import { wipe } from "./wipe.js";

const TICK_MS = 5_000;
const ASKED_EVERY_MS = 50_000; // with a tick, the answer and a slow line it is said to be a minute
const WARNED_MS = 120_000;

export function mount(element) {
  const { seconds, url } = element.dataset;
  const warning = element.firstElementChild;
  let until = Date.now() + seconds * 1000; // the server's word, as of the last time it was asked
  let asked = Date.now();
  let told = asked;
  let turn = 0;
  let before;

  function leave(isInUse) {
    if (!element.isConnected) return;
    wipe(isInUse);
    document.body.replaceChildren();
    location.replace("/leave"); // there the server says why, and leads on
  }

  function show() {
    const isFar = until - Date.now() > WARNED_MS;
    if (isFar && warning.contains(document.activeElement)) before?.focus();
    warning.hidden = isFar;
  }

  /** How long is left; with a sign that somebody is there it is all of the time again. */
  async function ask(isThere) {
    asked = Date.now();
    turn += 1;
    const mine = turn;
    const headers = { Accept: "application/json" };
    if (isThere) told = asked;
    else headers["X-Poll"] = 1;
    try {
      const answer = await fetch(url, { headers });
      if (answer.status === 401) return leave();
      const { left, last, person } = await answer.json();
      if (answer.ok && person !== document.body.dataset.person) return leave(true);
      if (mine < turn) return; // a newer answer knows better
      if (answer.ok) until = Date.now() + left * 1000;
      warning.querySelector("button").hidden = last;
    } catch {
      if (isThere) until = Date.now() + seconds * 1000; // no line: who types may go on typing
    }
    show();
  }

  /** Nothing is seen until the server says that it goes on: another tab may be in use. */
  async function cover() {
    const { style } = document.body; // it is not taken out of the page, which would lose its place
    if (style.visibility) return;
    style.visibility = "hidden";
    await ask(false);
    if (until <= Date.now()) leave();
    else style.visibility = "";
  }

  function tick() {
    show();
    if (until <= Date.now()) cover();
    else if (!document.hidden && Date.now() - asked >= ASKED_EVERY_MS) ask(false);
  }

  function onSign() {
    if (Date.now() - told >= ASKED_EVERY_MS) ask(true);
  }

  for (const sign of ["input", "keydown", "pointerdown", "click"])
    document.addEventListener(sign, onSign);
  warning.addEventListener("focusin", ({ relatedTarget }) => {
    before = relatedTarget;
  });
  document.addEventListener("signed-out", () => {
    until = 0; // unless the server says that the same pupil came in anew
    cover();
  });
  document.addEventListener("visibilitychange", () => {
    asked = 0; // whoever comes back to this tab may be somebody else
    tick();
  });
  window.addEventListener("pageshow", ({ persisted }) => persisted && cover());
  setInterval(tick, TICK_MS);
}
