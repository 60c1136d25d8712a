// What stays on the device until it is sent: the outbox and the draft, named after the sign-in.
// A message in it is {key, room, body, classId, at, no}; its key makes every resend the same message,
// and `no` is why the server will not have it.

import { createStore, del, entries, get, set } from "idb-keyval";

const NAME = "schoollink-outbox";

/** A UUID, as browsers name blobs by it (File API); crypto.randomUUID is missing without HTTPS. */
export function newKey() {
  const name = URL.createObjectURL(new Blob());
  URL.revokeObjectURL(name);
  return name.slice(-36);
}

/** Storage that a browser refuses (a private window, say) is kept in memory instead. */
async function tried(act, instead) {
  try {
    return await act();
  } catch {
    return instead();
  }
}

export function openStore(signIn, room) {
  const kept = createStore(NAME, "kept");
  const memory = new Map();
  const mine = `${signIn}:`;
  const outbox = `${mine}${room}:out:`;
  const draft = `${mine}${room}:draft`;

  const put = (name, value) =>
    tried(
      () => set(name, value, kept),
      () => memory.set(name, value),
    );
  const remove = async (name) => {
    memory.delete(name);
    await tried(
      () => del(name, kept),
      () => {},
    );
  };
  const all = async () => [
    ...(await tried(
      () => entries(kept),
      () => [],
    )),
    ...memory,
  ];

  const forget = async (isGone) => {
    for (const [name] of await all()) if (isGone(name)) await remove(name);
  };

  return {
    /** What another sign-in left on this device is nobody's any more. */
    forgetOthers: () => forget((name) => !name.startsWith(mine)),
    async waiting() {
      const found = (await all()).filter(([name]) => name.startsWith(outbox));
      return found.map(([, message]) => message).sort((a, b) => a.at - b.at);
    },
    add: (message) => put(outbox + message.key, message),
    done: (key) => remove(outbox + key),
    draft: async () =>
      memory.get(draft) ??
      (await tried(
        () => get(draft, kept),
        () => "",
      )) ??
      "",
    keepDraft: (words) => (words ? put(draft, words) : remove(draft)),
    forgetAll: () => forget(() => true),
  };
}
