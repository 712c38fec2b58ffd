// Files on the host: their links (docs/protocol.md), cards, uploads (tus 1.0.0).

import { button, label, make, tr, ui } from "./dom.js";

const LINK = /https?:\/\/[^\s/?#]+(\/files\/[\w-]{22})\/([^\s/?#<>"]+)(?:#(\d+)x(\d+)|#(\d+)B(?:\d+s)?|#[\d.]+s,\w+)?/gi;
const PICTURE = /\.(png|jpe?g|gif|webp|bmp)$/i, SOUND = /\.(ogg|oga|opus|mp3|m4a|wav|flac)$/i;
const PIECE = 1e6; // bytes at once
const LARGEST = 5e7; // pixels; a small file can have too many

// Without what turns text around ("gnp.exe" that reads "exe.png").
function nameIn(link) {
	try { link = decodeURIComponent(link); } catch { /* as it is */ }
	return link.replace(/[\p{Cc}\p{Cf}]/gu, "");
}

export const withNames = (text) => text.replace(LINK, (link, path, name) => nameIn(name));

export const withoutLinks = (text) => text.replace(LINK, "").trim();

// By this page's own address: the link's may have a key that no browser knows.
export function cards(text) {
	return [...text.matchAll(LINK)].map(([, path, called, width, height, bytes]) => {
		const name = nameIn(called), src = `${path}/${called}`;
		const scale = Math.min(1, 320 / width, 240 / height);
		return make("div", "card",
			make("a", { href: src, target: "_blank", rel: "noreferrer", dir: "auto" },
				width && PICTURE.test(name) && make("img", { src, alt: "", loading: "lazy", error: ({ target }) => target.remove(),
					load: ({ target }) => target.naturalWidth * target.naturalHeight > LARGEST && target.remove(),
					width: Math.ceil(width * scale), height: Math.ceil(height * scale) }), name),
			SOUND.test(name) && make("audio", { src, controls: true, preload: "none", "aria-label": name }),
			make("span", "quiet", width ? `${width} × ${height}` : bytes ? sized(bytes) : ""));
	});
}

const sized = (bytes) => (bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

async function telling(file) {
	if (file.told) return file.told;
	const picture = PICTURE.test(file.name) && await createImageBitmap(file).catch(() => null);
	return picture ? `#${picture.width}x${picture.height}` : `#${file.size}B`;
}

export function bring(file, token, say) {
	const { name, size } = file, bar = make("progress", { max: size || 1, value: 0, "aria-label": name });
	const trouble = make("span", { class: "trouble", role: "alert" });
	const item = make("li", "line", label(name), bar, trouble, button("icon", "✕", end, { "aria-label": `${tr("cancel")}: ${name}` }));
	let headers, place;
	ui.uploads.append(item);
	send().catch((why) => {
		bar.remove();
		trouble.textContent = tr("failed", { why });
	});

	async function send() {
		headers = { Authorization: `Bearer ${await token}`, "Tus-Resumable": "1.0.0" };
		place = await ask("POST", { "Upload-Length": size, "Upload-Metadata": `filename ${base64(name)}` });
		while (bar.value < size && item.isConnected) {
			const piece = file.slice(bar.value, bar.value + PIECE);
			await ask("PATCH", { "Upload-Offset": bar.value, "Content-Type": "application/offset+octet-stream" }, piece);
			bar.value += PIECE;
		}
		if (!item.isConnected) return ask("DELETE");
		say(place + await telling(file));
		return item.remove();
	}

	async function ask(method, more, body) {
		const path = place ? new URL(place).pathname : "/files";
		const answer = await fetch(path, { method, headers: { ...headers, ...more }, body }).catch(() => { throw tr("broken"); });
		if (!answer.ok) throw await answer.text();
		return answer.headers.get("Location");
	}

	function end() {
		item.remove();
		ui.text.focus();
	}
}

const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
