// Starts what a page asks for with data-module="names". A module is mount(element) and gives stop();
// one that breaks does not stop the others. Everything works without it, only less comfortably.

import { mount as draft, watch as drafts } from "./projects/draft.js";
import { mount as chips } from "./ui/chips.js";
import { mount as copy } from "./ui/copy.js";
import { mount as focus } from "./ui/focus.js";
import { mount as menus } from "./ui/menus.js";
import { mount as net } from "./ui/net.js";
import { mount as once } from "./ui/once.js";
import { mount as password } from "./ui/password.js";
import { mount as picture } from "./ui/picture.js";
import { mount as print } from "./ui/print.js";
import { mount as refresh } from "./ui/refresh.js";
import { mount as tabs } from "./ui/tabs.js";
import { mount as toast } from "./ui/toast.js";
import { mount as upload } from "./ui/upload.js";

const MODULES = {
  chips,
  copy,
  draft,
  focus,
  net,
  password,
  picture,
  print,
  tabs,
  toast,
  upload,
};
const running = new Map();

function start(mount, element) {
  try {
    const stop = mount(element);
    running.set(element, [stop, ...(running.get(element) ?? [])]);
  } catch (error) {
    console.error(error);
  }
}

/** Mounts what is inside `root`; again after a partial was replaced. */
function mountAll(root) {
  for (const element of root.querySelectorAll("[data-module]")) {
    if (running.has(element)) continue;
    for (const name of element.dataset.module.split(" ")) {
      if (MODULES[name]) start(MODULES[name], element);
    }
  }
}

function stopGone() {
  for (const [element, stops] of running) {
    if (element.isConnected) continue;
    for (const stop of stops) stop?.();
    running.delete(element);
  }
}

start(menus, document);
start(once, document.documentElement);
start(drafts, document.body);
mountAll(document);
document.addEventListener("replaced", (event) => {
  stopGone();
  mountAll(event.target);
});
start(
  (root) =>
    refresh(root, (partial) => {
      stopGone();
      mountAll(partial.parentNode);
    }),
  document.body,
);
