// Elements: those of index.html, new ones, and lists that keep the rows that are still the same.

// Those with an id, by it.
export const ui = Object.fromEntries([...document.querySelectorAll("[id]")].map((one) => [one.id, one]));

// A new one: make("a", {href: …, class: …, click: function}, child or text, …); a class alone: make("b", "quiet").
export function make(kind, more, ...children) {
	const one = document.createElement(kind);
	for (const [key, value] of Object.entries(typeof more === "string" ? { class: more } : more))
		if (typeof value === "function") one.addEventListener(key, value);
		else if (value !== false) one.setAttribute(key, value === true ? "" : value);
	one.append(...children.filter(Boolean));
	return one;
}

export function button(look, words, click, more = {}) {
	return make("button", { class: look, click, ...more }, ...[words].flat());
}

// A screen reader says a live text each time that it is put there.
export function put(one, text) {
	if (one.textContent !== text) one.textContent = text;
}

/** Give a list its rows: {key, sign, build}. What has the same sign stays, so that a screen reader
 * hears of it once; the focus stays in its row. */
export function fill(list, wanted) {
	const before = new Map([...list.children].map((one) => [one.key, one]));
	const keys = new Set(wanted.map(({ key }) => key));
	for (const [key, item] of before) if (!keys.has(key)) item.remove();
	let next = list.firstChild;
	for (const { key, sign, build } of wanted) {
		let item = before.get(key);
		if (item?.sign !== sign) {
			const focused = item?.contains(document.activeElement);
			const fresh = Object.assign(build(), { key, sign });
			if (item === next) next = next?.nextSibling ?? null;
			item?.remove();
			list.insertBefore((item = fresh), next);
			if (focused) item.querySelector("button")?.focus({ preventScroll: true });
		} else if (item === next) next = next.nextSibling;
		else list.insertBefore(item, next);
	}
}
