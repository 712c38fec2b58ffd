// Elements: of index.html, new ones, lists; their texts (host/net/page_texts.py).

import { texts } from "./texts.js";

// words: where there is no such text.
export const tr = (key, values = {}, words) => texts[key]?.replace(/\{(\w+)\}/g, (_, name) => values[name]) ?? words;

export const ui = Object.fromEntries([...document.querySelectorAll("[id]")].map((one) => [one.id, one]));

// make("a", {href: …, click: function}, child or text, …) or make("b", "class").
export function make(kind, more, ...children) {
	const one = document.createElement(kind);
	for (const [key, value] of Object.entries(typeof more === "string" ? { class: more } : more))
		if (typeof value === "function") one.addEventListener(key, value);
		else if (value !== false) one.setAttribute(key, value === true ? "" : value);
	one.append(...children.filter(Boolean));
	return one;
}

export const button = (look, words, click, more) => make("button", { class: look, click, ...more }, ...[words].flat());

export const label = (name) => make("span", { class: "label", dir: "auto" }, name);

// Screen readers say a live text each time it is put.
export function put(one, text) {
	if (one.textContent !== text) one.textContent = text;
}

// Rows, {key, sign, build}, stay with their sign: a screen reader hears of each once.
export function fill(list, wanted) {
	const before = new Map([...list.children].map((one) => [one.key, one]));
	let focused;
	const items = wanted.map(({ key, sign, build }) => {
		const item = before.get(key);
		if (item?.sign === sign) {
			before.delete(key);
			return item;
		}
		const fresh = Object.assign(build(), { key, sign });
		if (item?.contains(document.activeElement)) focused = fresh;
		return fresh;
	});
	for (const one of before.values()) one.remove();
	items.forEach((one, at) => { if (list.children[at] !== one) list.insertBefore(one, list.children[at]); });
	focused?.querySelector("button")?.focus({ preventScroll: true });
}
