// Pages of pupils and of the class door only.

import { mount as pad } from "./ui/pad.js";
import { mount as still } from "./ui/still.js";
import { wipe } from "./ui/wipe.js";

for (const [name, mount] of Object.entries({ pad, still, wipe: () => wipe() })) {
  for (const element of document.querySelectorAll(`[data-module="${name}"]`)) mount(element);
}
