// What the host has not answered yet: it goes once, and under the same label after a break.

import { format } from "./irc.js";

const LINE = 352; // bytes of text

export class Outbox {
	// run: begins each label, of no other page.
	constructor(run, now) {
		Object.assign(this, { run, now, count: 0 });
		this.waiting = []; // failure: as of `State.notes`
	}

	add(one) {
		const label = `${this.run}-${(this.count += 1)}`;
		this.waiting.push({ text: "", ...one, label, time: this.now() });
	}

	flush(send, may) {
		for (const one of this.waiting) {
			if (one.sent || one.failure || !may(one.target)) continue;
			one.sent = linesOf(one).every((line) => send(line));
			if (!one.sent) return;
		}
	}

	settle(label, failure) {
		const found = this.waiting.find((one) => one.label === label);
		if (failure && found?.kind === "say") found.failure = failure;
		else this.forget(label);
		return found;
	}

	forget(label) { this.waiting = this.waiting.filter((one) => one.label !== label); }

	broken() {
		this.waiting = this.waiting.map((one) => ({ ...one, again: one.again || one.sent, sent: false }));
	}

	restore(kept) {
		if (!Array.isArray(kept?.waiting)) return false;
		this.waiting = kept.waiting; // `run`'s tab may still be there
		this.broken();
		return true;
	}
}

function linesOf({ label, kind, target, text, replyTo = false, edit = false, again = false }) {
	if (kind === "remove") return [format("REDACT", [target, edit], { label })];
	const tags = { label, "desktopchat/resend": again && "", "+draft/reply": replyTo };
	if (kind === "react" || kind === "unreact") return [format("TAGMSG", [target], { ...tags, [`+draft/${kind}`]: text })];
	Object.assign(tags, { "+reply": replyTo, "+desktopchat/edit": edit });
	const parts = pieces(text);
	if (parts.length === 1) return [format("PRIVMSG", [target, text], tags)];
	return [
		format("BATCH", ["+m", "draft/multiline", target], tags),
		...parts.map(([piece, goes]) =>
			format("PRIVMSG", [target, piece], { batch: "m", "draft/multiline-concat": goes && "" })),
		format("BATCH", ["-m"]),
	];
}

// [line, whether it goes on from the one before]
export function pieces(text) {
	const most = /^[\x00-\x7f]*$/.test(text) ? LINE : LINE / 4;
	const fitting = new RegExp(`[^]{1,${most}}`, "gu"); // characters, whole
	return text.split("\n").flatMap((line) => (line.match(fitting) ?? [""]).map((piece, at) => [piece, at > 0]));
}
