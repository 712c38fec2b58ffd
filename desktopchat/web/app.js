// Puts the connection, the state and what is drawn together, and takes what people do.

import { make, ui } from "./dom.js";
import { newView } from "./draw.js";
import { newEvents } from "./events.js";
import { bring } from "./files.js";
import { wire as newWire } from "./irc.js";
import { State } from "./state.js";
import { tr } from "./words.js";

const PROBLEMS = { 432: "badName", 433: "taken", 465: "banned" };
const token = location.hash.slice(1);
const wall = location.search === "?wall"; // for a whole hall to read

let about = null; // what is being written: {reply: entry} or {edit: entry}
let asked = false; // to draw

const state = new State({ send: (line) => wire.send(line), changed: soon });
const view = newView(state, {
	wall,
	show: (name) => go(() => state.show(name)),
	join: (name) => go(() => joinRoom(name)),
	reply: (entry) => begin({ reply: entry }),
	edit: (entry, text) => begin({ edit: entry }, text),
	remove: (entry) => {
		if (confirm(tr("sureRemove"))) state.do("remove", { edit: entry.id });
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

ui.problem.textContent = token ? "" : tr("wrongLink");
ui.goIn.disabled = !token;
ui.plain.hidden = location.protocol === "https:";
if (wall) showWall();
else {
	// What a phone may have thrown away comes back with the page.
	state.restore(sessionStorage.chat ?? "");
	ui.name.value = localStorage.name ?? "";
	if (token && state.wanted) enter(state.wanted);
}

function soon() {
	if (asked) return;
	asked = true;
	// A page that nobody sees gets no frames, but has a title.
	(document.hidden ? (run) => setTimeout(run, 100) : requestAnimationFrame)(draw);
}

function draw() {
	asked = false;
	if (!wall) sessionStorage.chat = state.save();
	if (state.online && ui.chat.hidden) {
		seeChat(true);
		if (!wall) localStorage.name = state.wanted;
		if (matchMedia("(hover: hover)").matches) ui.text.focus();
	}
	if (!ui.chat.hidden) view.draw(wire.phase);
}

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

document.onsubmit = (event) => event.preventDefault();
ui.joining.onsubmit = () => {
	const name = ui.name.value.trim().replace(/\s+/g, "_");
	if (name) enter(name);
	else ui.problem.textContent = tr("badName");
};

// A room for all to read, with the picture that a phone joins by.
async function showWall() {
	document.body.className = "wall";
	ui.side.hidden = ui.people.hidden = ui.lines.inert = true;
	if (token) enter(tr("wall"));
	const answer = await fetch("qr.svg", { headers: { Authorization: `Bearer ${token}` } });
	ui.wall.hidden = !answer.ok;
	if (answer.ok) ui.wall.prepend(make("img", { src: URL.createObjectURL(await answer.blob()), alt: "" }));
}

function go(there) {
	there();
	ui.side.hidePopover?.();
	ui.people.hidePopover?.();
	state.notes = [];
	log.toEnd();
	begin(null);
	view.draw(wire.phase);
}

function joinRoom(name) {
	state.place(state.join(name)).show = true;
}

ui.side.ontoggle = () => wire.send("LIST");
ui.leave.onclick = () => state.leave(state.here);
ui.newest.onclick = toNewest;
ui.newRoom.onsubmit = () => {
	const name = ui.roomName.value.trim().replace(/[\s,]+/g, "-");
	if (name) go(() => joinRoom(name));
	ui.roomName.value = "";
};

ui.searching.onsubmit = () => {
	const words = ui.words.value.trim();
	if (words && state.here) go(() => state.search(words));
};

function toNewest() {
	log.toEnd();
	ui.text.focus();
}

function begin(what, text) {
	if (about?.edit || text !== undefined) ui.text.value = text ?? "";
	about = what;
	log.open = "";
	ui.about.hidden = !what;
	ui.aboutWords.textContent = what?.reply ? tr("replying", { name: what.reply.nick }) : tr("editing");
	if (what) ui.text.focus();
	soon();
}

function send() {
	const text = ui.text.value.replace(/\s+$/, "");
	if (!text || !state.here) return;
	if (about?.edit) state.do("edit", { text, edit: about.edit.id });
	else state.say(text, about?.reply?.id);
	begin(null, "");
	draw();
	log.toEnd();
}

ui.composer.onsubmit = () => {
	send();
	ui.text.focus();
};
ui.noMore.onclick = () => { begin(null); ui.text.focus(); };
ui.text.oninput = () => {
	state.notes = [];
	state.type(ui.text.value !== "");
};
ui.text.onkeydown = (event) => {
	if (event.isComposing || event.keyCode === 229) return; // Chinese is still being put together
	if (event.key !== "Enter" || event.shiftKey) return;
	event.preventDefault();
	send();
};
document.addEventListener("keydown", (event) => {
	if (event.key !== "Escape" || event.target.closest("[popover]")) return;
	if (log.open) log.toggle(log.open);
	else if (about) begin(null);
	else toNewest();
});

// Files: chosen, pasted or dropped.
ui.attach.onclick = () => ui.files.click();
ui.files.onchange = () => {
	attach(ui.files);
	ui.files.value = "";
};
document.onpaste = document.ondrop = document.ondragover = (event) => {
	const brought = event.clipboardData ?? event.dataTransfer;
	if (!brought.types.includes("Files") || brought.types.includes("text/plain")) return;
	event.preventDefault(); // the browser would go and show it
	if (event.type !== "dragover") attach(brought);
};

function attach({ files }) {
	if (!state.takesFiles || ui.composer.hidden) return;
	const { name } = state.here, token = state.askToken(name);
	for (const file of files) bring(file, token, (link) => state.say(link, "", name));
}

// Phones sleep.
function look() {
	state.look(!document.hidden);
	if (!document.hidden) wire.wake();
}
document.addEventListener("visibilitychange", look);
addEventListener("pageshow", look);
addEventListener("online", () => wire.wake());
addEventListener("hashchange", () => location.reload());
setInterval(() => { if (state.here?.typing.size) soon(); }, 1000);
