// What stays on the device until it is sent: the outbox and the draft, named after the sign-in.
// A message in it is {key, room, body, classId, at, no}; its key makes every resend the same message,
// and `no` is why the server will not have it.

import { createStore, del, entries, set } from "idb-keyval";

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
    return instead?.();
  }
}

export function openStore(signIn, room) {
  const kept = createStore(NAME, "kept");
  const memory = new Map();
  const mine = `${signIn}:`;
  const outbox = `${mine}${room}:out:`;
  const draft = `${mine}${room}:draft`;

  // Whoever wipes the device does not wait for this page, which goes on in memory.
  tried(() =>
    kept("readonly", ({ transaction: { db } }) => {
      db.onversionchange = () => db.close();
    }),
  );

  const put = (name, value) =>
    tried(
      () => set(name, value, kept),
      () => memory.set(name, value),
    );
  const remove = async (name) => {
    memory.delete(name);
    await tried(() => del(name, kept));
  };
  const all = async () => [...((await tried(() => entries(kept))) ?? []), ...memory];

  return {
    /** What another sign-in left on this device is nobody's any more. */
    async forgetOthers() {
      for (const [name] of await all()) if (!name.startsWith(mine)) await remove(name);
    },
    async waiting() {
      const found = (await all()).filter(([name]) => name.startsWith(outbox));
      return found.map(([, message]) => message).sort((a, b) => a.at - b.at);
    },
    add: (message) => put(outbox + message.key, message),
    done: (key) => remove(outbox + key),
    draft: async () => new Map(await all()).get(draft) ?? "",
    keepDraft: (words) => (words ? put(draft, words) : remove(draft)),
  };
}
