// A voice message: spoken, heard before it goes, and sent as a sound that windows draw and play.

import { button, make, put, ui } from "./dom.js";
import { tr } from "./words.js";

const RATE = 16000, LONGEST = 3e5; // samples a second; milliseconds
const PEAKS = 48, LOUDEST = 31;

const devices = navigator.mediaDevices; // none on a page that is not encrypted
let recorder = null; // while somebody speaks

devices?.enumerateDevices().then((all) => { ui.speak.hidden = !all.some(({ kind }) => kind === "audioinput"); });

// Begins or, the second time, ends. send(file): once it was heard.
export async function speak(send) {
	if (recorder) return recorder.stop();
	ui.speak.disabled = true; // until the browser has asked
	const stream = await devices.getUserMedia({ audio: true }).finally(() => { ui.speak.disabled = false; });
	const mine = (recorder = new MediaRecorder(stream)), began = Date.now(), ticking = setInterval(tick, 500);
	const shown = make("span", "label"), item = make("li", "line", shown, button("icon", "✕", end, { "aria-label": tr("cancel") }));
	ui.uploads.append(item);
	ui.speak.ariaPressed = "true";
	mine.ondataavailable = recorded;
	mine.start();
	tick();

	function tick() {
		const time = Date.now() - began;
		put(shown, `${tr("speaking")} ${new Date(time).toISOString().slice(14, 19)}`);
		if (time > LONGEST) mine.stop();
	}

	async function recorded({ data }) {
		recorder = null;
		clearInterval(ticking);
		ui.speak.ariaPressed = "false";
		for (const track of stream.getTracks()) track.stop();
		const file = await wave(data);
		shown.replaceWith(make("audio", { src: URL.createObjectURL(file), controls: true }));
		item.append(button("chief", tr("send"), () => { end(); send(file); }));
	}

	function end() {
		item.remove();
		mine.stop();
		ui.text.focus();
	}
}

// A WAV file of 16 bits, and what its link tells: seconds, and how loud it is on the way.
async function wave(recording) {
	const sound = await new OfflineAudioContext(1, 1, RATE).decodeAudioData(await recording.arrayBuffer());
	const samples = Int16Array.from(sound.getChannelData(0), (one) => 32767 * Math.max(-1, Math.min(one, 1)));
	const peaks = Array.from({ length: PEAKS }, (_, at) => samples.subarray(at / PEAKS * samples.length, (at + 1) / PEAKS * samples.length)
		.reduce((most, one) => Math.max(most, one), 0));
	const digits = peaks.map((one) => Math.round(one / Math.max(...peaks, 1) * LOUDEST).toString(32)).join("");
	const bytes = samples.byteLength; // "RIFF", …, "WAVE", "fmt ", …, "data"
	const head = [0x46464952, 36 + bytes, 0x45564157, 0x20746d66, 16, 0x10001, RATE, RATE * 2, 0x100002, 0x61746164, bytes];
	return Object.assign(new File([new Uint32Array(head), samples], "voice.wav"), { told: `#${sound.duration.toFixed(1)}s,${digits}` });
}
