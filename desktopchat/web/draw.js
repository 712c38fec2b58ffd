// Draws what the state holds. What people wrote becomes text nodes and nothing else, so it can't
// become part of the page. Rows are kept as long as what they show is the same: a screen reader
// then hears of a message once.

import { fold, names } from "./conversation.js";
import { language, tr } from "./words.js";

const EMOJI = ["👍", "❤️", "😂", "😮", "😢", "🎉"];
const HUES = 12;
const TOGETHER = 5 * 60 * 1000; // milliseconds in which messages of one person have one head
const NEAR = 80; // pixels from an end at which one counts as being there

const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" });
const longDay = new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long", year: "numeric" });

const byId = (id) => document.getElementById(id);

/** A new element: make("a", {href: …, class: …}, child or text, …). */
function make(kind, attributes = {}, ...children) {
  const one = document.createElement(kind);
  for (const [key, value] of Object.entries(attributes))
    if (typeof value === "function") one.addEventListener(key, value);
    else if (value !== false && value !== undefined) one.setAttribute(key, value === true ? "" : value);
  one.append(...children.filter((child) => child !== null));
  return one;
}

function dayOf(time) {
  const day = new Date(time).toDateString(), now = Date.now();
  if (day === new Date(now).toDateString()) return tr("today");
  return day === new Date(now - 86400000).toDateString() ? tr("yesterday") : longDay.format(time);
}

/** Which colour a name has: the same as in the window (CRC-32 of the name). */
function hue(nick) {
  let sum = -1;
  for (const byte of new TextEncoder().encode(nick.toLowerCase())) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (0xedb88320 & -(sum & 1));
  }
  return ((sum ^ -1) >>> 0) % HUES;
}

const counted = (n) => tr(n === 1 ? "count1" : "count", { n });

function initial(nick) {
  return [...nick.matchAll(/[\p{L}\p{N}]/gu)][0]?.[0].toUpperCase() ?? "?";
}

/** A text with its links; only what is http can be one. */
function words(text) {
  const parts = [];
  let at = 0;
  for (const found of text.matchAll(/https?:\/\/[^\s<>"']+/gi)) {
    const url = found[0].replace(/[.,;:!?)\]}，。；：！？）]+$/u, "");
    if (!URL.canParse?.(url)) continue;
    parts.push(text.slice(at, found.index), make("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, url));
    at = found.index + url.length;
  }
  return [...parts, text.slice(at)];
}

export class View {
  /** act: what buttons do, by name; see app.js. */
  constructor(state, act) {
    this.state = state;
    this.act = act;
    this.rows = new Map(); // key -> {item, sign}
    this.open = ""; // the id of the message whose actions are shown
    this.shown = null;
    this.scroll = byId("scroll");
    this.lines = byId("lines");
    this.log = byId("log");
    this.scroll.addEventListener("scroll", () => {
      if (this.scroll.scrollTop < NEAR) this.act.older();
      this.#markNewest();
    }, { passive: true });
    document.documentElement.lang = language;
    for (const one of document.querySelectorAll("[data-word]")) one.textContent = tr(one.dataset.word);
    for (const one of document.querySelectorAll("[data-label]")) one.setAttribute("aria-label", tr(one.dataset.label));
    byId("newest").textContent = `↓ ${tr("newest")}`;
  }

  get atEnd() {
    return this.scroll.scrollHeight - this.scroll.scrollTop - this.scroll.clientHeight < NEAR;
  }

  toEnd() {
    this.scroll.scrollTop = this.scroll.scrollHeight;
  }

  draw(phase) {
    const { state } = this;
    const here = state.here;
    this.#state(phase);
    byId("place").textContent = state.title || "DesktopChat";
    document.title = this.#heading(here);
    this.#lists(here);
    if (!here) return;
    const shown = here.room ? here.name.replace(/^#/, "") : here.name;
    byId("title").textContent = shown;
    byId("topic").textContent = here.topic;
    byId("leave").textContent = tr(here.room ? "leave" : "close");
    byId("leave").hidden = here.room && fold(here.name) === fold(state.firstRoom);
    byId("text").placeholder = tr("message", { name: shown });
    byId("text").setAttribute("aria-label", tr("message", { name: shown }));
    this.scroll.setAttribute("aria-label", tr("log", { name: shown }));
    this.lines.setAttribute("aria-label", tr("log", { name: shown }));
    this.#people(here);
    this.#typing();
    this.#log(here, shown);
  }

  #heading(here) {
    const unread = [...this.state.places.values()].reduce((sum, one) => sum + one.unread(this.state.nick).count, 0);
    const name = here?.name.replace(/^#/, "") ?? "DesktopChat";
    return unread ? `(${unread}) ${name}` : name;
  }

  #state(phase) {
    const waiting = this.state.outbox.length;
    const text = phase === "open" ? this.state.notes.join(" ")
      : waiting ? tr("kept", { n: waiting }) : tr("reconnecting");
    const line = byId("state");
    if (line.textContent !== text) line.textContent = text;
  }

  #lists(here) {
    const places = [...this.state.places.values()];
    const row = (place) => {
      const { count, named } = place.unread(this.state.nick);
      return this.#choice(place.name.replace(/^#/, ""), () => this.act.show(place.name), {
        current: place === here, count, named,
      });
    };
    fill("rooms", places.filter((one) => one.room).map(row));
    const direct = places.filter((one) => !one.room);
    byId("directly").hidden = !direct.length;
    fill("direct", direct.map(row));
    const others = this.state.rooms.filter((one) => !this.state.places.has(fold(one.name)));
    byId("more").hidden = !others.length;
    fill("others", others.slice(0, 100).map((one) =>
      this.#choice(one.name.replace(/^#/, ""), () => this.act.join(one.name), { detail: counted(one.people) })));
    const elsewhere = places.filter((one) => one !== here).map((one) => one.unread(this.state.nick));
    const n = elsewhere.reduce((sum, one) => sum + one.count, 0);
    byId("elsewhere").hidden = !n;
    byId("elsewhere").textContent = n;
    byId("elsewhere").className = elsewhere.some((one) => one.named) ? "badge named" : "badge";
    byId("open-side").setAttribute("aria-label", n ? `${tr("rooms")}: ${tr("unreadCount", { n })}` : tr("rooms"));
  }

  #choice(name, click, { current = false, count = 0, named = false, detail = "" } = {}) {
    const badge = count ? make("span", { class: named ? "badge named" : "badge", "aria-label": tr("unreadCount", { n: count }) }, String(count)) : null;
    const more = detail ? make("span", { class: "quiet" }, detail) : null;
    return make("li", {}, make("button", { class: count ? "choice fresh" : "choice", "aria-current": current && "true", click },
      make("span", { class: "label", dir: "auto" }, name), badge, more));
  }

  #people(here) {
    const all = [...here.people.values()].sort((one, other) => one.nick.localeCompare(other.nick, language));
    const rank = (one) => (one.sign.includes("~") ? 0 : one.sign.includes("@") ? 1 : 2);
    all.sort((one, other) => rank(one) - rank(other));
    byId("open-people").hidden = !here.room;
    byId("open-people").textContent = counted(all.length);
    fill("persons", all.map(({ nick, sign }) => {
      const mine = this.state.isMe(nick);
      const role = sign.includes("~") ? tr("owner") : sign.includes("@") ? tr("operator") : mine ? tr("you") : "";
      return make("li", {}, make("button", {
        class: "choice", disabled: mine, title: mine ? undefined : tr("goDirect", { name: nick }), click: () => this.act.show(nick),
      }, this.#disc(nick), make("span", { class: "label", dir: "auto" }, nick), make("span", { class: "quiet" }, role)));
    }));
  }

  #disc(nick) {
    return make("span", { class: `disc d${hue(nick)}`, "aria-hidden": "true" }, initial(nick));
  }

  #typing() {
    const [a, b, ...more] = this.state.writers;
    const text = !a ? "" : !b ? tr("typing1", { a }) : more.length ? tr("typingMany") : tr("typing2", { a, b });
    if (byId("typing").textContent !== text) byId("typing").textContent = text;
  }

  // The log

  #log(here, shown) {
    const { scroll, log } = this;
    const other = this.shown !== here;
    const end = other || this.atEnd;
    const below = scroll.scrollHeight - scroll.scrollTop;
    const first = here.entries[0]?.id;
    const earlier = !other && first !== this.first && this.first !== undefined;
    // What was there before one came is not news.
    this.lines.setAttribute("aria-live", other || earlier || here.asked ? "off" : "polite");
    if (other) {
      log.replaceChildren();
      this.rows.clear();
      this.open = "";
    }
    const wanted = this.#items(here);
    const keys = new Set(wanted.map(({ key }) => key));
    for (const [key, { item }] of this.rows)
      if (!keys.has(key)) {
        item.remove();
        this.rows.delete(key);
      }
    let after = null;
    for (const { key, sign, build } of wanted) {
      let row = this.rows.get(key);
      if (row?.sign !== sign) {
        const item = build();
        const focused = row?.item.contains(document.activeElement);
        if (row) row.item.replaceWith(item);
        row = { item, sign };
        this.rows.set(key, row);
        if (focused) item.querySelector("button")?.focus({ preventScroll: true });
      }
      const place = after ? after.nextSibling : log.firstChild;
      if (row.item !== place) log.insertBefore(row.item, place);
      after = row.item;
    }
    byId("above").textContent = here.asked?.kind === "BEFORE" ? tr("older")
      : !here.entries.length && !wanted.length ? (here.asked ? "" : tr("empty"))
      : here.whole && here.room ? tr("beginning", { name: shown }) : "";
    if (end) this.toEnd();
    else if (earlier) scroll.scrollTop = scroll.scrollHeight - below;
    [this.shown, this.first] = [here, first];
    this.#markNewest();
    if (scroll.scrollTop < NEAR && !here.asked) this.act.older();
  }

  #markNewest() {
    byId("newest").hidden = this.atEnd;
  }

  /** What the log shows: {key, sign: changes with what is shown, build}. */
  #items(here) {
    const items = [];
    let before = null, day = "";
    const waiting = this.state.outbox.filter((one) => one.kind === "say").map((one) => [one, "waiting"]);
    const failed = this.state.failed.map((one) => [one, "failed"]);
    const unsent = [...failed, ...waiting].filter(([one]) => fold(one.target) === fold(here.name));
    const all = [
      ...here.entries.map((entry) => [entry, ""]),
      ...unsent.map(([one, status]) => [{ ...one, id: "", nick: this.state.nick, own: true }, status]),
    ];
    for (const [entry, status] of all) {
      const today = dayOf(entry.time);
      if (today !== day) {
        items.push({ key: `day ${today}`, sign: "", build: () => make("li", { class: "day" }, today) });
        [day, before] = [today, null];
      }
      const head = !before || fold(before.nick) !== fold(entry.nick) || entry.time - before.time > TOGETHER || Boolean(entry.replyTo);
      const row = this.#row(here, entry, status, head);
      items.push(row);
      before = entry;
      if (here.newFrom && entry.id === here.newFrom && here.lastId !== here.newFrom) {
        items.push({ key: "new", sign: "", build: () => make("li", { class: "new" }, tr("unread")) });
        before = null;
      }
    }
    return items;
  }

  #row(here, entry, status, head) {
    const gone = here.gone.has(entry.id);
    const text = gone ? tr("deleted") : here.textOf(entry);
    const edited = !gone && entry.id && here.isEdited(entry);
    const reactions = gone ? [] : here.reactionsOf(entry.id);
    const about = entry.replyTo ? here.find(entry.replyTo) : null;
    const quote = about && !here.gone.has(about.id) ? [about.nick, here.textOf(about)] : null;
    const open = Boolean(entry.id) && this.open === entry.id;
    const mine = this.state.mayChange(entry);
    const named = !entry.own && names(text, this.state.nick);
    const key = entry.id || entry.label;
    const sign = JSON.stringify([text, gone, edited, reactions, quote, open, mine && open, named, status, entry.failure, head]);
    const build = () => {
      const time = make("time", { datetime: new Date(entry.time).toISOString() }, clock.format(entry.time));
      const name = make("span", { class: head ? `name h${hue(entry.nick)}` : "name hidden", dir: "auto" }, entry.nick);
      const said = make("div", { class: "said", dir: "auto" }, ...(gone ? [text] : words(text)),
        edited ? make("span", { class: "quiet" }, ` (${tr("edited")})`) : null);
      const body = make("div", { class: "body" },
        make("div", { class: "head" }, name, time),
        quote ? this.#quote(entry.replyTo, quote) : null,
        said,
        reactions.length ? this.#reactions(entry, reactions) : null,
        status ? this.#unsent(entry, status) : null,
        open && !gone ? this.#actions(entry, text, mine) : null);
      const toggle = entry.id && !gone ? make("button", {
        class: "icon dots", "aria-label": tr("actions"), "aria-expanded": String(open), click: () => this.toggle(entry.id),
      }, "⋯") : null;
      const classes = ["row", head && "first", named && "mention", gone && "gone", status, entry.action && "action", open && "open"];
      return make("li", { class: classes.filter(Boolean).join(" "), "data-id": entry.id },
        head ? this.#disc(entry.nick) : make("span", { class: "gap" }), body, toggle);
    };
    return { key, sign, build };
  }

  toggle(id) {
    this.open = this.open === id ? "" : id;
    this.act.redraw();
    const row = this.rows.get(id)?.item;
    row?.querySelector(".dots")?.focus({ preventScroll: true });
    row?.querySelector(".actions")?.scrollIntoView({ block: "nearest" });
  }

  #quote(id, [nick, text]) {
    const short = text.length > 120 ? `${text.slice(0, 120)}…` : text;
    return make("button", {
      class: "quote", "aria-label": tr("answers", { name: nick, text: short }),
      click: () => this.rows.get(id)?.item.scrollIntoView({ block: "center" }),
    }, make("b", { class: `h${hue(nick)}`, dir: "auto" }, nick), " ", short);
  }

  #reactions(entry, reactions) {
    return make("div", { class: "reactions" }, ...reactions.map(([emoji, nicks]) => make("button", {
      class: "reaction", "aria-pressed": String(nicks.some((one) => this.state.isMe(one))),
      "aria-label": tr("reacted", { emoji, n: nicks.length, names: nicks.join(", ") }), title: nicks.join(", "),
      click: () => this.act.react(entry.id, emoji),
    }, make("span", { class: "emoji" }, emoji), ` ${nicks.length}`)));
  }

  #unsent(entry, status) {
    if (status === "waiting") return make("div", { class: "quiet" }, tr("sending"));
    return make("div", { class: "trouble" }, tr("failed", { why: entry.failure }), " ",
      make("button", { class: "text", click: () => this.act.retry(entry.label) }, tr("again")),
      make("button", { class: "text", click: () => this.act.forget(entry.label) }, tr("remove")));
  }

  #actions(entry, text, mine) {
    const one = (word, click) => make("button", { class: "text", click }, tr(word));
    return make("div", { class: "actions", role: "group", "aria-label": tr("actions") },
      make("div", {}, ...EMOJI.map((emoji) => make("button", {
        class: "icon emoji", "aria-label": tr("react", { emoji }), click: () => { this.open = ""; this.act.react(entry.id, emoji); },
      }, emoji))),
      make("div", {}, one("reply", () => this.act.reply(entry)),
        mine ? one("edit", () => this.act.edit(entry, text)) : null,
        mine ? one("remove", () => this.act.remove(entry)) : null));
  }
}

/** Give a list these rows, and the focus back to the one that had it. */
function fill(id, rows) {
  const list = byId(id);
  const at = [...list.children].findIndex((one) => one.contains(document.activeElement));
  const same = rows.length === list.children.length && rows.every((one, index) => one.isEqualNode(list.children[index]));
  if (same) return; // the rows that are there do the same
  list.replaceChildren(...rows);
  if (at >= 0) (rows[at] ?? rows.at(-1))?.querySelector("button")?.focus();
}
