// Draws what is around the log: the lists, the heading, the lines that say how it goes.

import { fold } from "./conversation.js";
import { button, fill, make, put, ui } from "./dom.js";
import { disc, newLog } from "./log.js";
import { language, tr } from "./words.js";

const MOST = 100; // rooms that are offered

const counted = (n) => tr(n === 1 ? "count1" : "count", { n });

// A row of a list: its sign is all that it shows.
const choice = (key, shown, build) => ({ key, sign: JSON.stringify(shown), build: () => make("li", "", build()) });

const label = (name) => make("span", { class: "label", dir: "auto" }, name);

// act: show(name), join(name), reply(entry), edit(entry, text), remove(entry), redraw().
export function newView(state, act) {
	const log = newLog(state, act);
	document.documentElement.lang = language;
	for (const one of document.querySelectorAll("[data-word]")) one.textContent = tr(one.dataset.word);
	for (const one of document.querySelectorAll("[data-label]")) one.ariaLabel = tr(one.dataset.label);
	ui.newest.textContent = `↓ ${tr("newest")}`;

	function draw(phase) {
		const { here } = state;
		const waiting = state.outbox.waiting.length;
		put(ui.state, phase === "open" ? state.notes.join(" ")
			: waiting ? tr("kept", { n: waiting }) : tr("reconnecting"));
		ui.place.textContent = state.title || "DesktopChat";
		lists(here);
		if (!here) return;
		const name = here.title;
		ui.title.textContent = name;
		ui.topic.textContent = here.topic;
		ui.leave.textContent = tr(here.room ? "leave" : "close");
		ui.leave.hidden = here.room && fold(here.name) === fold(state.firstRoom);
		ui.text.placeholder = ui.text.ariaLabel = tr("message", { name });
		ui.scroll.ariaLabel = ui.lines.ariaLabel = tr("log", { name });
		people(here);
		const [a, more] = here.writers(state.now());
		put(ui.typing, more ? tr("typingMany") : a ? tr("typing1", { a }) : "");
		log.draw(here);
	}

	function lists(here) {
		const places = state.all.map((place) => ({ place, ...place.unread(state.nick) }));
		const rows = (room) => places.filter(({ place }) => place.room === room).map(({ place, count, named }) =>
			choice(place.name, [place === here, count, named], () => button(count ? "choice fresh" : "choice", [
				label(place.title),
				count && make("span", { class: named ? "badge named" : "badge", "aria-label": tr("unreadCount", { n: count }) }, String(count)),
			], () => act.show(place.name), { "aria-current": place === here && "true" })));
		const direct = rows(false), others = state.rooms.filter((one) => !state.find(one.name));
		fill(ui.rooms, rows(true));
		fill(ui.direct, direct);
		fill(ui.others, others.slice(0, MOST).map(({ name, people }) => choice(name, people, () => button("choice",
			[label(name.replace(/^#/, "")), make("span", "quiet", counted(people))], () => act.join(name)))));
		ui.directly.hidden = !direct.length;
		ui.more.hidden = !others.length;
		const sum = (some) => some.reduce((all, { count }) => all + count, 0);
		const elsewhere = places.filter(({ place }) => place !== here), n = sum(elsewhere), all = sum(places);
		document.title = `${all ? `(${all}) ` : ""}${here?.title ?? "DesktopChat"}`;
		ui.elsewhere.hidden = !n;
		ui.elsewhere.textContent = n;
		ui.elsewhere.classList.toggle("named", elsewhere.some(({ named }) => named));
		ui.openSide.ariaLabel = n ? `${tr("rooms")}: ${tr("unreadCount", { n })}` : tr("rooms");
	}

	function people(here) {
		const rank = ({ sign }) => (sign.includes("~") ? 0 : sign.includes("@") ? 1 : 2);
		const all = [...here.people.values()].sort((one, other) =>
			rank(one) - rank(other) || one.nick.localeCompare(other.nick, language));
		ui.openPeople.hidden = !here.room;
		ui.openPeople.textContent = counted(all.length);
		fill(ui.persons, all.map((one) => {
			const { nick } = one, mine = state.isMe(nick);
			const role = [tr("owner"), tr("operator"), mine && tr("you")][rank(one)];
			return choice(nick, [role, mine], () =>
				button("choice", [disc(nick), label(nick), role && make("span", "quiet", role)], () => act.show(nick),
					{ disabled: mine }));
		}));
	}

	return { log, draw };
}
