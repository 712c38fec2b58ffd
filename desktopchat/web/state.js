// What there is: conversations, what was said in them, people, and what waits to be sent. No page
// and no connection here: messages go in (`receive`), lines to send come out by `send`.

import { Conversation, fold, isRoom } from "./conversation.js";
import { format } from "./irc.js";

const PAGE = 50, CATCH_UP = 200;
const MOST = 2000; // messages of a conversation in memory, of those that come by themselves
const TYPING_FOR = 6000, TYPING_EVERY = 3000; // milliseconds
const LINE = 350; // bytes of text in one line, which has room for the names in front of it
const SIGNS = "~&@%+";

const bytes = (text) => new TextEncoder().encode(text).length;

/** Lines of a text, each with whether it goes on where the one before ended. */
export function pieces(text) {
  const found = [];
  for (const line of text.split("\n")) {
    let piece = "", goes = false;
    for (const char of line) {
      if (bytes(piece + char) > LINE) {
        found.push([piece, goes]);
        [piece, goes] = ["", true];
      }
      piece += char;
    }
    found.push([piece, goes]);
  }
  return found;
}

export class State {
  /** send(line): whether it went. changed(what): called after each change. now(): milliseconds. */
  constructor({ send, changed = () => {}, now = Date.now, random }) {
    Object.assign(this, { send, changed, now });
    this.run = random ?? hex(16); // the first part of each label: no other page has it
    this.count = 0;
    this.nick = this.wanted = "";
    this.title = "";
    this.firstRoom = "";
    this.places = new Map(); // folded -> Conversation
    this.current = "";
    this.visible = true;
    this.online = false;
    this.visit = 0; // which connection this is; a guest may change what they said by this one alone
    this.outbox = []; // {label, target, lines, text, replyTo, edit, kind, sent, again, visit}
    this.failed = [];
    this.batches = new Map();
    this.rooms = []; // {name, people, topic} of the host, as LIST told last
    this.notes = []; // what went wrong, in the host's words; who shows it takes it out
    this.typed = 0;
  }

  get here() {
    return this.places.get(this.current);
  }

  place(name) {
    const key = fold(name);
    if (!this.places.has(key)) this.places.set(key, new Conversation(name));
    return this.places.get(key);
  }

  isMe(nick) {
    return fold(nick) === fold(this.nick);
  }

  // Keeping, over a page that the phone has thrown away

  save() {
    const rooms = [...this.places.values()].filter((one) => one.room && one.joined).map((one) => one.name);
    const { run, count, current, outbox } = this;
    return JSON.stringify({ run, count, current, rooms, outbox });
  }

  restore(text) {
    let kept;
    try { kept = JSON.parse(text); } catch { return; }
    if (!kept || typeof kept.run !== "string" || !Array.isArray(kept.outbox)) return;
    [this.run, this.count, this.current] = [kept.run, kept.count, kept.current];
    this.outbox = kept.outbox.map((one) => ({ ...one, again: one.again || one.sent, sent: false }));
    for (const name of kept.rooms) this.place(name).wasJoined = true;
  }

  // The connection

  /** The connection is lost: whose fate is not known is sent again, under the same label. */
  offline() {
    this.online = false;
    this.batches.clear();
    for (const one of this.outbox) {
      one.again ||= one.sent;
      one.sent = false;
    }
    for (const one of this.places.values()) {
      one.wasJoined = one.joined || one.wasJoined;
      one.joined = false;
      one.asked = null;
      one.typing.clear();
    }
    this.changed();
  }

  #welcome(nick) {
    this.nick = nick;
    this.wanted ||= nick;
    this.online = true;
    this.visit += 1;
    this.welcomed = false;
  }

  /** What a host is has been told: go where one was, or where newcomers go. */
  #enter() {
    if (this.welcomed) return;
    this.welcomed = true;
    const before = [...this.places.values()].filter((one) => one.room && one.wasJoined);
    for (const one of before) this.join(one.name);
    if (!before.length && this.firstRoom) this.join(this.firstRoom);
    this.send("LIST");
    this.#flush();
  }

  // What one does

  join(name) {
    const room = isRoom(name) ? name : `#${name}`;
    this.send(format("JOIN", [room]));
    return room;
  }

  leave(place) {
    if (place.room && place.joined) this.send(format("PART", [place.name]));
    this.#remove(place);
  }

  #remove(place) {
    this.places.delete(fold(place.name));
    if (this.current === fold(place.name)) this.show([...this.places.values()][0]?.name ?? "");
    this.changed();
  }

  /** Look at a conversation from now on. */
  show(name) {
    if (this.here) this.here.newFrom = "";
    this.current = fold(name);
    if (!name) return;
    const place = this.place(name);
    place.newFrom = place.unread(this.nick).count ? place.readId : "";
    this.read();
  }

  /** The newest is seen. */
  read() {
    if (this.visible && this.here) this.here.readId = this.here.lastId || this.here.readId;
    this.changed();
  }

  look(visible) {
    if (visible && !this.visible && this.here?.unread(this.nick).count) this.here.newFrom = this.here.readId;
    this.visible = visible;
    if (visible) this.read();
  }

  say(text, replyTo = "") {
    this.#queue({ kind: "say", target: this.here.name, text, replyTo });
  }

  edit(id, text) {
    this.#queue({ kind: "edit", target: this.here.name, text, edit: id });
  }

  remove(id) {
    this.#queue({ kind: "remove", target: this.here.name, edit: id });
  }

  /** Give a reaction, or take one's own back. */
  react(id, emoji) {
    const mine = this.here.reactions.get(id)?.get(`${emoji} ${fold(this.nick)}`)?.on;
    this.#queue({ kind: mine ? "unreact" : "react", target: this.here.name, text: emoji, replyTo: id });
  }

  /** One is writing; active is false once there is nothing more. */
  type(active) {
    const at = this.now();
    if (!this.here || !this.online || (active ? at - this.typed < TYPING_EVERY : !this.typed)) return;
    this.typed = active ? at : 0;
    this.send(format("TAGMSG", [this.here.name], { "+typing": active ? "active" : "done" }));
  }

  /** Ask for what was said before. */
  older() {
    const place = this.here;
    if (!place || place.whole || place.asked || !place.joined || !place.oldest) return;
    this.#ask(place, "BEFORE", `msgid=${place.oldest}`, PAGE);
    this.changed();
  }

  retry(label) {
    const at = this.failed.findIndex((one) => one.label === label);
    if (at < 0) return;
    const [one] = this.failed.splice(at, 1);
    this.#queue({ ...one, label: "" });
  }

  forget(label) {
    this.failed = this.failed.filter((one) => one.label !== label);
    this.changed();
  }

  #ask(place, kind, from, limit) {
    place.asked = { kind, limit };
    this.send(format("CHATHISTORY", [kind, place.name, from, String(limit)]));
  }

  #queue(item) {
    const { kind, target, text = "", replyTo = "", edit = "" } = item;
    if (kind === "say") this.typed = 0;
    const label = `${this.run}-${(this.count += 1)}`;
    this.outbox.push({ label, kind, target, text, replyTo, edit, sent: false, again: false, time: this.now() });
    this.#flush();
    this.changed();
  }

  /** Send what waits for the conversations that one is in. */
  #flush() {
    if (!this.online || !this.welcomed) return;
    for (const one of this.outbox) {
      if (one.sent || (isRoom(one.target) && !this.places.get(fold(one.target))?.joined)) continue;
      one.sent = linesOf(one).every((line) => this.send(line));
      if (!one.sent) return;
    }
  }

  #settle(label, failure = "") {
    const at = label ? this.outbox.findIndex((one) => one.label === label) : -1;
    if (at < 0) return null;
    const [one] = this.outbox.splice(at, 1);
    if (failure && one.kind === "say") this.failed.push({ ...one, failure });
    return one;
  }

  // What comes

  receive(message) {
    const batch = this.batches.get(message.tags.batch);
    if (message.command === "BATCH") this.#batch(message);
    else if (batch && batch.type !== "labeled-response") batch.messages.push(message);
    else this.#take(batch ? { ...message, tags: { ...message.tags, label: batch.tags.label } } : message);
    this.changed();
  }

  #batch({ params, tags, nick, source }) {
    const name = params[0].slice(1);
    if (params[0][0] === "+") {
      this.batches.set(name, { type: params[1], params: params.slice(2), tags, nick, source, messages: [] });
      return;
    }
    const batch = this.batches.get(name);
    this.batches.delete(name);
    if (!batch) return;
    const outer = this.batches.get(batch.tags.batch);
    if (batch.type === "draft/multiline") {
      const said = { command: "PRIVMSG", nick: batch.nick, source: batch.source, tags: { ...batch.tags } };
      const text = batch.messages.reduce((all, one, at) =>
        all + (at && !("draft/multiline-concat" in one.tags) ? "\n" : "") + (one.params[1] ?? ""), "");
      said.params = [batch.params[0], text];
      if (outer && outer.type !== "labeled-response") outer.messages.push(said);
      else {
        said.tags.label ??= outer?.tags.label;
        this.#take(said);
      }
    } else if (batch.type === "chathistory") this.#history(batch);
    else if (batch.type === "labeled-response") this.#settle(batch.tags.label);
  }

  #history({ params, messages }) {
    const place = this.places.get(fold(params[0]));
    if (!place) return;
    const asked = place.asked ?? {};
    place.asked = null;
    const fresh = !place.entries.length;
    for (const one of messages) if (["PRIVMSG", "NOTICE", "TAGMSG", "REDACT"].includes(one.command)) this.#said(one);
    const first = messages.find((one) => one.tags.msgid)?.tags.msgid;
    if (first && (!place.oldest || first < place.oldest)) place.oldest = first;
    if (asked.kind === "BEFORE" && !messages.length) place.whole = true;
    if (asked.kind === "LATEST") {
      if (!messages.length) place.whole = true;
      if (fresh) place.readId = place.lastId;
    }
    const last = messages.findLast((one) => one.tags.msgid)?.tags.msgid;
    if (asked.kind === "AFTER" && messages.length >= asked.limit && last)
      this.#ask(place, "AFTER", `msgid=${last}`, CATCH_UP);
    if (this.current === fold(place.name) && this.visible) place.readId = place.lastId;
  }

  #take(message) {
    const { command, params, tags, nick } = message;
    const on = this[`on${command}`];
    if (on) on.call(this, message);
    else if (command === "PRIVMSG" || command === "NOTICE" || command === "TAGMSG" || command === "REDACT") {
      this.#settle(tags.label);
      if (nick.includes(".") && command === "NOTICE") return; // the host's own words
      this.#said(message);
      if (this.visible && this.here && !this.here.asked) this.here.readId = this.here.lastId || this.here.readId;
    } else if (command === "FAIL" || /^[45]\d\d$/.test(command)) {
      if (["422"].includes(command)) return;
      const settled = this.#settle(tags.label, params.at(-1));
      // What was deleted before its answer came is deleted all the same.
      if (settled?.kind === "remove" && settled.again) return;
      if (!settled || settled.kind !== "say") this.notes.push(params.at(-1));
    }
  }

  on001({ params }) {
    this.#welcome(params[0]);
  }

  on005({ params }) {
    for (const word of params.slice(1, -1)) {
      const at = word.indexOf("=");
      const value = word.slice(at + 1).replace(/\\x([0-9a-fA-F]{2})/g, (_, one) => String.fromCharCode(parseInt(one, 16)));
      if (word.startsWith("NETWORK=")) this.title = value;
      if (word.startsWith("desktopchat/ROOM=")) this.firstRoom = value;
    }
  }

  on422() { this.#enter(); }
  on376() { this.#enter(); }

  onACK({ tags }) { this.#settle(tags.label); }

  onJOIN({ params, nick }) {
    const place = this.places.get(fold(params[0]));
    if (!this.isMe(nick)) {
      place?.people.set(fold(nick), { nick, sign: "" });
      return;
    }
    const mine = this.place(params[0]);
    mine.name = params[0];
    mine.joined = true;
    mine.people.clear();
    if (mine.lastId) this.#ask(mine, "AFTER", `msgid=${mine.lastId}`, CATCH_UP);
    else this.#ask(mine, "LATEST", "*", PAGE);
    if (!this.current || !this.here || mine.show) this.show(mine.name);
    mine.show = false;
    this.#flush();
  }

  onPART({ params, nick }) {
    const place = this.places.get(fold(params[0]));
    if (!place) return;
    if (this.isMe(nick)) this.#remove(place);
    else this.#left(place, nick);
  }

  onKICK({ params }) {
    const place = this.places.get(fold(params[0]));
    if (!place) return;
    if (!this.isMe(params[1])) return this.#left(place, params[1]);
    this.notes.push(`${place.name}: ${params[2] ?? ""}`);
    return this.#remove(place);
  }

  onQUIT({ nick }) {
    for (const place of this.places.values()) this.#left(place, nick);
    // Their own connection of before is gone, and with it who had the name.
    if (fold(nick) === fold(this.wanted) && !this.isMe(this.wanted)) this.send(format("NICK", [this.wanted]));
  }

  #left(place, nick) {
    place.people.delete(fold(nick));
    place.typing.delete(nick);
  }

  onNICK({ params, nick }) {
    if (this.isMe(nick)) this.nick = params[0];
    for (const place of [...this.places.values()]) {
      const person = place.people.get(fold(nick));
      if (person) {
        place.people.delete(fold(nick));
        place.people.set(fold(params[0]), { ...person, nick: params[0] });
      }
      if (!place.room && fold(place.name) === fold(nick)) this.#rename(place, params[0]);
    }
  }

  onRENAME({ params }) {
    const place = this.places.get(fold(params[0]));
    if (place) this.#rename(place, params[1]);
  }

  #rename(place, name) {
    const before = fold(place.name);
    if (before !== fold(name) && this.places.has(fold(name))) return;
    this.places.delete(before);
    place.name = name;
    this.places.set(fold(name), place);
    if (this.current === before) this.current = fold(name);
    for (const one of this.outbox) if (fold(one.target) === before) one.target = name;
  }

  onTOPIC({ params }) { this.place(params[0]).topic = params[1] ?? ""; }
  on332({ params }) { this.place(params[1]).topic = params[2]; }

  on353({ params }) {
    const place = this.places.get(fold(params[2]));
    for (const word of place ? params[3].split(" ").filter(Boolean) : []) {
      let at = 0;
      while (SIGNS.includes(word[at])) at++;
      place.people.set(fold(word.slice(at)), { nick: word.slice(at), sign: word.slice(0, at) });
    }
  }

  onMODE({ params }) {
    // Whose status it changed is asked for, instead of knowing every letter.
    if (params[2] && /[qov]/.test(params[1])) this.send(format("NAMES", [params[0]]));
  }

  on321() { this.listed = []; }
  on322({ params }) { (this.listed ??= []).push({ name: params[1], people: Number(params[2]), topic: params[3] ?? "" }); }
  on323() {
    this.rooms = this.listed ?? [];
    this.listed = null;
  }

  // What was said

  #said({ command, params, tags, nick }) {
    const own = this.isMe(nick);
    const target = params[0].replace(/^[~&@%+]+(?=[#&])/, "");
    const name = isRoom(target) ? target : this.isMe(target) ? nick : target;
    const id = tags.msgid ?? "";
    const place = isRoom(name) ? this.places.get(fold(name)) : null;
    if (isRoom(name) && !place) return;
    if (command === "TAGMSG") return this.#tagged(place ?? this.places.get(fold(name)), tags, nick, own, id);
    if (command === "REDACT") {
      (place ?? this.places.get(fold(name)))?.gone.add(params[1]);
      return undefined;
    }
    return this.#words(place ?? this.place(name), { command, params, tags, nick, own, id });
  }

  #words(place, { command, params, tags, nick, own, id }) {
    place.typing.delete(nick);
    let text = params[1] ?? "";
    const action = text.startsWith("\x01ACTION ");
    if (action) text = text.slice(8).replace(/\x01$/, "");
    else if (text[0] === "\x01") return;
    const edited = tags["+desktopchat/edit"];
    if (edited) {
      const before = place.edits.get(edited);
      if (!before || before.id < id) place.edits.set(edited, { id, nick, text: plain(text) });
      return;
    }
    const time = Date.parse(tags.time) || this.now();
    const replyTo = tags["+reply"] || tags["+draft/reply"] || "";
    place.add({
      id, nick, text: plain(text), time, action, own, replyTo, notice: command === "NOTICE",
      visit: this.visit, live: !tags.batch,
    });
    if (!tags.batch && place.entries.length > MOST) {
      place.entries.splice(0, MOST / 2); // scrolling up asks for them again
      place.oldest = place.entries[0].id;
      place.whole = !place.room;
    }
  }

  #tagged(place, tags, nick, own, id) {
    const about = tags["+reply"] || tags["+draft/reply"];
    const emoji = tags["+draft/react"] ?? tags["+draft/unreact"];
    if (place && emoji && about) {
      const all = place.reactions.get(about) ?? new Map();
      place.reactions.set(about, all);
      const key = `${emoji} ${fold(nick)}`;
      if ((all.get(key)?.id ?? "") <= id) all.set(key, { id, emoji, nick, on: "+draft/react" in tags });
    }
    const typing = tags["+typing"];
    if (place && typing && !own) {
      if (typing === "active") place.typing.set(nick, this.now() + TYPING_FOR);
      else place.typing.delete(nick);
    }
  }

  /** Who is writing here now. */
  get writers() {
    const all = this.here?.typing ?? new Map();
    for (const [nick, until] of all) if (until <= this.now()) all.delete(nick);
    return [...all.keys()];
  }

  /** Whether the host would let one change it. */
  mayChange(entry) {
    return entry.own && entry.live && entry.visit === this.visit && this.online;
  }
}

/** What is sent for something that waits. */
function linesOf({ label, kind, target, text, replyTo, edit, again }) {
  const tags = { label };
  if (again) tags["desktopchat/resend"] = "";
  if (replyTo) tags["+draft/reply"] = replyTo;
  if (kind === "remove") return [format("REDACT", [target, edit], { label })];
  if (kind === "react" || kind === "unreact") {
    tags[`+draft/${kind}`] = text;
    return [format("TAGMSG", [target], tags)];
  }
  if (replyTo) tags["+reply"] = replyTo;
  if (edit) tags["+desktopchat/edit"] = edit;
  const parts = pieces(text);
  if (parts.length === 1) return [format("PRIVMSG", [target, text], tags)];
  return [
    format("BATCH", ["+m", "draft/multiline", target], tags),
    ...parts.map(([piece, goes]) =>
      format("PRIVMSG", [target, piece], goes ? { batch: "m", "draft/multiline-concat": "" } : { batch: "m" })),
    format("BATCH", ["-m"]),
  ];
}

/** Without the colours and letters of old IRC programs. */
const plain = (text) => text.replace(/\x03(\d{1,2}(,\d{1,2})?)?|[\x00-\x08\x0b-\x1f\x7f]/g, "");

/** So many random bytes; also where a page that is not encrypted has no randomUUID. */
function hex(count) {
  return Array.from(crypto.getRandomValues(new Uint8Array(count)), (one) => one.toString(16).padStart(2, "0")).join("");
}
