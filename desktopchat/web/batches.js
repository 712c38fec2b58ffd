// Lines that belong together (IRCv3 batch): those of a long message become one, those of history are
// kept until all are there, those of an answer get its label.

export class Batches {
	// take(message): one that stands for itself. ended(batch): with its type and `messages`.
	constructor(take, ended) {
		Object.assign(this, { take, ended, open: new Map() });
	}

	receive(message) {
		const { command, tags } = message;
		const batch = this.open.get(tags.batch);
		if (command === "BATCH") this.#batch(message);
		else if (!batch) this.take(message);
		else if (batch.type !== "labeled-response") batch.messages.push(message);
		else this.take({ ...message, tags: { ...tags, batch: "", label: batch.tags.label } });
	}

	#batch(message) {
		const [word, type, ...params] = message.params;
		const name = word.slice(1);
		if (word[0] === "+") {
			this.open.set(name, { ...message, type, params, messages: [] });
			return;
		}
		const batch = this.open.get(name);
		this.open.delete(name);
		if (batch?.type === "draft/multiline")
			this.receive({ ...batch, command: "PRIVMSG", params: [batch.params[0], joined(batch.messages)] });
		else if (batch) this.ended(batch);
	}
}

// The text of several lines.
function joined(lines) {
	return lines.reduce((all, { tags, params }, at) =>
		all + (at && !("draft/multiline-concat" in tags) ? "\n" : "") + (params[1] ?? ""), "");
}
