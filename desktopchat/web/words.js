// Texts in the browser's language (host/net/page_texts.py).

import { language, texts } from "./texts.js";

export { language };

export const tr = (key, values = {}) => texts[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
