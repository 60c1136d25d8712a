// The line to the server: a socket that makes it quick, and plain HTTP that always works.
// Answers are {ok, data} or {ok, error: {code, text}}; a line that is gone rejects.

import { io } from "socket.io-client";

const ANSWER_MS = 20_000;
const LONGEST_WAIT_MS = 30_000;

/** A refusal that the same message would meet again; anything else is tried again. */
export function isFinal(answer) {
  const passing = ["busy", "slow_down", "broken", "signed_out", "no_room"];
  return !answer.ok && !passing.includes(answer.error.code);
}

async function asJson(url, options) {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), ANSWER_MS);
  try {
    const headers = { Accept: "application/json", "X-Poll": 1 };
    const answer = await fetch(url, { headers, signal: limit.signal, ...options });
    return { status: answer.status, body: await answer.json() };
  } finally {
    clearTimeout(timer);
  }
}

export function openLine(data, form, { onPush, onState }) {
  const socket = io({
    transports: ["websocket", "polling"],
    tryAllTransports: true,
    auth: { sign_in: data.signIn },
    reconnectionDelayMax: LONGEST_WAIT_MS,
    timeout: ANSWER_MS,
  });
  socket.on("connect", () => onState(true));
  socket.on("disconnect", (reason) => {
    onState(false);
    if (reason === "io server disconnect") socket.connect();
  });
  socket.on("connect_error", () => onState(false));
  socket.on("messages:new", onPush);
  socket.on("messages:changed", onPush);

  function bySocket({ key, body, classId }) {
    const payload = { room: data.room, key, body };
    if (classId) payload.class_id = classId;
    return socket.timeout(ANSWER_MS).emitWithAck("messages:send", payload);
  }

  async function byForm({ key, body, classId }) {
    const fields = new FormData();
    fields.set("csrf_token", form.elements.csrf_token.value);
    fields.set("key", key);
    fields.set("body", body);
    if (classId) fields.set("class_id", classId);
    return (await asJson(form.action, { method: "POST", body: fields })).body;
  }

  return {
    send: (message) => (socket.connected ? bySocket(message) : byForm(message)),
    async changes(after) {
      const { status, body } = await asJson(`${data.events}?after=${after}`);
      if (status === 200) return body;
      throw Object.assign(new Error(status), { status });
    },
    isLive: () => socket.connected,
    again: () => socket.connect(),
    close: () => socket.close(),
  };
}
