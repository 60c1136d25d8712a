// What pages keep on the device: drafts in this tab, and what waits in a room.

/** Leaves nothing for whoever comes next. An open room holds its store until its page is gone. */
export function wipe() {
  try {
    sessionStorage.clear();
  } catch {
    // switched off: nothing is there
  }
  indexedDB.deleteDatabase("schoollink-outbox");
}
