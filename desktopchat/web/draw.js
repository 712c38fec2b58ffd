// Draws what is around the log.

import { fold, MARKS } from "./conversation.js";
import { button, fill, label, make, put, tr, ui } from "./dom.js";
import { disc, newLog } from "./log.js";
import { language } from "./texts.js";

const choice = (key, shown, act, parts, more) =>
	({ key, sign: JSON.stringify(shown), build: () => make("li", "", button("choice", parts(), act, more)) });

export function newView(state, act) {
	const log = newLog(state, act);
	document.documentElement.lang = language;
	// Icons are named by their word.
	for (const one of document.querySelectorAll("[data-word]"))
		one[one.textContent ? "ariaLabel" : "textContent"] = tr(one.dataset.word);

	// unknown: where the browser would warn.
	function draw(phase, unknown) {
		const { here, outbox: { waiting }, notes } = state;
		const words = notes.map((one) => tr(...one));
		if (phase !== "open") words.push(tr(unknown[0] ? "warned" : "reconnecting", { n: waiting.length }));
		put(ui.state, words.join(" "));
		fill(ui.heirs, unknown.map((there) => {
			const key = there.search.slice(13, 23).toUpperCase().match(/../g).join(":");
			return choice(there.host, key, () => act.move(there), () => [label(tr("goOn", { name: there.hostname })), make("span", "quiet", key)]);
		}));
		ui.place.textContent = state.title || "DesktopChat";
		lists(here);
		const name = here?.title ?? "";
		ui.title.textContent = name;
		ui.topic.textContent = here?.topic ?? "";
		ui.leave.textContent = tr(here?.room ? "leave" : "close");
		ui.leave.hidden = !here || fold(here.name) === fold(state.firstRoom);
		ui.composer.hidden = !here || here.about;
		ui.attach.hidden = !state.takesFiles;
		ui.text.placeholder = ui.text.ariaLabel = tr("message", { name });
		ui.scroll.ariaLabel = name;
		people(here);
		const writers = here?.writers(state.now()).join(", ");
		put(ui.typing, writers ? tr("typing", { writers }) : "");
		log.draw(here);
	}

	const show = (name) => act.go(() => state.show(name));

	function lists(here) {
		const places = state.all.map((place) => ({ place, ...place.unread(state.nick) }));
		const rows = (room) => places.filter(({ place }) => place.room === room).map(({ place, count, named }) =>
			choice(place.name, [place === here, count, named], () => show(place.name), () => [
				label(place.title),
				count && make("span", { class: named ? "badge named" : "badge", "aria-label": tr("unreadCount", { n: count }) }, count),
			], { "aria-current": place === here && "true" }));
		const others = state.rooms.filter((one) => !state.find(one.name));
		fill(ui.rooms, rows(true));
		fill(ui.direct, rows(false));
		fill(ui.others, others.slice(0, 100).map(({ name, people }) => choice(name, people, () => act.go(() => state.join(name, true)),
			() => [label(name.replace(/^#/, "")), make("span", "quiet", people)])));
		const n = places.reduce((all, { count }) => all + count, 0);
		document.title = `${n ? `(${n}) ` : ""}${here?.title ?? "DesktopChat"}`;
		ui.elsewhere.textContent = n || "";
		ui.openSide.ariaLabel = n ? `${tr("rooms")}: ${tr("unreadCount", { n })}` : tr("rooms");
	}

	function people(here) {
		const all = [...here?.people.values() ?? []].map((one) => ({ nick: one.replace(MARKS, ""), runs: /^[~&@%]/.test(one) }))
			.sort((one, other) => other.runs - one.runs || one.nick.localeCompare(other.nick, language));
		ui.openPeople.hidden = !here?.room;
		ui.openPeople.textContent = `${tr("people")}: ${all.length}`;
		fill(ui.persons, all.map(({ nick, runs }) => {
			const me = state.isMe(nick), what = [runs && tr("operator"), me && tr("you")].filter(Boolean).join(", ");
			return choice(nick, what, () => show(nick), () => [disc(nick), label(nick), make("span", "quiet", what)], { disabled: me });
		}));
	}

	return { log, draw };
}
