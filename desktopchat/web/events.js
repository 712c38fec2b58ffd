// Events and POST, for browsers that refuse a WebSocket to a key they can't check.
export function newEvents() {
	const source = new EventSource("/events"), waiting = [];
	let path, busy;
	const socket = {
		readyState: 0,
		send(line) {
			waiting.push(line);
			if (!busy) post();
		},
		close() {
			socket.readyState = 3;
			source.close();
		},
	};
	const fail = () => {
		socket.close();
		socket.onclose();
	};
	source.onerror = fail;
	source.onmessage = (event) => socket.onmessage(event);
	source.addEventListener("session", ({ data }) => {
		path = `/events/${data}`;
		socket.readyState = 1;
		socket.onopen();
	});

	async function post() {
		for (busy = true; waiting.length && socket.readyState === 1;) {
			const body = waiting.splice(0, 10).map((line) => `${line}\r\n`).join("");
			const answer = await fetch(path, { method: "POST", body }).catch(() => ({}));
			if (!answer.ok && socket.readyState === 1) fail();
		}
		busy = false;
	}
	return socket;
}
