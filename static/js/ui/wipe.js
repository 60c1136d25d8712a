// What pages keep on the device: drafts in this tab, and what waits in a room.

/** Leaves nothing for whoever comes next. While somebody else is signed in, what waits in rooms may be
 * theirs: then the next room forgets what is not (messages/store.js). */
export function wipe(isInUse) {
  try {
    sessionStorage.clear();
  } catch {
    // switched off: nothing is there
  }
  if (!isInUse) indexedDB.deleteDatabase("schoollink-outbox");
}
