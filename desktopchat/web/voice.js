// Voice messages, heard before they go.

import { button, make, tr, ui } from "./dom.js";

const RATE = 16000, LONGEST = 3e5; // samples a second; milliseconds
const PEAKS = 48, LOUDEST = 31;

const devices = navigator.mediaDevices; // none on a page that is not encrypted
let recorder = null; // while somebody speaks

devices?.enumerateDevices().then((all) => { ui.speak.hidden = !all.some(({ kind }) => kind === "audioinput"); });

// Begins or, the second time, ends.
export async function speak(send) {
	if (recorder) return recorder.stop();
	ui.speak.disabled = true; // until the browser has asked
	const stream = await devices.getUserMedia({ audio: true }).finally(() => { ui.speak.disabled = false; });
	const mine = (recorder = new MediaRecorder(stream)), ending = setTimeout(() => mine.stop(), LONGEST);
	const shown = make("span", "label", tr("speaking")), item = make("li", "line", shown, button("icon", "✕", end, { "aria-label": tr("cancel") }));
	ui.uploads.append(item);
	ui.speak.ariaPressed = "true";
	mine.ondataavailable = recorded;
	mine.start();

	async function recorded({ data }) {
		recorder = null;
		clearTimeout(ending);
		ui.speak.ariaPressed = "false";
		for (const track of stream.getTracks()) track.stop();
		const file = item.isConnected && await wave(data).catch(() => null);
		if (!file) return shown.replaceWith(make("span", { class: "label trouble", role: "alert" }, tr("unheard")));
		shown.replaceWith(make("audio", { src: URL.createObjectURL(file), controls: true }));
		item.append(button("chief", tr("send"), () => { end(); send(file); }));
	}

	function end() {
		item.remove();
		mine.stop();
		ui.text.focus();
	}
}

// A WAV of 16 bits; its link tells its seconds and how loud it is on the way.
async function wave(recording) {
	const sound = await new OfflineAudioContext(1, 1, RATE).decodeAudioData(await recording.arrayBuffer());
	const samples = Int16Array.from(sound.getChannelData(0), (one) => 32767 * Math.max(-1, Math.min(one, 1)));
	const part = samples.length / PEAKS;
	const peaks = Array.from({ length: PEAKS }, (_, at) =>
		samples.subarray(at * part, (at + 1) * part).reduce((most, one) => Math.max(most, one), 0));
	const digits = peaks.map((one) => Math.round(one / Math.max(...peaks, 1) * LOUDEST).toString(32)).join("");
	const bytes = samples.byteLength; // "RIFF", …, "WAVE", "fmt ", …, "data"
	const head = [0x46464952, 36 + bytes, 0x45564157, 0x20746d66, 16, 0x10001, RATE, RATE * 2, 0x100002, 0x61746164, bytes];
	return Object.assign(new File([new Uint32Array(head), samples], "voice.wav"), { told: `#${sound.duration.toFixed(1)}s,${digits}` });
}
