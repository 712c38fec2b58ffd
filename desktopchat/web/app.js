// Puts the connection, the state and what is drawn together, and takes what people do.

import { ui } from "./dom.js";
import { newView } from "./draw.js";
import { newEvents } from "./events.js";
import { wire as newWire } from "./irc.js";
import { State } from "./state.js";
import { tr } from "./words.js";

const PROBLEMS = { 432: "badName", 433: "taken", 465: "banned" };
const token = location.hash.slice(1);

let about = null; // what the text in the field is for: {reply: entry} or {edit: entry}
let asked = false; // whether something is to be drawn

const state = new State({ send: (line) => wire.send(line), changed: soon });
const view = newView(state, {
	show: (name) => go(() => state.show(name)),
	join: (name) => go(() => joinRoom(name)),
	reply: (entry) => begin({ reply: entry }),
	edit: (entry, text) => begin({ edit: entry }, text),
	remove: (entry) => {
		if (confirm(tr("sureRemove"))) state.remove(entry.id);
		log.open = "";
		soon();
	},
	redraw: draw,
});
const { log } = view;
const wire = newWire({
	token,
	ways: [() => new WebSocket(location.origin.replace("http", "ws"), "text.ircv3.net"), newEvents],
	hear: (message) => state.receive(message),
	changed: (phase) => {
		if (phase !== "open" && state.online) state.offline();
		if (phase === "closed") enterAgain();
		soon();
	},
});

// What a phone may have thrown away comes back with the page.
state.restore(read(sessionStorage, "chat"));
ui.name.value = read(localStorage, "name");
ui.problem.textContent = token ? "" : tr("noLink");
ui.goIn.disabled = !token;
ui.plain.hidden = location.protocol === "https:";
if (token && state.wanted) enter(state.wanted);

function soon() {
	if (asked) return;
	asked = true;
	// A page that nobody sees gets no frames, and its title counts what is unread.
	(document.hidden ? (run) => setTimeout(run, 100) : requestAnimationFrame)(draw);
}

function draw() {
	asked = false;
	keep(sessionStorage, "chat", state.save());
	if (state.online && ui.chat.hidden) {
		seeChat(true);
		keep(localStorage, "name", state.wanted);
		if (matchMedia("(hover: hover)").matches) ui.text.focus();
	}
	if (!ui.chat.hidden) view.draw(wire.phase);
}

function keep(where, key, value) {
	try { where.setItem(key, value); } catch { /* a browser that keeps nothing */ }
}

function read(where, key) {
	try { return where.getItem(key) ?? ""; } catch { return ""; }
}

// Coming in

function enter(name) {
	ui.problem.textContent = "";
	ui.goIn.disabled = true;
	state.wanted = name;
	wire.join(name);
}

function enterAgain() {
	ui.goIn.disabled = false;
	state.wanted = "";
	ui.problem.textContent = tr(PROBLEMS[wire.refusal] ?? "wrongLink");
	seeChat(false);
	ui.name.focus();
}

function seeChat(on) {
	ui.chat.hidden = !on;
	ui.entry.hidden = on;
}

ui.joining.onsubmit = (event) => {
	event.preventDefault();
	const name = ui.name.value.trim().replace(/\s+/g, "_");
	if (name) enter(name);
	else ui.problem.textContent = tr("badName");
};

// Going about

function go(there) {
	there();
	shut();
	begin(null);
	view.draw(wire.phase);
	log.toEnd();
}

function joinRoom(name) {
	const room = state.join(name);
	state.place(room).show = true;
}

const opener = (id) => document.querySelector(`[aria-controls=${id}]`);

function unfold(id) {
	shut();
	document.body.dataset.open = id;
	opener(id).ariaExpanded = true;
	if (id === "side") wire.send("LIST");
	cover(getComputedStyle(ui[id]).position === "fixed");
	ui[id].querySelector(".shut").focus();
}

// What lies under a list that is unfolded can't be reached; its heading can still be heard.
function cover(under) {
	for (const one of document.querySelectorAll("#middle > :not(header), header button")) one.inert = under;
}

function shut() {
	const { open } = document.body.dataset;
	if (!open) return;
	delete document.body.dataset.open;
	cover(false);
	opener(open).ariaExpanded = false;
	opener(open).focus();
}

for (const id of ["side", "people"]) opener(id).onclick = () => unfold(id);
for (const one of document.querySelectorAll(".shut")) one.onclick = shut;
ui.leave.onclick = () => state.leave(state.here);
ui.newest.onclick = toNewest;
ui.newRoom.onsubmit = (event) => {
	event.preventDefault();
	const name = ui.roomName.value.trim().replace(/[\s,]+/g, "-");
	if (name) go(() => joinRoom(name));
	ui.roomName.value = "";
};

function toNewest() {
	log.toEnd();
	ui.text.focus();
}

// Writing

function begin(what, text) {
	if (about?.edit || text !== undefined) ui.text.value = text ?? "";
	fit();
	about = what;
	log.open = "";
	ui.about.hidden = !what;
	ui.aboutWords.textContent = what?.reply ? tr("replying", { name: what.reply.nick }) : what ? tr("editing") : "";
	if (what) ui.text.focus();
	soon();
}

// As high as its words, up to a third of the page.
function fit() {
	ui.text.style.height = "auto";
	ui.text.style.height = `${Math.min(ui.text.scrollHeight + 2, innerHeight / 3)}px`;
}

function send() {
	const text = ui.text.value.replace(/\s+$/, "");
	if (!text || !state.here) return;
	if (about?.edit) state.edit(about.edit.id, text);
	else state.say(text, about?.reply?.id);
	begin(null, "");
	draw();
	log.toEnd();
}

ui.composer.onsubmit = (event) => {
	event.preventDefault();
	send();
	ui.text.focus();
};
ui.noMore.onclick = () => { begin(null); ui.text.focus(); };
ui.text.oninput = () => {
	fit();
	state.notes = [];
	state.type(ui.text.value !== "");
};
ui.text.onkeydown = (event) => {
	if (event.isComposing || event.keyCode === 229) return; // Chinese is still being put together
	if (event.key === "Enter" && !event.shiftKey) {
		event.preventDefault();
		send();
	} else if (event.key === "ArrowUp" && !ui.text.value && !about) {
		const last = state.here?.entries.findLast((one) => state.mayChange(one) && !state.here.gone.has(one.id));
		if (last) {
			event.preventDefault();
			begin({ edit: last }, state.here.textOf(last));
		}
	}
};
document.addEventListener("keydown", (event) => {
	if (event.key !== "Escape") return;
	if (document.body.dataset.open) shut();
	else if (log.open) log.toggle(log.open);
	else if (about) begin(null);
	else toNewest();
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
