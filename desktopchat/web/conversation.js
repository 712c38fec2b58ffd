// One conversation as a value: what was said in it, in the order of the log, and who is there. An
// edit, a reaction or a deletion may come before its message: history comes backwards.

/** As the host tells whether two names are one (CASEMAPPING=rfc7613). */
export const fold = (name) => name.normalize("NFKC").toLowerCase();

export const isRoom = (name) => name[0] === "#" || name[0] === "&";

/** Whether a text has that name as a word of its own. */
export function names(text, nick) {
  if (!nick) return false;
  const word = fold(nick).replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  const plain = /^[\x00-\x7f]*$/.test(nick); // Chinese has no spaces around a name
  return new RegExp(plain ? `(?<![\\p{L}\\p{N}_])${word}(?![\\p{L}\\p{N}_])` : word, "u").test(fold(text));
}

export class Conversation {
  constructor(name) {
    this.name = name;
    this.room = isRoom(name);
    this.topic = "";
    this.entries = []; // in the order of their ids, which is that of the log
    this.people = new Map(); // folded -> {nick, sign}
    this.joined = false;
    this.whole = !this.room; // whether the beginning is there; a guest's direct messages have none
    this.asked = null; // {kind, limit} of the history that is on its way
    this.oldest = ""; // the first id of the history that came; that of a JOIN too, which is not shown
    this.readId = "";
    this.newFrom = ""; // the message after which the line "new" is drawn
    this.typing = new Map(); // nick -> until when
    this.edits = new Map(); // id -> {id, nick, text}: the newest; it may come before its message
    this.reactions = new Map(); // id -> Map of "emoji nick" -> {id, emoji, nick, on}
    this.gone = new Set(); // ids of what was deleted
  }

  find(id) {
    return this.entries.find((one) => one.id === id);
  }

  add(entry) {
    let at = this.entries.length;
    while (at && this.entries[at - 1].id > entry.id) at--;
    if (at && this.entries[at - 1].id === entry.id) return false;
    this.entries.splice(at, 0, entry);
    return true;
  }

  get lastId() {
    return this.entries.at(-1)?.id ?? "";
  }

  /** The words of an entry as they are now. */
  textOf(entry) {
    const edit = this.edits.get(entry.id);
    return edit && fold(edit.nick) === fold(entry.nick) ? edit.text : entry.text;
  }

  isEdited(entry) {
    return this.textOf(entry) !== entry.text;
  }

  /** [[emoji, [nick, …]], …] */
  reactionsOf(id) {
    const found = new Map();
    for (const one of this.reactions.get(id)?.values() ?? [])
      if (one.on) found.set(one.emoji, [...(found.get(one.emoji) ?? []), one.nick]);
    return [...found];
  }

  unread(me) {
    const fresh = [];
    for (let at = this.entries.length - 1; at >= 0 && this.entries[at].id > this.readId; at--)
      if (!this.entries[at].own && !this.gone.has(this.entries[at].id)) fresh.push(this.entries[at]);
    const count = fresh.length;
    return { count, named: this.room ? fresh.some((one) => names(this.textOf(one), me)) : count > 0 };
  }
}
