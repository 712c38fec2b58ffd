// Draws what was said, as text nodes only: it can't become part of the page.

import { fold, names } from "./conversation.js";
import { button, fill, make, tr, ui } from "./dom.js";
import { cards, withNames, withoutLinks } from "./files.js";
import { language } from "./texts.js";

const EMOJI = ["👍", "❤️", "😂", "😮", "😢", "🎉"];
const HUES = 12;
const TOGETHER = 3e5; // milliseconds
const NEAR = 80; // pixels from an end

const clock = new Intl.DateTimeFormat(language, { timeStyle: "short" });
const longDay = new Intl.DateTimeFormat(language, { dateStyle: "full" });
const nearDay = new Intl.RelativeTimeFormat(language, { numeric: "auto" });

const midnight = (time) => new Date(time).setHours(0, 0, 0, 0);

function dayOf(time) {
	const ago = Math.round((midnight(Date.now()) - time) / 864e5); // days have 23 to 25 hours
	return ago < 2 ? nearDay.format(-ago, "day") : longDay.format(time);
}

// In the colour of a name, near the window's (by CRC-32).
function coloured(kind, attributes, nick, words = nick) {
	let sum = -1;
	for (const byte of new TextEncoder().encode(nick.toLowerCase())) {
		sum ^= byte;
		for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (0xedb88320 & -(sum & 1));
	}
	const one = make(kind, { dir: "auto", ...attributes }, words);
	one.style.setProperty("--turn", (~sum >>> 0) % HUES);
	return one;
}

export const disc = (nick) =>
	coloured("span", { class: "disc", "aria-hidden": "true" }, nick, nick.match(/[\p{L}\p{N}]/u)?.[0].toUpperCase() ?? "?");

// Only http can be a link.
function linked(text) {
	const parts = [];
	let at = 0;
	for (const { 0: found, index } of text.matchAll(/https?:\/\/[^\s<>"']+/gi)) {
		const href = found.replace(/[.,;:!?)\]}，。；：！？）]+$/u, "");
		parts.push(text.slice(at, index), make("a", { href, target: "_blank", rel: "noreferrer" }, href));
		at = index + href.length;
	}
	return [...parts, text.slice(at)];
}

export function newLog(state, act) {
	const log = { open: "", draw, toggle, toEnd }; // open: whose actions are shown
	const { scroll } = ui;
	let shown = null, oldest;
	scroll.addEventListener("scroll", scrolled, { passive: true });

	const atEnd = () => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR;

	function toEnd() {
		scroll.scrollTop = scroll.scrollHeight;
	}

	function scrolled() {
		ui.newest.hidden = atEnd();
		if (scroll.scrollTop < NEAR) state.older();
	}

	function toggle(id) {
		log.open = log.open === id ? "" : id;
		act.redraw();
		row(id)?.querySelector(".dots")?.focus({ preventScroll: true });
		row(id)?.querySelector(".actions")?.scrollIntoView({ block: "nearest" });
	}

	const row = (id) => [...ui.log.children].find((one) => one.key === id);

	function draw(here) {
		const other = shown !== here, end = other || atEnd();
		const below = scroll.scrollHeight - scroll.scrollTop;
		const first = here?.entries[0]?.id, earlier = !other && oldest && first !== oldest;
		// History is not news.
		scroll.ariaLive = other || earlier || here?.asked ? "off" : "polite";
		if (other) {
			ui.log.replaceChildren();
			log.open = "";
		}
		const rows = here ? rowsOf(here) : [];
		fill(ui.log, rows);
		ui.above.textContent = !here ? tr("nowhere") : here.about && !here.asked && !rows.length ? tr("nothing") : "";
		if (end) toEnd();
		else if (earlier) scroll.scrollTop = scroll.scrollHeight - below;
		[shown, oldest] = [here, first];
		scrolled();
	}

	function rowsOf(here) {
		const { outbox, nick } = state, rows = [];
		const line = (key, look, words) => rows.push({ key, sign: words, build: () => make("li", look, words) });
		const unsent = outbox.waiting.filter((one) => one.kind === "say" && fold(one.target) === fold(here.name))
			.map((one) => ({ ...one, id: "", nick, own: true, status: one.failure ? "failed" : "waiting" }));
		let before = null, day;
		for (const entry of [...here.entries, ...unsent]) {
			const began = midnight(entry.time);
			if (began !== day) {
				line(began, "day", dayOf(began));
				[day, before] = [began, null];
			}
			const head = fold(before?.nick ?? "") !== fold(entry.nick) || entry.time - before.time > TOGETHER || entry.replyTo;
			rows.push(rowOf(here, entry, head));
			before = entry;
			if (here.newFrom && entry.id === here.newFrom && here.lastId !== here.newFrom) {
				line("new", "day new", tr("unread"));
				before = null;
			}
		}
		return rows;
	}

	function rowOf(here, entry, head) {
		const { id, nick, status } = entry;
		const gone = here.gone.has(id), text = gone ? tr("deleted") : here.textOf(entry);
		const edited = !gone && text !== entry.text;
		const reactions = gone ? [] : here.reactionsOf(id);
		const about = entry.replyTo && here.find(entry.replyTo);
		const quote = about && !here.gone.has(about.id) ? [about.nick, withNames(here.textOf(about))] : null;
		const open = id && !gone && log.open === id, mine = open && state.mayChange(entry);
		const named = !entry.own && names(text, state.nick);
		const look = ["row", head && "first", named && "mention", gone && "gone", status, entry.action && "action", open && "open"]
			.filter(Boolean).join(" ");
		const build = () => make("li", look,
			head ? disc(nick) : make("span", "gap"),
			make("div", "body",
				make("div", "head",
					coloured("span", { class: head ? "name" : "name hidden" }, nick),
					make("small", head ? "" : "hidden", ` ${clock.format(entry.time)}`)),
				quote && button("quote", [coloured("b", {}, quote[0]), " ", quote[1]], () => row(about.id)?.scrollIntoView({ block: "center" })),
				make("div", { class: "said", dir: "auto" }, ...linked(withoutLinks(text)), edited && make("span", "quiet", ` (${tr("edited")})`)),
				...cards(text),
				reactions.length && make("div", "reactions", ...reactions.map((one) => reaction(id, ...one))),
				status && fate(entry),
				open && actions(entry, text, mine)),
			id && !gone && !here.about && button("icon dots", "⋯", () => toggle(id), { "aria-label": tr("actions"), "aria-expanded": String(open) }));
		return { key: id || entry.label, sign: JSON.stringify([look, text, edited, reactions, quote, mine]), build };
	}

	function reaction(id, emoji, nicks) {
		return button("reaction", `${emoji} ${nicks.length}`, () => state.react(id, emoji),
			{ title: nicks.join(", "), "aria-pressed": String(nicks.some((one) => state.isMe(one))) });
	}

	function fate({ status, failure, label, text, replyTo, target }) {
		if (status === "waiting") return make("div", "quiet", tr("sending"));
		return make("div", "trouble", tr("failed", { why: tr(...failure) }), " ",
			button("text", tr("again"), () => { state.forget(label); state.say(text, replyTo, target); }),
			button("text", tr("remove"), () => state.forget(label)));
	}

	function actions(entry, text, mine) {
		const { id } = entry, close = () => { log.open = ""; act.redraw(); };
		return make("div", { class: "actions", role: "group", "aria-label": tr("actions"), click: close },
			make("div", "", ...EMOJI.map((emoji) => button("icon", emoji, () => state.react(id, emoji)))),
			make("div", "", button("text", tr("reply"), () => act.begin({ reply: entry })),
				mine && button("text", tr("edit"), () => act.begin({ edit: entry }, text)),
				mine && button("text", tr("remove"), () => { if (confirm(tr("sure"))) state.do("remove", { edit: id }); })));
	}

	return log;
}
