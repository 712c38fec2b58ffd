// Lines of IRC, their batches (IRCv3), and a connection that comes back by itself.

const ESCAPES = { ";": "\\:", " ": "\\s", "\\": "\\\\", "\r": "\\r", "\n": "\\n" };
const ESCAPED = { ":": ";", s: " ", r: "\r", n: "\n" };

export function parse(line) {
	const [, words = "", source = "", command, rest] = line.match(/^(?:@([^ ]*) +)?(?::([^ ]*) +)?([^ ]*)(.*)$/s);
	const tags = {};
	for (const word of words.split(";").filter(Boolean)) {
		const [, key, value] = word.match(/^([^=]*)=?(.*)$/s);
		tags[key] = value.replace(/\\(.?)/g, (_, one) => ESCAPED[one] ?? one);
	}
	const [head, ...tail] = rest.split(" :");
	const params = head.split(" ").filter(Boolean);
	if (tail.length) params.push(tail.join(" :"));
	return { tags, nick: source.split("!")[0], command: command.toUpperCase(), params };
}

// A tag that is false is none.
export function format(command, params = [], tags = {}) {
	const words = Object.entries(tags).filter(([, value]) => value !== false).map(([key, value]) =>
		value === "" ? key : `${key}=${String(value).replace(/[; \\\r\n]/g, (one) => ESCAPES[one])}`);
	const said = params.map((one) => String(one).replace(/[\r\n\0]/g, " "));
	if (/^$|^:| /.test(said.at(-1) ?? "-")) said.push(`:${said.pop()}`);
	return [...(words.length ? [`@${words.join(";")}`] : []), command, ...said].join(" ");
}

// A long message becomes one, history waits until it is whole.
export function newBatches(take, ended) {
	const open = new Map();

	function receive(message) {
		const { command, tags } = message, batch = open.get(tags.batch);
		if (command === "BATCH") mark(message);
		else if (!batch) take(message);
		else if (!/^labeled|isupport$/.test(batch.type)) batch.messages.push(message);
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

const WANTED = "message-tags server-time batch echo-message labeled-response standard-replies draft/chathistory "
	+ "draft/event-playback draft/multiline draft/message-redaction desktopchat/edit desktopchat/resend "
	+ "desktopchat/search draft/channel-rename draft/extended-isupport";

const FIRST_WAIT = 500, LONGEST_WAIT = 15000; // milliseconds between tries
const PING_AFTER = 10000, PONG_WITHIN = 8000;
const FINAL = ["432", "433", "464", "465"]; // the next try would end alike

// ways: each makes a socket; the first that works is kept. hear(message): from 001 on.
// changed(phase, refusal): why it is "closed", a numeric.
export function newWire({ ways, token, hear, changed, timers = globalThis }) {
	let phase = "closed", refusal = "", socket = null, wait = FIRST_WAIT;
	let timer, name, nick, others, way = 0, works;

	function enter(next) {
		phase = next;
		changed(phase, refusal);
	}

	function after(time, run) {
		timers.clearTimeout(timer);
		timer = timers.setTimeout(run, time);
	}

	const say = (...words) => socket.send(format(...words));

	function connect() {
		drop();
		[refusal, nick, others] = ["", name, 1];
		enter("connecting");
		const mine = (socket = ways[way]());
		mine.onopen = () => {
			works = true;
			say("PASS", [token]);
			say("CAP", ["REQ", WANTED]); // this host's own page: it knows them all
			say("NICK", [nick]);
			say("USER", ["web", "0", "*", name]);
			say("CAP", ["END"]);
		};
		mine.onmessage = ({ data }) => {
			if (mine !== socket) return;
			if (phase === "open") after(PING_AFTER, ping);
			else after(PONG_WITHIN, lost);
			take(parse(data));
		};
		mine.onclose = mine.onerror = () => mine === socket && lost();
		after(PONG_WITHIN, lost);
	}

	function take(message) {
		const { command, params } = message;
		if (command === "PING") say("PONG", params);
		else if (phase === "open") hear(message);
		else if (command === "433" && others < 9) {
			// `State` asks again once it is free.
			nick = `${name.slice(0, 30)}${++others}`;
			say("NICK", [nick]);
		} else if (command === "001") {
			wait = FIRST_WAIT;
			after(PING_AFTER, ping);
			enter("open");
			hear(message);
		} else if (FINAL.includes(command)) {
			refusal = command;
			lost();
		}
	}

	function ping() {
		if (send("PING page")) after(PONG_WITHIN, lost);
		else lost();
	}

	function drop() {
		timers.clearTimeout(timer);
		const before = socket;
		socket = null;
		before?.close();
	}

	function lost() {
		drop();
		if (!works) way = (way + 1) % ways.length;
		if (!refusal) after(wait * (0.5 + Math.random() / 2), connect);
		wait = Math.min(wait * 2, LONGEST_WAIT);
		enter(refusal ? "closed" : "waiting");
	}

	function send(line) {
		const goes = phase === "open" && socket?.readyState === 1;
		if (goes) socket.send(line);
		return goes;
	}

	return {
		send,
		join(wanted) {
			name = wanted;
			connect();
		},
		wake() {
			if (phase === "waiting") connect();
			else if (phase === "open") ping();
		},
	};
}
