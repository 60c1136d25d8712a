// The list of messages: from the page's own <template>, text as text, in the order of seq.

const PLACE = /\[(\w+)\]/g;
const fill = (text, values) => text.replace(PLACE, (_, name) => values[name] ?? "");

function crest(element, message, side) {
  element.classList.add(side);
  if (!message.avatar || !document.getElementById(`i-${message.avatar}`)) {
    element.textContent = [...(message.class || message.name)][0] ?? "";
    return;
  }
  const space = "http://www.w3.org/2000/svg";
  const picture = document.createElementNS(space, "svg");
  picture.setAttribute("class", "ic");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `#i-${message.avatar}`);
  picture.append(use);
  element.replaceChildren(picture);
}

const gone = (message) => message.state === "removed" || message.state === "hidden";

export function openList(data, root) {
  const list = root.querySelector("ol.chat");
  const known = new Map();
  for (const item of list.querySelectorAll("[data-seq]")) {
    known.set(item.id.slice(2), { item, seq: Number(item.dataset.seq) });
  }
  const lang = document.documentElement.lang;
  const dayOf = (at) => new Date(at).toLocaleDateString("en-CA", { timeZone: data.zone });
  let lastDay = data.lastDay;

  const template = (name) => document.getElementById(`talk-${name}`);
  const isMine = (message) => message.author === data.me && !message.class;

  function states(item, message, mine) {
    let shown = message.state;
    if (shown === "visible") shown = mine && data.pupil ? "seen" : "";
    if (shown === "held" && !mine) shown = "yours";
    for (const line of item.querySelectorAll("[data-state]")) {
      line.hidden = line.dataset.state !== shown;
      if (shown === "returned" && !line.hidden) {
        const words = line.querySelector("span");
        words.textContent = fill(words.textContent, { reason: message.reason });
      }
    }
  }

  function buttons(item, message, mine) {
    const { id, author, state, school } = message;
    for (const button of item.querySelectorAll("[name]")) button.value = id ?? "";
    const show = (name, shown, href) => {
      const part = item.querySelector(`[data-part="${name}"]`);
      if (!part) return;
      part.hidden = !shown;
      if (href) part.href = href;
    };
    const stays = id && !gone(message);
    const own = author === data.me;
    show("remove", stays && own);
    show("hide", stays && state === "visible" && !own);
    show("decide", state === "held" && school === data.school);
    show("tell", id, `${data.tell}?about=${id}`);
    show("again", state === "returned" && mine, `?again=${id}#body`);
  }

  function made(message) {
    const mine = isMine(message);
    const item = template(mine ? "mine" : "theirs").content.firstElementChild.cloneNode(true);
    const put = (name, text) => {
      const part = item.querySelector(`[data-part="${name}"]`);
      if (part) part.textContent = text;
    };
    const side = message.school === data.school ? "us" : "them";
    const place = message.class
      ? fill(data.typed, { place: message.place, name: message.name })
      : message.place;
    put("author", message.class || message.name);
    put("place", place);
    const timeZone = message.zone;
    put(
      "at",
      new Date(message.at).toLocaleTimeString("en-GB", {
        hour: "2-digit",
        minute: "2-digit",
        timeZone,
      }),
    );
    put("text", gone(message) ? data[message.state] : message.body);
    item.querySelector('[data-part="bubble"]').classList.add(side);
    const avatar = item.querySelector('[data-part="avatar"]');
    if (avatar) crest(avatar, message, side);
    item.classList.add(gone(message) ? "removed" : message.state);
    states(item, message, mine);
    buttons(item, message, mine);
    return item;
  }

  function line(message) {
    const item = template("line").content.firstElementChild.cloneNode(true);
    item.firstElementChild.textContent = fill(data[message.kind], {
      name: message.name,
      school: message.school_name,
    });
    return item;
  }

  function dayLine(at) {
    const day = dayOf(at);
    if (day === lastDay) return;
    lastDay = day;
    const item = template("line").content.firstElementChild.cloneNode(true);
    const options = { weekday: "short", day: "numeric", month: "long", timeZone: data.zone };
    item.firstElementChild.textContent =
      day === dayOf(Date.now()) ? data.today : new Date(at).toLocaleDateString(lang, options);
    list.insertBefore(item, list.querySelector(".waiting, .sending, .failed"));
  }

  /** Puts an item where its seq belongs; what waits to be sent stays at the end. */
  function place(item, seq) {
    let after = null;
    for (const other of known.values()) {
      if (other.seq && other.seq > seq && (!after || other.seq < after.seq)) after = other;
    }
    list.insertBefore(item, after?.item ?? list.querySelector(".waiting, .sending, .failed"));
  }

  return {
    /** Shows a message as it stands now; gives whether it was not here before. */
    show(message) {
      const before = known.get(message.id);
      const pending = known.get(message.key);
      this.drop(message.key);
      if (before && before.changed >= message.changed) return false;
      const item = message.kind === "text" ? made(message) : line(message);
      item.id = `m-${message.id}`;
      item.dataset.seq = message.seq;
      const kept = { item, seq: message.seq, changed: message.changed };
      if (before && before.seq === message.seq) {
        before.item.replaceWith(item);
      } else {
        before?.item.remove();
        known.delete(message.id);
        if (message.seq > this.last()) dayLine(message.at);
        place(item, message.seq);
      }
      known.set(message.id, kept);
      root.querySelector("[data-empty]")?.remove();
      return !before && !pending;
    },
    /** Shows what is still on this device only. */
    wait(message, state) {
      const { key, body } = message;
      const before = known.get(key);
      const item = made({
        author: data.me,
        school: data.school,
        at: message.at,
        body,
        state,
        name: "",
        kind: "text",
      });
      item.dataset.key = key;
      if (before) before.item.replaceWith(item);
      else list.append(item);
      known.set(key, { item, seq: 0 });
      return item;
    },
    drop(key) {
      known.get(key)?.item.remove();
      known.delete(key);
    },
    last: () => Math.max(0, ...[...known.values()].map((one) => one.seq)),
  };
}
