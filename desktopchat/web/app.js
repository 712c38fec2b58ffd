// Connection, state, drawing, and what people do.

import { make, tr, ui } from "./dom.js";
import { newView } from "./draw.js";
import { newEvents } from "./events.js";
import { bring } from "./files.js";
import { newWire } from "./irc.js";
import { State } from "./state.js";
import { speak } from "./voice.js";

// From the page of a host that is gone.
const [token, chat] = location.hash.slice(1).split("&").map(decodeURIComponent);
const wall = location.search === "?wall";
if (chat) {
	sessionStorage.chat = chat;
	history.replaceState(null, "", `#${token}`);
}

const CARRIED_ON = 10; // seconds

let about = null; // {reply: entry} or {edit: entry}
let phase, asked, going, away = 0; // going: as of `move`; away: seconds without a host
ui.plain.hidden = location.protocol === "https:";

const state = new State({ send: (line) => wire.send(line), changed: soon });
const view = newView(state, { go, begin, move, redraw: draw });
const { log } = view;
const wire = newWire({
	token,
	ways: [() => new WebSocket(location.origin.replace("http", "ws"), "text.ircv3.net"), newEvents],
	hear: (message) => state.receive(message),
	changed: (now, refusal) => {
		phase = now;
		if (phase !== "open" && state.online) state.offline();
		if (phase === "closed") enterAgain(refusal);
		soon();
	},
});

ui.problem.textContent = token ? "" : tr("464");
ui.goIn.disabled = !token;
if (wall) showWall();
else {
	// The phone may have thrown the page away.
	state.restore(sessionStorage.chat ?? "");
	ui.text.value = state.draft;
	ui.name.value = localStorage.name ?? "";
	if (token && state.wanted) enter(state.wanted);
}

function soon() {
	if (asked) return;
	asked = true;
	// Hidden pages get no frames.
	(document.hidden ? (run) => setTimeout(run, 100) : requestAnimationFrame)(draw);
}

function draw() {
	asked = false;
	const before = sessionStorage.chat;
	if (save() !== before && going) move(...going); // what is said on the way goes along
	if (state.online && ui.chat.hidden) {
		[ui.chat.hidden, ui.entry.hidden] = [false, true];
		if (!wall) localStorage.name = state.wanted;
		rest();
	}
	if (!ui.chat.hidden) view.draw(phase, ui.plain.hidden && away >= CARRIED_ON ? doors() : []);
}

function save() {
	state.draft = about?.edit ? "" : ui.text.value;
	return (sessionStorage.chat = state.save());
}

const doors = () => (state.online ? [] : state.heirs.map((link) =>
	Object.assign(new URL(link.replace("ircs:", location.protocol)), { port: location.port, pathname: "key" })));

// Who only waits has no door. A browser asks nobody whose key it does not know.
function seek() {
	away = state.online ? 0 : away + 1;
	for (const there of doors()) fetch(there).then(({ ok }) => ok && going?.[0].origin !== there.origin && move(there, "replace"), () => {});
}

function move(there, how = "assign") {
	going = [there, how];
	location[how](`${there.origin}/${location.search}#${token}&${encodeURIComponent(save())}`); // no server sees that
}

function enter(name) {
	ui.problem.textContent = "";
	ui.goIn.disabled = true;
	state.wanted = name;
	wire.join(name);
}

function enterAgain(refusal) {
	ui.goIn.disabled = false;
	state.wanted = "";
	ui.problem.textContent = tr(refusal);
	[ui.chat.hidden, ui.entry.hidden] = [true, false];
	ui.name.focus();
}

const forms = {
	joining(name) {
		if (name) enter(name.replace(/\s+/g, "_"));
		else ui.problem.textContent = tr("432");
	},
	searching(words) {
		if (words && state.here) go(() => state.search(words));
	},
	newRoom(name) {
		if (name) go(() => state.join(name.replace(/[\s,]+/g, "-"), true));
		ui.roomName.value = "";
	},
	composer: send,
};
document.onsubmit = (event) => {
	event.preventDefault();
	forms[event.target.id](event.target.querySelector("input").value.trim());
};

// A room for all to read, and a QR code to join.
async function showWall() {
	document.body.className = "wall";
	ui.scroll.inert = true;
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
	draw();
	rest();
}

// On a phone the field would bring up its keyboard.
function rest() {
	ui.scroll.focus();
	if (matchMedia("(hover: hover)").matches) ui.text.focus();
}

ui.side.ontoggle = ui.side.onmouseenter = () => wire.send("LIST"); // wide: always open
ui.leave.onclick = () => go(() => state.leave(state.here));
ui.newest.onclick = toNewest;

function toNewest() {
	log.toEnd();
	ui.text.focus();
}

function begin(what, text) {
	if (about?.edit || text !== undefined) ui.text.value = text ?? "";
	about = what;
	ui.about.hidden = !what;
	ui.aboutWords.textContent = what?.reply ? tr("replying", { name: what.reply.nick }) : tr("editing");
	if (what) ui.text.focus();
	soon();
}

function editLast() {
	const { here } = state, last = here.entries.findLast((one) => state.mayChange(one) && !here.gone.has(one.id));
	if (last) begin({ edit: last }, here.textOf(last));
}

function send() {
	const text = ui.text.value.trimEnd();
	if (!text || !state.here) return;
	if (about?.edit) state.do("edit", { text, edit: about.edit.id });
	else state.say(text, about?.reply?.id);
	begin(null, "");
	draw();
	toNewest();
}

ui.noMore.onclick = () => { begin(null); ui.text.focus(); };
ui.text.oninput = () => {
	state.notes = [];
	state.type(ui.text.value !== "");
	if (going) move(...going);
};
ui.text.onkeydown = (event) => {
	if (event.isComposing || event.keyCode === 229) return; // composing Chinese
	const act = event.key === "Enter" && !event.shiftKey ? send : event.key === "ArrowUp" && !ui.text.value && editLast;
	if (!act) return;
	event.preventDefault();
	act();
};
document.onkeydown = (event) => {
	if (event.key !== "Escape" || event.target.closest("[popover]")) return;
	if (log.open) log.toggle(log.open);
	else if (about) begin(null);
	else toNewest();
};

ui.attach.onclick = () => ui.files.click();
ui.files.onchange = () => {
	attach(ui.files);
	ui.files.value = "";
};
document.onpaste = document.ondrop = document.ondragover = (event) => {
	const brought = event.clipboardData ?? event.dataTransfer;
	if (!brought.types.includes("Files") || brought.types.includes("text/plain")) return;
	event.preventDefault(); // else the browser shows it
	if (event.type !== "dragover") attach(brought);
};

ui.speak.onclick = () => {
	const { name } = state.here;
	speak((file) => attach({ files: [file] }, name)).catch(() => {
		state.notes = [["mute"]];
		soon();
	});
};

function attach({ files }, name = !ui.composer.hidden && state.here.name) {
	if (!state.takesFiles || !name) return;
	const token = state.askToken(name);
	for (const file of files) bring(file, token, (link) => state.say(link, "", name));
}

function look() {
	going = null; // back again
	state.look(!document.hidden);
	if (document.hidden) save();
	else wire.wake();
}
document.onvisibilitychange = window.onpageshow = look;
window.ononline = wire.wake;
window.onhashchange = () => location.reload();
setInterval(() => {
	seek();
	if (away || state.here?.typing.size) soon();
}, 1000);
