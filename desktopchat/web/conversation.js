// One conversation. History comes backwards: an edit may come before its message.

const MOST = 2000; // messages in memory
export const MARKS = /^[~&@%+]*/;
const TYPING_FOR = 6000; // milliseconds

// As the host does (CASEMAPPING=rfc7613).
export const fold = (name) => name.normalize("NFKC").toLowerCase();

export const isRoom = (name) => name[0] === "#" || name[0] === "&";

export function names(text, nick) {
	if (!nick) return false;
	const word = fold(nick).replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
	const plain = /^[\x00-\x7f]*$/.test(nick); // Chinese has no spaces around a name
	return new RegExp(plain ? `(?<![\\p{L}\\p{N}_])${word}(?![\\p{L}\\p{N}_])` : word, "u").test(fold(text));
}

// Without formatting codes.
const plain = (text) => text.replace(/\x03(\d{1,2}(,\d{1,2})?)?|[\x00-\x08\x0b-\x1f\x7f]/g, "");

export class Conversation {
	entries = [];
	people = new Map(); // folded -> as in NAMES
	joined = false;
	mine = false; // joined before a break, too
	asked = null; // {kind, limit} of history
	oldest = ""; // the first id of history, be it of a JOIN
	topic = "";
	readId = "";
	about = ""; // of a search: where
	newFrom = ""; // the id above the line "new"
	typing = new Map(); // nick -> until
	edits = new Map(); // id -> {id, nick, text}, the newest
	reactions = new Map(); // id -> Map of "emoji nick" -> {id, emoji, nick, on}
	gone = new Set();

	constructor(name) {
		const room = isRoom(name);
		Object.assign(this, { name, room, whole: !room }); // direct messages have no history
	}

	get title() { return this.name.replace(/^#/, ""); }

	get lastId() { return this.entries.at(-1)?.id ?? ""; }

	// What is here has gaps.
	anew() { if (this.room) Object.assign(this, { entries: [], oldest: "", whole: false }); }

	find(id) { return this.entries.find((one) => one.id === id); }

	enter(written) { this.people.set(fold(written.replace(MARKS, "")), written); }

	left(nick) {
		this.people.delete(fold(nick));
		this.typing.delete(nick);
	}

	renamed(nick, now) {
		const before = this.people.get(fold(nick));
		if (before) this.enter(before.slice(0, -nick.length) + now);
		if (fold(nick) !== fold(now)) this.left(nick);
	}

	take({ command, params, tags, nick }, { own, visit, now }) {
		const id = tags.msgid ?? "", about = tags["+reply"] || tags["+draft/reply"] || "";
		if (command === "REDACT") this.gone.add(params[1]);
		else if (command === "TAGMSG") {
			const emoji = tags["+draft/react"] ?? tags["+draft/unreact"], typing = tags["+typing"];
			if (emoji && about) this.#react(about, { id, emoji, nick, on: "+draft/react" in tags });
			if (typing === "active" && !own) this.typing.set(nick, now + TYPING_FOR);
			else if (typing) this.typing.delete(nick);
		} else {
			this.typing.delete(nick);
			const [, action, words] = (params[1] ?? "").match(/^(\x01ACTION )?([^]*)$/);
			if (words[0] === "\x01") return; // CTCP
			const text = plain(words), edited = tags["+desktopchat/edit"];
			const time = Date.parse(tags.time) || now;
			if (!edited) this.#add({ id, nick, text, time, action, own, replyTo: about, visit: tags.batch ? 0 : visit });
			else if (!(this.edits.get(edited)?.id >= id)) this.edits.set(edited, { id, nick, text });
		}
	}

	#add(entry) {
		const { entries } = this;
		const at = entries.findLastIndex((one) => one.id <= entry.id) + 1;
		if (at && entries[at - 1].id === entry.id) return;
		entries.splice(at, 0, entry);
		if (entry.visit && entries.length > MOST) {
			entries.splice(0, MOST / 2); // scrolling asks again
			this.oldest = entries[0].id;
			this.whole = !this.room;
		}
	}

	#react(about, reaction) {
		const all = this.reactions.get(about) ?? new Map();
		const key = `${reaction.emoji} ${fold(reaction.nick)}`;
		this.reactions.set(about, all);
		if (!(all.get(key)?.id > reaction.id)) all.set(key, reaction);
	}

	writers(now) {
		for (const [nick, until] of this.typing) if (until <= now) this.typing.delete(nick);
		return [...this.typing.keys()];
	}

	textOf(entry) {
		const edit = this.edits.get(entry.id);
		return edit && fold(edit.nick) === fold(entry.nick) ? edit.text : entry.text;
	}

	reactionsOf(id) {
		const given = [...this.reactions.get(id)?.values() ?? []].filter((one) => one.on);
		return [...new Set(given.map((one) => one.emoji))].map((emoji) =>
			[emoji, given.filter((one) => one.emoji === emoji).map((one) => one.nick)]);
	}

	unread(me) {
		const fresh = this.entries.filter(({ id, own }) => id > this.readId && !own && !this.gone.has(id));
		const count = fresh.length;
		return { count, named: this.room ? fresh.some((one) => names(this.textOf(one), me)) : count > 0 };
	}
}
