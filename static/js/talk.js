// Live talk, on the pages of rooms only.

import { mount } from "./messages/room.js";

for (const root of document.querySelectorAll("[data-talk]")) mount(root);
