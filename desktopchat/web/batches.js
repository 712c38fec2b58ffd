// IRCv3 batches: a long message becomes one, history waits until it is whole.

export function newBatches(take, ended) {
	const open = new Map();

	function receive(message) {
		const { command, tags } = message, batch = open.get(tags.batch);
		if (command === "BATCH") mark(message);
		else if (!batch) take(message);
		else if (batch.type !== "labeled-response") batch.messages.push(message);
		else take({ ...message, tags: { ...tags, batch: "", label: batch.tags.label } });
	}

	function mark(message) {
		const [word, type, ...params] = message.params, name = word.slice(1), batch = open.get(name);
		open.delete(name);
		if (word[0] === "+") open.set(name, { ...message, type, params, messages: [] });
		else if (batch?.type === "draft/multiline")
			receive({ ...batch, command: "PRIVMSG", params: [batch.params[0], joined(batch.messages)] });
		else if (batch) ended(batch);
	}

	return { receive, clear: () => open.clear() };
}

const joined = (lines) => lines.reduce((all, { tags, params }, at) =>
	all + (at && !("draft/multiline-concat" in tags) ? "\n" : "") + (params[1] ?? ""), "");
