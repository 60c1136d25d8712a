// A room, live: what the page shows, kept current; what is typed, sent once, whatever the line does.

import { isFinal, openLine } from "./line.js";
import { openList } from "./list.js";
import { newKey, openStore } from "./store.js";
import { openVoice } from "./voice.js";

const EVERY_MS = 60_000;
const EVERY_WITHOUT_SOCKET_MS = 8_000;
const LONGEST_BACK_OFF_MS = 30_000;
const NEAR_THE_END_PX = 160;

export function mount(root) {
  const data = root.dataset;
  const form = document.querySelector("[data-compose]");
  const button = document.querySelector("[data-fresh-button]");
  const voice = openVoice(
    data,
    root.querySelector("[role=log]"),
    root.querySelector("[data-status]"),
  );
  const list = openList(data, root);
  const store = openStore(data.signIn, data.room);
  const signal = new AbortController();
  const listen = (target, name, act) =>
    target?.addEventListener(name, act, { signal: signal.signal });

  let upto = Number(data.after);
  let unseen = 0;
  let catching = null;
  let asked = false;
  let sending = false;
  let wanted = false;
  let tries = 0;
  let lastAt = 0;
  let stopped = false;
  let timer;

  // reading

  const isAtEnd = () =>
    window.innerHeight + window.scrollY >= document.documentElement.scrollHeight - NEAR_THE_END_PX;

  function toEnd() {
    window.scrollTo({ top: document.documentElement.scrollHeight, behavior: "instant" });
    unseen = 0;
    showUnseen();
  }

  function showUnseen() {
    if (!button) return;
    button.hidden = unseen === 0;
    button.lastElementChild.textContent = data.fresh.replace("[count]", unseen);
  }

  function take(message) {
    const wasAtEnd = isAtEnd();
    const isNew = list.show(message);
    if (message.author === data.me) store.done(message.key);
    else if (isNew && message.kind === "text" && message.body) {
      voice.heard(message);
      if (!wasAtEnd) unseen += 1;
    }
    if (wasAtEnd) toEnd();
    else showUnseen();
    if (isNew && message.kind !== "text") recount();
  }

  /** Somebody came or went: who can read this is asked for again (ui/refresh.js). */
  function recount() {
    for (const part of document.querySelectorAll("[data-readers]"))
      part.dispatchEvent(new Event("refresh", { bubbles: true }));
  }

  /** What changed since, as it stands now; one round at a time, and another if asked meanwhile. */
  function catchUp() {
    asked = true;
    catching ??= (async () => {
      try {
        while (asked && !stopped) {
          asked = false;
          const found = await line.changes(upto);
          for (const message of found.items) take(message);
          asked ||= found.more;
          upto = found.upto;
        }
      } catch (error) {
        if (error.status === 401) signedOut();
        else if (error.status === 403 || error.status === 404) location.reload();
      } finally {
        catching = null;
      }
    })();
    return catching;
  }

  function onPush({ room, seq, message }) {
    if (room !== data.room) return;
    if (!message) return location.reload(); // who may write, or who may be seen, was changed
    if (seq > upto + 1) catchUp();
    if (seq === upto + 1) upto = seq;
    take(message);
  }

  function onState(isLive) {
    const line = isLive ? "live" : "gone";
    if (data.line === line) return; // each try to come back says again that the line is gone
    data.line = line;
    if (isLive) {
      catchUp();
      flush();
    }
    plan();
  }

  function plan() {
    clearTimeout(timer);
    if (stopped) return;
    const every = line.isLive() ? EVERY_MS : EVERY_WITHOUT_SOCKET_MS;
    timer = setTimeout(
      async () => {
        if (!document.hidden) await catchUp();
        flush();
        plan();
      },
      every * (0.75 + Math.random() / 2),
    );
  }

  function signedOut() {
    stopped = true;
    line.close();
    voice.status(data.signedOut);
    document.dispatchEvent(new Event("signed-out")); // whose a pupil's page is now (ui/still.js)
  }

  // writing

  async function onSubmit(event) {
    event.preventDefault();
    event.stopImmediatePropagation();
    const body = form.elements.body.value.trim();
    if (!body) return;
    lastAt = Math.max(lastAt + 1, Date.now());
    const message = {
      key: newKey(),
      room: data.room,
      body,
      at: lastAt, // keeps the order, however quick one is
      classId: form.elements.class_id?.value || "",
    };
    form.elements.body.value = "";
    await store.add(message);
    voice.status(stopped ? data.signedOut : "");
    show(message); // a promise: from here on a closed tab loses nothing
    toEnd();
    store.keepDraft(form.elements.body.value); // none, or what was typed meanwhile
    flush();
  }

  /** Sends what waits, one after the other, until the line is gone; the same key each time. */
  async function flush() {
    wanted = true;
    if (sending || stopped) return;
    sending = true;
    try {
      while (wanted && navigator.onLine) {
        wanted = false;
        for (const message of await store.waiting()) if (!message.no) await send(message);
      }
    } catch {
      await rest();
    } finally {
      sending = false;
    }
  }

  async function send(message) {
    list.wait(message, "sending");
    const answer = await line.send(message);
    if (answer.ok) {
      tries = 0;
      await store.done(message.key);
      take(answer.data.message);
      voice.status(data.sent);
    } else if (isFinal(answer)) {
      message.no = answer.error.text;
      await store.add(message);
      show(message);
      voice.status(message.no);
    } else {
      if (answer.error.code === "signed_out") signedOut();
      throw new Error(answer.error.code);
    }
  }

  async function showWaiting() {
    for (const message of await store.waiting()) show(message);
  }

  /** The line is gone: everything waits, and is tried again a little later each time. */
  async function rest() {
    await showWaiting();
    if (stopped) return;
    voice.status(data.offline);
    tries += 1;
    setTimeout(flush, Math.min(1000 * 2 ** tries, LONGEST_BACK_OFF_MS));
  }

  /** What is on this device only. What the server says no to stays, with the reason. */
  function show(message) {
    const item = list.wait(message, message.no ? "failed" : "waiting");
    if (!message.no) return;
    item.querySelector('[data-state="failed"] span').textContent = message.no;
    const retry = item.querySelector('[data-part="retry"]');
    retry.hidden = !form;
    retry.addEventListener("click", () => {
      const box = form.elements.body;
      box.value = `${box.value}\n${message.body}`.trim();
      box.focus();
      store.keepDraft(box.value);
      store.done(message.key);
      list.drop(message.key);
    });
  }

  async function begin() {
    if (data.newest && !location.hash.startsWith("#m")) toEnd(); // else at the message that is meant
    await store.forgetOthers();
    await showWaiting();
    const box = form?.elements.body;
    if (box && !box.value) box.value = await store.draft();
    flush();
  }

  const line = openLine(data, form, { onPush, onState });
  listen(form, "submit", onSubmit);
  listen(form?.elements.body, "input", () => store.keepDraft(form.elements.body.value));
  listen(form?.elements.body, "keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && !data.pupil) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  listen(button, "click", toEnd);
  listen(window, "scroll", () => unseen && isAtEnd() && toEnd());
  listen(window, "online", () => {
    line.again();
    catchUp();
    flush();
  });
  listen(document, "visibilitychange", () => document.hidden || catchUp());
  listen(window, "focus", () => catchUp());
  listen(root.querySelector("[data-check]"), "click", (event) => {
    if (!data.newest || stopped) return;
    event.preventDefault();
    catchUp().then(toEnd);
  });
  listen(window, "beforeunload", (event) => {
    if (
      stopped &&
      root.isConnected &&
      (root.querySelector(".waiting") || form?.elements.body.value)
    )
      event.returnValue = data.signedOut; // the next page, of another sign-in, forgets these words
  });
  begin();
  plan();

  return () => {
    stopped = true;
    clearTimeout(timer);
    signal.abort();
    voice.stop();
    line.close();
  };
}
