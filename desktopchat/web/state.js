// What there is: the conversations, who one is, and what waits to be sent. No page and no connection
// here: messages go in (`receive`), lines to send come out by `send`.

import { Batches } from "./batches.js";
import { Conversation, fold, isRoom } from "./conversation.js";
import { format } from "./irc.js";
import { Outbox } from "./outbox.js";

const PAGE = 50, CATCH_UP = 200; // messages of history that are asked for at once
const TYPING_EVERY = 3000; // milliseconds
const SAID = ["PRIVMSG", "NOTICE", "TAGMSG", "REDACT"];

export class State {
	// send(line): whether it went. changed(): called after each change. now(): milliseconds.
	constructor({ send, changed = () => {}, now = Date.now, random = unique() }) {
		Object.assign(this, { send, changed, now });
		this.nick = this.wanted = this.title = this.firstRoom = "";
		this.places = new Map(); // folded -> Conversation
		this.current = ""; // the folded name of the one that is shown
		this.visible = true;
		this.online = this.welcomed = false; // welcomed: what the host is has been told
		this.visit = 0; // which connection this is; a guest may change what they said by this one alone
		this.outbox = new Outbox(random, now);
		this.batches = new Batches({ take: (one) => this.#take(one), ended: (one) => this.#ended(one) });
		this.rooms = []; // {name, people} of the host, as LIST told last
		this.notes = []; // what went wrong, in the host's words; who shows it takes it out
		this.typed = 0;
	}

	get all() {
		return [...this.places.values()];
	}

	get here() {
		return this.places.get(this.current);
	}

	find(name) {
		return this.places.get(fold(name));
	}

	// The conversation of that name, which begins where there is none.
	place(name) {
		if (!this.find(name)) this.places.set(fold(name), new Conversation(name));
		return this.find(name);
	}

	isMe(nick) {
		return fold(nick) === fold(this.nick);
	}

	#say(command, ...params) {
		return this.send(format(command, params));
	}

	// Keeping, over a page that the phone has thrown away

	save() {
		const rooms = this.all.filter((one) => one.room && (one.joined || one.wasJoined)).map((one) => one.name);
		return JSON.stringify({ wanted: this.wanted, current: this.current, rooms, outbox: this.outbox.kept });
	}

	restore(text) {
		let kept;
		try { kept = JSON.parse(text); } catch { return; }
		if (!this.outbox.restore(kept?.outbox)) return;
		[this.wanted, this.current] = [kept.wanted, kept.current];
		for (const name of kept.rooms) this.place(name).wasJoined = true;
	}

	// The connection

	offline() {
		this.online = false;
		this.batches.open.clear();
		this.outbox.broken();
		for (const one of this.all) {
			one.wasJoined ||= one.joined;
			one.joined = false;
			one.asked = null;
			one.typing.clear();
		}
		this.changed();
	}

	// What the host is has been told: go where one was, or where newcomers go.
	#enter() {
		if (this.welcomed) return;
		this.welcomed = true;
		const before = this.all.filter((one) => one.room && one.wasJoined);
		for (const one of before) this.join(one.name);
		if (!before.length && this.firstRoom) this.join(this.firstRoom);
		this.#say("LIST");
		this.#flush();
	}

	#flush() {
		if (this.online && this.welcomed)
			this.outbox.flush(this.send, (target) => !isRoom(target) || this.find(target)?.joined);
	}

	// What one does

	join(name) {
		const room = isRoom(name) ? name : `#${name}`;
		this.#say("JOIN", room);
		return room;
	}

	leave(place) {
		if (place.room && place.joined) this.#say("PART", place.name);
		this.#remove(place);
	}

	#remove(place) {
		this.places.delete(fold(place.name));
		if (this.current === fold(place.name)) this.show(this.all[0]?.name ?? "");
		this.changed();
	}

	// Look at a conversation from now on.
	show(name) {
		if (this.here) this.here.newFrom = "";
		this.current = fold(name);
		if (!name) return;
		const place = this.place(name);
		place.newFrom = place.unread(this.nick).count ? place.readId : "";
		this.#seen();
	}

	// The newest is seen, where somebody looks.
	#seen(place = this.here) {
		if (this.visible && place && place === this.here) place.readId = place.lastId || place.readId;
		this.changed();
	}

	look(visible) {
		if (visible && !this.visible && this.here?.unread(this.nick).count) this.here.newFrom = this.here.readId;
		this.visible = visible;
		this.#seen();
	}

	say(text, replyTo) {
		this.typed = 0;
		this.#do("say", { text, replyTo });
	}

	edit(id, text) {
		this.#do("edit", { text, edit: id });
	}

	remove(id) {
		this.#do("remove", { edit: id });
	}

	// Give a reaction, or take one's own back.
	react(id, emoji) {
		const mine = this.here.reactions.get(id)?.get(`${emoji} ${fold(this.nick)}`)?.on;
		this.#do(mine ? "unreact" : "react", { text: emoji, replyTo: id });
	}

	#do(kind, more) {
		this.outbox.add({ kind, target: this.here.name, ...more });
		this.#flush();
		this.changed();
	}

	retry(label) {
		this.outbox.retry(label);
		this.#flush();
		this.changed();
	}

	forget(label) {
		this.outbox.forget(label);
		this.changed();
	}

	// One is writing; active is false once there is nothing more.
	type(active) {
		const at = this.now();
		if (!this.here || !this.online || (active ? at - this.typed < TYPING_EVERY : !this.typed)) return;
		this.typed = active ? at : 0;
		this.send(format("TAGMSG", [this.here.name], { "+typing": active ? "active" : "done" }));
	}

	// Whether the host would let one change it.
	mayChange(entry) {
		return entry.own && entry.live && entry.visit === this.visit && this.online;
	}

	// Ask for what was said before.
	older() {
		const place = this.here;
		if (!place || place.whole || place.asked || !place.joined || !place.oldest) return;
		this.#ask(place, "BEFORE", `msgid=${place.oldest}`, PAGE);
		this.changed();
	}

	#ask(place, kind, from, limit) {
		place.asked = { kind, limit };
		this.#say("CHATHISTORY", kind, place.name, from, limit);
	}

	// What comes

	receive(message) {
		this.batches.receive(message);
		this.changed();
	}

	#take(message) {
		const { command, params, tags, nick } = message;
		if (this[`on${command}`]) this[`on${command}`](params, nick);
		else if (command === "ACK") this.outbox.settle(tags.label);
		else if (SAID.includes(command)) {
			this.outbox.settle(tags.label);
			if (nick.includes(".") && command === "NOTICE") return; // the host's own words
			this.#said(message);
			if (!this.here?.asked) this.#seen();
		} else if (command === "FAIL" || /^[45]\d\d$/.test(command)) {
			const settled = this.outbox.settle(tags.label, params.at(-1));
			if (params[0] === "CHATHISTORY") for (const one of this.all) one.asked = null;
			// It was deleted before its answer came.
			if (settled?.kind === "remove" && settled.again) return;
			if (settled?.kind !== "say") this.notes.push(params.at(-1));
		}
	}

	#said(message) {
		const { command, params, nick } = message;
		const target = params[0].replace(/^[~&@%+]+(?=[#&])/, "");
		const name = this.isMe(target) ? nick : target;
		const begins = !isRoom(name) && (command === "PRIVMSG" || command === "NOTICE");
		(begins ? this.place(name) : this.find(name))
			?.take(message, { own: this.isMe(nick), visit: this.visit, now: this.now() });
	}

	#ended({ type, params, tags, messages }) {
		if (type === "labeled-response") this.outbox.settle(tags.label);
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

	// Commands and numerics by their names: their parameters, and who sent them.

	on001([nick]) {
		this.nick = nick;
		this.wanted ||= nick;
		this.online = true;
		this.welcomed = false;
		this.visit += 1;
	}

	on005(words) {
		for (const word of words) {
			const [, key, value] = word.match(/^([^=]+)=(.*)$/) ?? [];
			const text = value?.replace(/\\x([0-9a-fA-F]{2})/g, (_, one) => String.fromCharCode(parseInt(one, 16)));
			if (key === "NETWORK") this.title = text;
			if (key === "desktopchat/ROOM") this.firstRoom = text;
		}
	}

	on376() { this.#enter(); }
	on422() { this.#enter(); }

	onJOIN([room], nick) {
		if (!this.isMe(nick)) {
			this.find(room)?.enter(nick);
			return;
		}
		const mine = this.place(room);
		mine.name = room;
		mine.joined = true;
		mine.people.clear();
		if (mine.lastId) this.#ask(mine, "AFTER", `msgid=${mine.lastId}`, CATCH_UP);
		else this.#ask(mine, "LATEST", "*", PAGE);
		if (!this.here || mine.show) this.show(room);
		mine.show = false;
		this.#flush();
	}

	onPART([room], nick) {
		const place = this.find(room);
		if (place && this.isMe(nick)) this.#remove(place);
		else place?.left(nick);
	}

	onKICK([room, nick, why = ""]) {
		if (this.isMe(nick)) this.notes.push(`${room}: ${why}`);
		this.onPART([room], nick);
	}

	onQUIT(_, nick) {
		for (const place of this.all) place.left(nick);
		// Their own connection of before is gone, and with it who had the name.
		if (fold(nick) === fold(this.wanted) && !this.isMe(nick)) this.#say("NICK", this.wanted);
	}

	onNICK([name], nick) {
		if (this.isMe(nick)) this.nick = name;
		for (const place of this.all) place.renamed(nick, name);
		this.onRENAME([nick, name]);
	}

	// A room is called otherwise, or whom one writes with.
	onRENAME([before, name]) {
		const place = this.find(before), [old, key] = [before, name].map(fold);
		if (!place || (old !== key && this.find(name))) return;
		this.places.delete(old);
		this.places.set(key, Object.assign(place, { name }));
		if (this.current === old) this.current = key;
		for (const one of this.outbox.waiting) if (fold(one.target) === old) one.target = name;
	}

	onTOPIC([room, topic = ""]) { this.place(room).topic = topic; }
	on332([, room, topic]) { this.place(room).topic = topic; }

	on353([, , room, words]) {
		for (const word of words.split(" ").filter(Boolean)) {
			const [, sign, nick] = word.match(/^([~&@%+]*)(.*)$/);
			this.find(room)?.enter(nick, sign);
		}
	}

	onMODE([room, modes, who]) {
		// Whose status it changed is asked for, instead of knowing every letter.
		if (who && /[qov]/.test(modes)) this.#say("NAMES", room);
	}

	on321() { this.rooms = []; }
	on322([, name, people]) { this.rooms.push({ name, people: Number(people) }); }
}

// Random letters; a page that is not encrypted has no randomUUID.
const unique = () => [...crypto.getRandomValues(new Uint32Array(4))].map((one) => one.toString(36)).join("");
