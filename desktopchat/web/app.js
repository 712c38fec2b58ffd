// The page: puts the connection, the state and what is drawn together, and takes what people do.

import { View } from "./draw.js";
import { Wire } from "./irc.js";
import { State } from "./state.js";
import { tr } from "./words.js";

const PROBLEMS = { 432: "badName", 433: "taken", 464: "wrongLink", 465: "banned" };
const KEPT = "chat", NAME = "name";

const byId = (id) => document.getElementById(id);
const token = location.hash.slice(1);

let about = null; // what the text in the field is for: {reply: entry} or {edit: entry}
let asked = false; // whether something is to be drawn

const state = new State({ send: (line) => wire.send(line), changed: soon });
const view = new View(state, {
  older: () => state.older(),
  show: (name) => go(() => state.show(name)),
  join: (name) => go(() => joinRoom(name)),
  react: (id, emoji) => state.react(id, emoji),
  retry: (label) => state.retry(label),
  forget: (label) => state.forget(label),
  reply: (entry) => begin({ reply: entry }),
  edit: (entry, text) => begin({ edit: entry }, text),
  remove: (entry) => {
    if (confirm(tr("sureRemove"))) state.remove(entry.id);
    view.open = "";
    soon();
  },
  redraw: draw,
});
const wire = new Wire({
  token,
  open: () => new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/`, "text.ircv3.net"),
  hear: (message) => state.receive(message),
  changed: (phase) => {
    if (phase !== "open" && state.online) state.offline();
    if (phase === "closed") enterAgain();
    soon();
  },
});

// What a phone may have thrown away comes back with the page.
state.restore(read(sessionStorage, KEPT) || "null");
byId("name").value = read(localStorage, NAME);
byId("problem").textContent = token ? "" : tr("noLink");
byId("joining").querySelector("button").disabled = !token;
if (token && read(sessionStorage, NAME)) enter(read(sessionStorage, NAME));

function soon() {
  if (asked) return;
  asked = true;
  // A page that nobody sees gets no frames, and its title counts what is unread.
  (document.hidden ? (run) => setTimeout(run, 100) : requestAnimationFrame)(draw);
}

function draw() {
  asked = false;
  keep(sessionStorage, KEPT, state.save());
  if (state.online && byId("chat").hidden) {
    byId("chat").hidden = false;
    byId("entry").hidden = true;
    keep(localStorage, NAME, wire.name);
    keep(sessionStorage, NAME, wire.name);
    if (matchMedia("(hover: hover)").matches) byId("text").focus();
  }
  if (!byId("chat").hidden) view.draw(wire.phase);
}

function keep(where, key, value) {
  try { where.setItem(key, value); } catch { /* a browser that keeps nothing */ }
}

function read(where, key) {
  try { return where.getItem(key) ?? ""; } catch { return ""; }
}

// Coming in

function enter(name) {
  byId("problem").textContent = "";
  byId("joining").querySelector("button").disabled = true;
  byId("joining").querySelector("button").textContent = tr("joining");
  state.wanted = name;
  wire.join(name);
}

function enterAgain() {
  byId("joining").querySelector("button").disabled = false;
  byId("joining").querySelector("button").textContent = tr("join");
  byId("problem").textContent = tr(PROBLEMS[wire.refusal] ?? "wrongLink");
  byId("chat").hidden = true;
  byId("entry").hidden = false;
  byId("name").focus();
}

byId("joining").addEventListener("submit", (event) => {
  event.preventDefault();
  const name = byId("name").value.trim().replace(/\s+/g, "_");
  if (name) enter(name);
  else byId("problem").textContent = tr("noName");
});

// Going about

function go(there) {
  there();
  shut();
  begin(null);
  view.draw(wire.phase);
  view.toEnd();
}

function joinRoom(name) {
  const room = state.join(name);
  state.place(room).show = true;
}

function unfold(id) {
  shut();
  document.body.dataset.open = id;
  byId(`open-${id}`).setAttribute("aria-expanded", "true");
  if (id === "side") wire.send("LIST");
  cover(getComputedStyle(byId(id)).position === "fixed");
  byId(id).querySelector(".shut").focus();
}

/** What lies under a list that is unfolded can't be reached; its heading can still be heard. */
function cover(under) {
  for (const one of document.querySelectorAll("#middle > :not(header), #middle header button")) one.inert = under;
}

function shut() {
  const id = document.body.dataset.open;
  if (!id) return;
  delete document.body.dataset.open;
  cover(false);
  byId(`open-${id}`).setAttribute("aria-expanded", "false");
  byId(`open-${id}`).focus();
}

for (const id of ["side", "people"]) byId(`open-${id}`).addEventListener("click", () => unfold(id));
for (const one of document.querySelectorAll(".shut")) one.addEventListener("click", shut);
byId("leave").addEventListener("click", () => state.leave(state.here));
byId("newest").addEventListener("click", () => { view.toEnd(); byId("text").focus(); });
byId("new-room").addEventListener("submit", (event) => {
  event.preventDefault();
  const name = byId("room-name").value.trim().replace(/[\s,]+/g, "-");
  if (name) go(() => joinRoom(name));
  byId("room-name").value = "";
});

// Writing

function begin(what, text) {
  if (about?.edit || text !== undefined) setText(text ?? "");
  about = what;
  view.open = "";
  byId("about").hidden = !what;
  byId("about-words").textContent = what?.reply ? tr("replying", { name: what.reply.nick }) : what ? tr("editing") : "";
  if (what) byId("text").focus();
  soon();
}

function setText(text) {
  byId("text").value = text;
  fit();
}

/** As high as its words, up to a third of the page. */
function fit() {
  const field = byId("text");
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight + 2, innerHeight / 3)}px`;
}

function send() {
  const text = byId("text").value.replace(/\s+$/, "");
  if (!text || !state.here) return;
  if (about?.edit) state.edit(about.edit.id, text);
  else state.say(text, about?.reply?.id);
  setText("");
  about = null;
  begin(null);
  draw();
  view.toEnd();
}

byId("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  send();
  byId("text").focus();
});
byId("no-more").addEventListener("click", () => { begin(null); byId("text").focus(); });
byId("text").addEventListener("input", () => {
  fit();
  state.notes = [];
  state.type(byId("text").value !== "");
});
byId("text").addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229) return; // Chinese is still being put together
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    send();
  } else if (event.key === "ArrowUp" && !byId("text").value && !about) {
    const last = state.here?.entries.findLast((one) => state.mayChange(one) && !state.here.gone.has(one.id));
    if (last) {
      event.preventDefault();
      begin({ edit: last }, state.here.textOf(last));
    }
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  if (document.body.dataset.open) shut();
  else if (view.open) view.toggle(view.open);
  else if (about) begin(null);
  else {
    view.toEnd();
    byId("text").focus();
  }
});

// Phones sleep

function look() {
  state.look(!document.hidden);
  if (!document.hidden) wire.wake();
}
document.addEventListener("visibilitychange", look);
addEventListener("pageshow", look);
addEventListener("online", () => wire.wake());
addEventListener("hashchange", () => location.reload());
setInterval(() => { if (state.here?.typing.size) soon(); }, 1000);
