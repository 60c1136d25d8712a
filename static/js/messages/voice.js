// What a screen reader hears: one line for one new message, one number for many in five seconds;
// the state of one's own messages once, in the status line. Opening a page says nothing.

const TOGETHER_MS = 5000;
const MANY = 4;

export function openVoice(data, log, status) {
  let fresh = [];
  let timer;

  function say(text) {
    const line = document.createElement("p");
    line.textContent = text;
    log.append(line);
    while (log.childElementCount > 20) log.firstElementChild.remove();
  }

  function flush() {
    timer = undefined;
    const rest = fresh.filter((one) => !one.said);
    if (rest.length) say(data[`many-${rest.length}`]);
    fresh = [];
  }

  return {
    heard(message) {
      fresh.push({ said: fresh.length === 0 });
      if (fresh.length === 1)
        say(`${message.class || message.name}, ${message.place}: ${message.body}`);
      else if (fresh.length === MANY) say(data[`many-${MANY}`]);
      if (fresh.length >= MANY) for (const one of fresh) one.said = true;
      timer ??= setTimeout(flush, TOGETHER_MS);
    },
    status(text) {
      if (status.textContent !== text) status.textContent = text;
    },
    stop: () => clearTimeout(timer),
  };
}
