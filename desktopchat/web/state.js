// What there is. Messages go in (`receive`), lines come out (`send`).

import { Conversation, fold, isRoom } from "./conversation.js";
import { format, newBatches } from "./irc.js";
import { Outbox } from "./outbox.js";

const PAGE = 50, CATCH_UP = 200; // messages of history at once
const TYPING_EVERY = 3000; // milliseconds
const SAID = ["PRIVMSG", "NOTICE", "TAGMSG", "REDACT"];

export class State {
	nick = "";
	wanted = "";
	draft = ""; // what is being written
	title = "";
	firstRoom = "";
	places = new Map();
	current = ""; // folded, the one shown
	visible = true;
	online = false; // the host has told what it is
	takesFiles = false;
	visit = 0; // what an earlier connection said can't be changed
	batches = newBatches((one) => this.#take(one), (one) => this.#ended(one));
	rooms = []; // {name, people} of LIST
	notes = []; // [key, values, the host's words]: see `tr`
	typed = 0;
	granted = [];
	heirs = []; // links: desktopchat/DEPUTIES of docs/protocol.md

	// send(line): whether it went.
	constructor({ send, changed = () => {}, now = Date.now, random = crypto.getRandomValues(new Uint32Array(4)).join("-") }) {
		Object.assign(this, { send, changed, now, outbox: new Outbox(random, now) });
	}

	get all() { return [...this.places.values()]; }

	get here() { return this.places.get(this.current); }

	find(name) { return this.places.get(fold(name)); }

	place(name) {
		if (!this.find(name)) this.places.set(fold(name), new Conversation(name));
		return this.find(name);
	}

	isMe(nick) { return fold(nick) === fold(this.nick); }

	#say(command, ...params) { return this.send(format(command, params)); }

	save() {
		const { wanted, current, draft, outbox } = this, rooms = this.all.filter((one) => one.mine).map((one) => one.name);
		return JSON.stringify({ wanted, current, draft, outbox, rooms });
	}

	restore(text) {
		let kept;
		try { kept = JSON.parse(text); } catch { return; }
		if (!this.outbox.restore(kept?.outbox)) return;
		[this.wanted, this.current, this.draft] = [kept.wanted, kept.current, kept.draft ?? ""];
		for (const name of kept.rooms) this.place(name).mine = true;
	}

	offline() {
		this.online = false;
		this.batches.clear();
		this.outbox.broken();
		this.#grant("");
		for (const one of this.all) {
			if (one.asked) one.anew();
			[one.joined, one.asked] = [false, null];
			one.typing.clear();
		}
		this.changed();
	}

	#enter() {
		if (this.online) return;
		this.online = true;
		const before = this.all.filter((one) => one.mine);
		for (const one of before) this.join(one.name);
		if (!before.length && this.firstRoom) this.join(this.firstRoom);
		this.#say("LIST");
		this.#flush();
	}

	#flush() {
		if (this.online)
			this.outbox.flush(this.send, (target) => !isRoom(target) || this.find(target)?.joined);
		this.changed();
	}

	join(name, show = false) {
		const room = isRoom(name) ? name : `#${name}`;
		if (show) this.place(room).show = true;
		this.#say("JOIN", room);
	}

	leave(place) {
		if (place.room && place.joined) this.#say("PART", place.name);
		this.#remove(place);
	}

	#remove(place) {
		this.places.delete(fold(place.name));
		if (this.current === fold(place.name)) this.show(this.all[0]?.name ?? "");
	}

	show(name) {
		if (this.here) this.here.newFrom = "";
		this.current = fold(name);
		if (!name) return;
		this.#mark(this.place(name));
	}

	#mark(place) {
		place.newFrom = place.unread(this.nick).count ? place.readId : "";
		this.#seen();
	}

	#seen(place = this.here) {
		if (this.visible && place && place === this.here) place.readId = place.lastId || place.readId;
		this.changed();
	}

	look(visible) {
		if (visible === this.visible) return;
		this.visible = visible;
		if (visible && this.here) this.#mark(this.here);
	}

	say(text, replyTo, target) {
		this.typed = 0;
		this.do("say", { text, replyTo }, target);
	}

	react(id, emoji) {
		const mine = this.here.reactions.get(id)?.get(`${emoji} ${fold(this.nick)}`)?.on;
		this.do(mine ? "unreact" : "react", { text: emoji, replyTo: id });
	}

	do(kind, more, target = this.here.name) {
		this.outbox.add({ ...more, kind, target });
		this.#flush();
	}

	search(words) {
		const about = this.here.about || this.here.name;
		this.found = Object.assign(this.place(`🔍 ${words}`), { about, topic: about, asked: {} });
		this.show(this.found.name);
		this.#say("SEARCH", about, PAGE, words);
	}

	#find(messages) {
		this.found.asked = null;
		// An edit is found instead of its message.
		for (const { tags, ...one } of messages) this.#into(this.found, { ...one, tags: { ...tags, "+desktopchat/edit": "" } });
		this.#seen();
	}

	forget(label) {
		this.outbox.forget(label);
		this.changed();
	}

	// To upload a file; "" where that can't be.
	askToken(target) {
		return new Promise((resolve) => {
			this.granted.push(resolve);
			if (!this.#say("TOKEN", "GENERATE", "FILEHOST", ...(isRoom(target) ? [target] : []))) this.#grant("");
		});
	}

	#grant(token) { this.granted.splice(0, token ? 1 : Infinity).forEach((take) => take(token)); }

	type(active) {
		const at = this.now();
		if (!this.here || !this.online || (active ? at - this.typed < TYPING_EVERY : !this.typed)) return;
		this.typed = active ? at : 0;
		this.send(format("TAGMSG", [this.here.name], { "+typing": active ? "active" : "done" }));
	}

	mayChange(entry) { return entry.own && entry.visit === this.visit && this.online; }

	older() {
		const { whole, asked, joined, oldest } = this.here ?? {};
		if (whole || asked || !joined) return;
		if (oldest) this.#ask(this.here, "BEFORE", `msgid=${oldest}`, PAGE);
		else this.#ask(this.here, "LATEST", "*", PAGE);
	}

	#ask(place, kind, from, limit) {
		place.asked = { kind, limit };
		this.#say("CHATHISTORY", kind, place.name, from, limit);
	}

	receive(message) {
		this.batches.receive(message);
		this.changed();
	}

	#take(message) {
		const { command, params, tags, nick } = message;
		const fail = command === "FAIL", words = params.at(-1);
		const refused = (fail || /^[45]\d\d$/.test(command)) && [fail ? params[1] : command, { name: params[1], words }, words];
		const settled = this.outbox.settle(tags.label, refused);
		if (this[`on${command}`]) this[`on${command}`](params, nick);
		else if (SAID.includes(command)) {
			if (nick.includes(".") && command === "NOTICE") return; // the host's own words
			this.#said(message);
			if (!this.here?.asked) this.#seen();
		} else if (refused) {
			if (params[1] === "MOVED") this.heirs = [params[2]];
			if (params[0] === "CHATHISTORY") for (const one of this.all) one.asked = null;
			if (params[0] === "TOKEN") this.#grant("");
			const deleted = settled?.kind === "remove" && settled.again; // before its answer came
			if (!deleted && settled?.kind !== "say") this.notes.push(refused);
		}
	}

	#said(message) {
		const { command, params, nick } = message;
		const target = params[0].replace(/^[~&@%+]+(?=[#&])/, "");
		const name = this.isMe(target) ? nick : target;
		const begins = !isRoom(name) && (command === "PRIVMSG" || command === "NOTICE");
		this.#into(begins ? this.place(name) : this.find(name), message);
	}

	#into(place, message) {
		place?.take(message, { own: this.isMe(message.nick), visit: this.visit, now: this.now() });
	}

	#ended({ type, params, tags, messages }) {
		if (type === "labeled-response") this.outbox.settle(tags.label);
		if (type === "desktopchat/search") this.#find(messages);
		const place = type === "chathistory" ? this.find(params[0]) : null;
		if (!place) return;
		const { kind, limit } = place.asked ?? {};
		const fresh = !place.entries.length, ids = messages.map((one) => one.tags.msgid).filter(Boolean);
		place.asked = null;
		for (const one of messages) if (SAID.includes(one.command)) this.#said(one);
		if (ids.length && !(place.oldest <= ids[0] && place.oldest)) place.oldest = ids[0];
		if (kind !== "AFTER" && kind && !messages.length) place.whole = true;
		if (kind === "LATEST" && fresh) place.readId = place.lastId;
		if (kind === "AFTER" && messages.length >= limit && ids.length)
			this.#ask(place, "AFTER", `msgid=${ids.at(-1)}`, CATCH_UP);
		this.#seen(place);
	}

	on001([nick]) {
		this.wanted ||= nick;
		Object.assign(this, { nick, visit: this.visit + 1, heirs: [] });
	}

	on005(words) {
		for (const word of words) {
			const [, key, value] = word.match(/^([^=]+)=(.*)$/) ?? [];
			const text = value?.replace(/\\x(..)/g, (_, one) => String.fromCharCode(`0x${one}`));
			if (key === "NETWORK") this.title = text;
			if (key === "desktopchat/ROOM") this.firstRoom = text;
			if (key === "soju.im/FILEHOST") this.takesFiles = true;
			if (key === "desktopchat/DEPUTIES") this.heirs = text.split(",").filter(Boolean);
			if (key === "desktopchat/HEALED") this.#heal(text);
		}
	}

	// What was said in another half of the place belongs between what is here.
	#heal(halves) {
		if (halves !== this.healed) for (const one of this.all) one.anew();
		this.healed = halves;
	}

	on376() { this.#enter(); }
	on422() { this.#enter(); }

	onJOIN([room], nick) {
		if (!this.isMe(nick)) return this.find(room)?.enter(nick);
		const mine = Object.assign(this.place(room), { name: room, joined: true, mine: true });
		mine.people.clear();
		if (mine.lastId) this.#ask(mine, "AFTER", `msgid=${mine.lastId}`, CATCH_UP);
		else this.#ask(mine, "LATEST", "*", PAGE);
		if (!this.here || mine.show) this.show(room);
		mine.show = false;
		return this.#flush();
	}

	onPART([room], nick) {
		const place = this.find(room);
		if (place && this.isMe(nick)) this.#remove(place);
		else place?.left(nick);
	}

	onKICK([room, nick, why = ""]) {
		this.onPART([room], nick);
		if (!this.isMe(nick)) return;
		this.notes.push(["kicked", { name: room, why }]);
		this.#say("LIST");
	}

	onRENAME([before, name]) {
		const place = this.find(before);
		if (!place || (this.find(name) ?? place) !== place) return;
		if (this.here === place) this.current = fold(name);
		this.places.delete(fold(before));
		this.places.set(fold(name), Object.assign(place, { name }));
	}

	onQUIT(_, nick) {
		for (const place of this.all) place.left(nick);
		// One's earlier connection is gone.
		if (fold(nick) === fold(this.wanted) && !this.isMe(nick)) this.#say("NICK", this.wanted);
	}

	onNICK([name], nick) {
		if (this.isMe(nick)) this.nick = name;
		for (const place of this.all) place.renamed(nick, name);
		this.onRENAME([nick, name]);
	}

	onTOPIC([room, topic = ""]) { this.place(room).topic = topic; }
	on332([, ...words]) { this.onTOPIC(words); }

	on353([, , room, words]) {
		for (const word of words.split(" ").filter(Boolean)) this.find(room)?.enter(word);
	}

	onMODE([room, modes]) { if (isRoom(room) && /[qaoh]/.test(modes)) this.#say("NAMES", room); }

	onTOKEN([, , token]) { this.#grant(token); }
	on321() { this.rooms = []; }
	on322([, name, people]) { this.rooms.push({ name, people: Number(people) }); }
}
