// The wire: a line of IRC as a value and back, and one connection over WebSocket that comes back
// by itself. It knows nothing of conversations, and nothing of the page.

const ESCAPED = { ":": ";", s: " ", "\\": "\\", r: "\r", n: "\n" };
const ESCAPES = { ";": "\\:", " ": "\\s", "\\": "\\\\", "\r": "\\r", "\n": "\\n" };

// {tags, nick, command, params} of a line without CR LF (IRCv3 message-tags).
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

// A line; a tag that is false is none. What would end the line is left out of it.
export function format(command, params = [], tags = {}) {
	const words = Object.entries(tags).filter(([, value]) => value !== false).map(([key, value]) =>
		value === "" ? key : `${key}=${String(value).replace(/[; \\\r\n]/g, (one) => ESCAPES[one])}`);
	const last = params.length - 1;
	const said = params.map((one, at) => {
		const text = String(one).replace(/[\r\n\0]/g, " ");
		return at === last && (text === "" || text[0] === ":" || text.includes(" ")) ? `:${text}` : text;
	});
	return (words.length ? `@${words.join(";")} ` : "") + [command, ...said].join(" ");
}

export const WANTED = [
	"message-tags", "server-time", "batch", "echo-message", "labeled-response", "standard-replies",
	"cap-notify", "multi-prefix", "draft/chathistory", "draft/event-playback", "draft/multiline",
	"draft/message-redaction", "draft/channel-rename", "desktopchat/edit", "desktopchat/resend",
];

const FIRST_WAIT = 500, LONGEST_WAIT = 15000; // milliseconds between two tries to connect
const FINAL = ["432", "433", "464", "465"]; // numerics after which there is nothing to try
const PING_AFTER = 30000, PONG_WITHIN = 8000;

/**
 * One connection, and the next one when it breaks.
 *
 * hear(message): takes each line once they are in, 001 first. changed(phase): "connecting", "open",
 * "waiting" (for the next try), "closed" (nothing more is tried: `refusal` says why). open(): makes a
 * WebSocket. `timers` is for tests.
 */
export class Wire {
	constructor({ open, token, hear, changed, timers = globalThis }) {
		Object.assign(this, { open, token, hear, changed, timers });
		this.phase = "closed";
		this.wait = FIRST_WAIT;
	}

	// Come in under that name, and stay in from now on.
	join(name) {
		this.name = name;
		this.#connect();
	}

	// Whether it was sent; what is not has to be said again once the phase is "open".
	send(line) {
		if (this.phase !== "open" || this.socket?.readyState !== 1) return false;
		this.socket.send(line);
		return true;
	}

	// The page is looked at again, or there is a network again: find out now whether all is well.
	wake() {
		if (this.phase === "waiting") this.#connect();
		else if (this.phase === "open") this.#ping();
	}

	#enter(phase) {
		this.phase = phase;
		this.changed(phase);
	}

	#connect() {
		this.#drop();
		this.refusal = "";
		this.nick = this.name;
		this.others = 1;
		this.#enter("connecting");
		const socket = (this.socket = this.open());
		const say = (...words) => socket.send(format(...words));
		socket.onopen = () => {
			if (this.token) say("PASS", [this.token]);
			say("CAP", ["LS", "302"]);
			say("NICK", [this.nick]);
			say("USER", ["web", "0", "*", this.name]);
		};
		this.offered = [];
		socket.onmessage = ({ data }) => {
			if (socket !== this.socket) return;
			if (this.phase === "open") this.#after(PING_AFTER, () => this.#ping());
			else this.#after(PONG_WITHIN, () => this.#lost());
			this.#take(parse(data), say);
		};
		socket.onclose = socket.onerror = () => {
			if (socket === this.socket) this.#lost();
		};
		this.#after(PONG_WITHIN, () => this.#lost());
	}

	#take(message, say) {
		const { command, params } = message;
		if (command === "PING") say("PONG", params);
		else if (this.phase === "open") {
			if (command !== "PONG") this.hear(message);
		} else if (command === "CAP" && params[1] === "LS") {
			this.offered.push(...params.at(-1).split(" ").map((one) => one.split("=")[0]));
			const there = WANTED.filter((one) => this.offered.includes(one));
			if (params[2] !== "*") say("CAP", ["REQ", there.join(" ")]);
		} else if (command === "CAP") say("CAP", ["END"]);
		else if (command === "433" && this.others < 9) {
			// Their own connection of before may still have it; `State` asks for it again later.
			this.nick = `${this.name.slice(0, 30)}${++this.others}`;
			say("NICK", [this.nick]);
		} else if (FINAL.includes(command)) this.refusal ||= command;
		else if (command === "001") {
			this.wait = FIRST_WAIT;
			this.#after(PING_AFTER, () => this.#ping());
			this.#enter("open");
			this.hear(message);
		}
		if (["432", "433"].includes(this.refusal)) this.#lost(); // the host would have one try others
	}

	#ping() {
		if (this.send("PING page")) this.#after(PONG_WITHIN, () => this.#lost());
		else this.#lost();
	}

	// What is next, unless something else comes first.
	#after(wait, run) {
		this.timers.clearTimeout(this.timer);
		this.timer = this.timers.setTimeout(run, wait);
	}

	#drop() {
		this.timers.clearTimeout(this.timer);
		const socket = this.socket;
		this.socket = null;
		socket?.close();
	}

	#lost() {
		this.#drop();
		// A wrong link, a name that can't be or a ban is the same at the next try.
		if (FINAL.includes(this.refusal)) return this.#enter("closed");
		this.#after(this.wait * (0.5 + Math.random() / 2), () => this.#connect());
		this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
		return this.#enter("waiting");
	}
}
