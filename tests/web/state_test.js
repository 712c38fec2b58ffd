// Run by test_modules.py under Node, beside copies of the page's modules.

import assert from "node:assert/strict";
import { test } from "node:test";

import { names } from "./conversation.js";
import { newEvents } from "./events.js";
import { format, parse, newWire } from "./irc.js";
import { pieces } from "./outbox.js";
import { State } from "./state.js";

/** A state that is in #lab, the lines that it sent, and `hear`, which gives it lines. */
function joined(options = {}) {
  const sent = [];
  const wire = { open: true };
  const state = new State({
    random: "0123456789abcdef0123",
    send: (line) => wire.open && sent.push(line) > 0,
    ...options,
  });
  const hear = (...lines) => lines.forEach((line) => state.receive(parse(line)));
  const welcome = () =>
    hear(":h 001 ada :Hi", ":h 005 ada NETWORK=Lab\\x203 desktopchat/ROOM=#lab :are", ":h 422 ada :No");
  welcome();
  hear(":ada!a@h JOIN #lab", ":h 353 ada = #lab :@ada ~@bo", ":h 366 ada #lab :End");
  return { state, sent, hear, welcome, wire };
}

/** An answer of CHATHISTORY with these messages: [msgid, nick, text]. */
const history = (...messages) => [
  ":h BATCH +b chathistory #lab",
  ...messages.map(([id, nick, text]) =>
    `@batch=b;msgid=${id};time=2026-01-01T00:00:00.000Z :${nick}!u@h PRIVMSG #lab :${text}`),
  ":h BATCH -b",
];
const texts = (state) => state.here.entries.map((one) => state.here.textOf(one));
const last = (sent) => parse(sent.at(-1));

test("a line is read and written as IRCv3 says", () => {
  const line = "@+draft/reply=a\\:b\\s\\\\;label=x :n!u@h PRIVMSG #a :one :two  three";
  const { tags, nick, command, params } = parse(line);
  assert.deepEqual(tags, { "+draft/reply": "a;b \\", label: "x" });
  assert.deepEqual([nick, command, params], ["n", "PRIVMSG", ["#a", "one :two  three"]]);
  assert.equal(format(command, params, tags), line.replace(":n!u@h ", ""));
});

test("who could carry the chat on is known, and who does once the host says so", () => {
  const { state, hear, welcome } = joined();
  hear(":h 005 ada desktopchat/DEPUTIES=ircs://b?fingerprint\\x3Daa,ircs://c?fingerprint\\x3Dbb :are");
  assert.deepEqual(state.heirs, ["ircs://b?fingerprint=aa", "ircs://c?fingerprint=bb"]);
  hear(":h FAIL * MOVED ircs://c?fingerprint=bb :This chat goes on there.");
  state.offline();
  assert.deepEqual(state.heirs, ["ircs://c?fingerprint=bb"]);
  welcome();
  assert.deepEqual(state.heirs, []);
});

test("nothing that one says begins another line", () => {
  assert.equal(format("PRIVMSG", ["#a", "one\r\nQUIT"], { x: "\r\n" }), "@x=\\r\\n PRIVMSG #a :one  QUIT");
});

test("what was said is there once its echo has come, and once only", () => {
  const { state, sent, hear } = joined();
  state.say("hello");
  const { label } = last(sent).tags;
  assert.ok(label.length >= 20);
  assert.equal(state.outbox.waiting.length, 1);
  const echo = `@label=${label};msgid=m1 :ada!a@h PRIVMSG #lab hello`;
  hear(echo, echo);
  assert.deepEqual([state.outbox.waiting.length, texts(state)], [0, ["hello"]]);
});

test("what has no echo yet when the connection breaks is sent again under its label", () => {
  const { state, sent, hear, welcome } = joined();
  state.say("hello");
  const first = last(sent);
  state.offline();
  state.say("and more");
  const before = sent.length;
  welcome();
  assert.deepEqual(sent.slice(before).map((one) => parse(one).command), ["JOIN", "LIST"]);
  hear(":ada!a@h JOIN #lab");
  const [one, two] = sent.slice(-2).map(parse);
  assert.equal(one.tags.label, first.tags.label);
  assert.ok("desktopchat/resend" in one.tags);
  assert.ok(!("desktopchat/resend" in two.tags));
  assert.notEqual(two.tags.label, one.tags.label);
});

test("what waits outlasts the page", () => {
  const { state, sent } = joined();
  state.say("hello");
  const kept = state.save();
  const again = joined({ random: "another" });
  again.state.offline();
  again.state.restore(kept);
  again.welcome();
  again.hear(":ada!a@h JOIN #lab");
  assert.equal(last(again.sent).tags.label, last(sent).tags.label);
  assert.ok("desktopchat/resend" in last(again.sent).tags);
});

test("a tab that was doubled gives no label that the other gives", () => {
  const { state, sent } = joined();
  const doubled = joined({ random: "another" });
  doubled.state.restore(state.save());
  state.say("of the one");
  doubled.state.say("of the other");
  assert.notEqual(last(doubled.sent).tags.label, last(sent).tags.label);
});

test("what is kept and damaged is as nothing", () => {
  const { state } = joined();
  for (const text of ["", "null", "{", "[1]", '{"outbox": 1}', '{"outbox": {"waiting": 1}}']) state.restore(text);
  assert.deepEqual(state.outbox.waiting, []);
});

test("what can't be said is kept as failed, and tried again under a new label", () => {
  const { state, sent, hear } = joined();
  state.say("hello");
  const { label } = last(sent).tags;
  hear(`@label=${label} :h 404 ada #lab :You are muted`);
  const [{ failure, text, target }] = state.outbox.waiting;
  assert.deepEqual(failure, ["404", { name: "#lab", words: "You are muted" }, "You are muted"]);
  state.forget(label);
  state.say(text, "", target);
  assert.notEqual(last(sent).tags.label, label);
  assert.deepEqual(state.outbox.waiting.map((one) => one.failure), [undefined]);
});

test("history is sorted into what is there, up and down, until there is no more", () => {
  const { state, sent, hear } = joined();
  assert.equal(last(sent).params.join(" "), "LATEST #lab * 50");
  hear(...history(["m3", "bo", "three"], ["m4", "bo", "four"]));
  state.older();
  assert.equal(last(sent).params.join(" "), "BEFORE #lab msgid=m3 50");
  hear(...history(["m1", "bo", "one"], ["m2", "bo", "two"], ["m3", "bo", "three"]));
  assert.deepEqual(texts(state), ["one", "two", "three", "four"]);
  state.older();
  hear(...history());
  assert.ok(state.here.whole);
});

test("a page of history in which nobody said anything leads on to the one before", () => {
  const { state, sent, hear } = joined();
  hear(":h BATCH +b chathistory #lab", "@batch=b;msgid=m7 :cy!u@h JOIN #lab", ":h BATCH -b");
  state.older();
  assert.equal(last(sent).params.join(" "), "BEFORE #lab msgid=m7 50");
});

test("after a break all that was missed comes, page after page", () => {
  const { state, sent, hear, welcome } = joined();
  hear(...history(["m0", "bo", "zero"]));
  state.offline();
  welcome();
  hear(":ada!a@h JOIN #lab");
  assert.equal(last(sent).params.join(" "), "AFTER #lab msgid=m0 200");
  hear(...history(...Array.from({ length: 200 }, (_, at) => [`m1${String(at).padStart(3, "0")}`, "bo", "x"])));
  assert.equal(last(sent).params.join(" "), "AFTER #lab msgid=m1199 200");
  hear(...history(["m2", "bo", "end"]));
  assert.equal(state.here.entries.length, 202);
});

test("what was being asked for when the connection broke is asked for anew, with all that it may lack", () => {
  const { state, sent, hear, welcome } = joined();
  hear(...history(["m0", "bo", "zero"]));
  state.offline();
  welcome();
  hear(":ada!a@h JOIN #lab", "@msgid=m9 :bo!u@h PRIVMSG #lab :told before the answer");
  state.offline();
  welcome();
  hear(":ada!a@h JOIN #lab");
  assert.equal(last(sent).params.join(" "), "LATEST #lab * 50");
  hear(...history(["m0", "bo", "zero"], ["m5", "bo", "missed"], ["m9", "bo", "told before the answer"]));
  assert.deepEqual(texts(state), ["zero", "missed", "told before the answer"]);
});

test("when halves of the place become one, all is asked for anew, once for each time", () => {
  const { state, sent, hear } = joined();
  const heal = (halves) => hear(`:h 005 ada desktopchat/HEALED=${halves} :are`);
  hear(...history(["m1", "bo", "one"], ["m4", "bo", "four"]), "@msgid=d1 :cy!u@h PRIVMSG ada :for you alone");
  const before = sent.length;
  heal("x:1767225600000");
  state.older(); // as drawing does where nothing is there to scroll
  assert.deepEqual(sent.slice(before).map((line) => parse(line).params.join(" ")), ["LATEST #lab * 50"]);
  hear(...history(["m1", "bo", "one"], ["m2", "cy", "of the other half"], ["m4", "bo", "four"]));
  heal("x:1767225600000");
  assert.deepEqual(texts(state), ["one", "of the other half", "four"]);
  heal("x:1767225600000,y:1767225700000");
  assert.deepEqual(texts(state), []);
  assert.equal(state.find("cy").entries.length, 1); // the host has no history of those for a page
});

test("edits, reactions and deletions count though their message comes later", () => {
  const { state, hear } = joined();
  hear(
    "@msgid=m5;+desktopchat/edit=m1 :bo!u@h PRIVMSG #lab :better",
    "@msgid=m6;+desktopchat/edit=m1 :eve!u@h PRIVMSG #lab :not mine",
    "@msgid=m7;+draft/react=👍;+draft/reply=m1 :cy!u@h TAGMSG #lab",
    "@msgid=m8;+draft/unreact=👍;+draft/reply=m2 :cy!u@h TAGMSG #lab",
    "@msgid=m9 :bo!u@h REDACT #lab m3",
  );
  hear("@msgid=m7b;+desktopchat/edit=m1 :bo!u@h PRIVMSG #lab :best");
  hear(...history(["m1", "bo", "good"], ["m2", "bo", "two"], ["m3", "bo", "three"]));
  hear("@msgid=m4;+draft/react=👍;+draft/reply=m2 :cy!u@h TAGMSG #lab");
  assert.equal(texts(state)[0], "best");
  assert.deepEqual(state.here.reactionsOf("m1"), [["👍", ["cy"]]]);
  assert.deepEqual(state.here.reactionsOf("m2"), []);
  assert.ok(state.here.gone.has("m3"));
});

test("unread and names count what others said while one looked elsewhere", () => {
  const { state, hear } = joined();
  hear(...history(["m1", "bo", "old"]));
  assert.equal(state.here.unread("ada").count, 0);
  state.look(false);
  hear("@msgid=m2 :bo!u@h PRIVMSG #lab :Ada?", "@msgid=m3 :ada!a@h PRIVMSG #lab :mine");
  assert.deepEqual(state.here.unread("ada"), { count: 1, named: true });
  state.look(true);
  assert.deepEqual([state.here.unread("ada").count, state.here.newFrom], [0, "m1"]);
  hear("@msgid=m4 :bo!u@h PRIVMSG ada :psst");
  assert.deepEqual(state.places.get("bo").unread("ada"), { count: 1, named: true });
});

test("history that the host refuses is waited for no more", () => {
  const { state, hear } = joined();
  hear("FAIL CHATHISTORY MESSAGE_ERROR LATEST #lab :No");
  hear("@msgid=m1 :bo!u@h PRIVMSG #lab :hi");
  assert.equal(state.here.unread("ada").count, 0);
});

test("a name is a word of its own", () => {
  assert.ok(names("hi ADA!", "ada") && names("王伟你好", "王伟"));
  for (const nick of ["Åsa_Öberg", "a-b", "[x]\\^{}|`/", "$a"]) assert.ok(names(`to ${nick} too`, nick), nick);
  assert.ok(!names("Canada", "ada") && !names("a.b", "axb") && !names("anything", ""));
});

test("a long text goes and comes as one message", () => {
  const { state, sent, hear } = joined();
  const text = `${"长".repeat(300)}\n\nsecond  line`;
  const before = sent.length;
  state.say(text, "m0");
  const lines = sent.slice(before).map(parse);
  assert.deepEqual([lines[0].command, lines[0].tags["+reply"]], ["BATCH", "m0"]);
  assert.ok(sent.slice(before).every((one) => new TextEncoder().encode(one).length < 500));
  hear(`@label=${lines[0].tags.label};msgid=m1 :ada!a@h BATCH +7 draft/multiline #lab`);
  for (const { tags, params } of lines.slice(1, -1))
    hear(format("PRIVMSG", params, { ...tags, batch: "7" }).replace(" ", " :ada!a@h "));
  hear(":h BATCH -7");
  assert.deepEqual([texts(state), state.outbox.waiting.length], [[text], 0]);
  assert.equal(pieces("a\nb").length, 2);
});

test("one's own words can be changed by the connection that said them alone", () => {
  const { state, sent, hear, welcome } = joined();
  hear(...history(["m0", "ada", "of another visit"]));
  state.say("hello");
  hear(`@label=${last(sent).tags.label};msgid=m1 :ada!a@h PRIVMSG #lab hello`);
  assert.deepEqual(state.here.entries.map((one) => state.mayChange(one)), [false, true]);
  state.offline();
  welcome();
  assert.ok(!state.mayChange(state.here.entries[1]));
});

test("what a search finds is a conversation of its own, an edit in place of what it changed", () => {
  const { state, sent, hear } = joined();
  state.search("old words");
  assert.deepEqual(last(sent).params, ["#lab", "50", "old words"]);
  hear(
    ":h BATCH +s desktopchat/search #lab",
    "@batch=s;msgid=m9;+desktopchat/edit=m2 :bo!u@h PRIVMSG #lab :old words, better",
    "@batch=s;msgid=m1 :bo!u@h PRIVMSG #lab :old words",
    ":h BATCH -s",
  );
  assert.deepEqual(texts(state), ["old words", "old words, better"]);
  assert.equal(state.here.unread("ada").count, 0);
  state.leave(state.here);
  assert.equal(state.here.name, "#lab");
});

test("people come, go, rename and are put out; their name is taken back once it is free", () => {
  const { state, sent, hear } = joined();
  state.wanted = "Ada";
  hear(":bo!u@h NICK bob", ":cy!u@h JOIN #lab", ":di!u@h JOIN #lab", ":di!u@h PART #lab", ":cy!u@h QUIT :x");
  assert.deepEqual([...state.here.people.keys()], ["ada", "bob"]);
  state.nick = "Ada2";
  hear(":Ada!u@h QUIT :Ping timeout");
  assert.equal(sent.at(-1), "NICK Ada");
  hear(":op!u@h KICK #lab Ada2 :enough");
  assert.ok(!state.places.has("#lab"));
});

test("people keep their marks when they rename, and a change of marks is asked for", () => {
  const { state, sent, hear } = joined();
  hear(":bo!u@h NICK bob");
  assert.deepEqual([...state.here.people.values()], ["@ada", "~@bob"]);
  hear(":h MODE #lab -o ada");
  assert.equal(sent.at(-1), "NAMES #lab");
  hear(":h 353 ada = #lab :ada ~@bob", ":h MODE ada +o", ":h MODE #lab +m");
  assert.deepEqual([[...state.here.people.values()], sent.at(-1)], [["ada", "~@bob"], "NAMES #lab"]);
  hear(":bob!u@h PART #lab");
  assert.deepEqual([...state.here.people.keys()], ["ada"]);
});

test("a room, and whom one talks with, is followed when it gets another name", () => {
  const { state, sent, hear } = joined();
  hear("@msgid=m1 :bo!u@h PRIVMSG #lab :hi", ":ada!a@h RENAME #lab #den :new walls");
  assert.deepEqual([state.here.name, texts(state), [...state.places.keys()]], ["#den", ["hi"], ["#den"]]);
  hear("@msgid=m2 :bo!u@h PRIVMSG #den :here");
  assert.deepEqual(texts(state), ["hi", "here"]);
  hear("@msgid=m3 :bo!u@h PRIVMSG ada :psst");
  state.show("bo");
  hear(":bo!u@h NICK Bob");
  state.say("well?");
  assert.deepEqual(last(sent).params, ["Bob", "well?"]);
  hear("@msgid=m4 :cy!u@h PRIVMSG ada :me too", ":cy!u@h NICK bob2", ":bob2!u@h NICK BOB");
  assert.deepEqual([...state.places.keys()], ["#den", "bob", "bob2"]);
});

test("a flood does not grow without end", () => {
  const { state, hear } = joined();
  hear(...history());
  for (let at = 0; at < 5000; at++) hear(`@msgid=m${10000 + at} :bo!u@h PRIVMSG #lab :x`);
  assert.ok(state.here.entries.length <= 2000 && !state.here.whole);
});

// The connection

class Socket {
  constructor() { this.readyState = 1; this.sent = []; }
  send(line) { this.sent.push(line); }
  close() { this.readyState = 3; }
  hear(...lines) { lines.forEach((data) => this.onmessage({ data })); }
}

function wired() {
  const sockets = [], phases = [], heard = [];
  const timers = { jobs: new Map(), setTimeout(run) { const key = {}; this.jobs.set(key, run); return key; }, clearTimeout(key) { this.jobs.delete(key); } };
  const wire = newWire({
    token: "secret", timers, hear: (message) => heard.push(message.command),
    changed: (phase, refusal) => phases.push(...[phase, refusal].filter(Boolean)),
    ways: [0, 1].map((way) => () => sockets[sockets.push(Object.assign(new Socket(), { way })) - 1]),
  });
  wire.join("Ada");
  return { wire, sockets, phases, heard, timers };
}

test("the secret of the link is said before anything else", () => {
  const { sockets: [socket] } = wired();
  socket.onopen();
  assert.equal(socket.sent[0], "PASS secret");
  assert.deepEqual(socket.sent.filter((one) => !one.startsWith("CAP REQ")).slice(1), ["NICK Ada", "USER web 0 * Ada", "CAP END"]);
});

test("a connection that breaks is made again, and a wrong link is not tried again", () => {
  const { wire, sockets, phases, timers } = wired();
  sockets[0].hear(":h 001 Ada :Hi");
  sockets[0].onclose();
  assert.deepEqual(phases, ["connecting", "open", "waiting"]);
  assert.ok(!wire.send("PRIVMSG #a b"));
  timers.jobs.values().next().value();
  sockets[1].hear(":h 464 * :Password incorrect");
  sockets[1].onclose();
  assert.deepEqual([phases.slice(3), timers.jobs.size], [["connecting", "closed", "464"], 0]);
});

test("where one way to connect fails at once the other is tried, and the one that works is kept", () => {
  const { sockets, timers } = wired();
  const next = () => timers.jobs.values().next().value();
  sockets[0].onerror();
  next();
  sockets[1].onopen();
  sockets[1].hear(":h 001 Ada :Hi");
  sockets[1].onclose();
  next();
  sockets[2].onclose();
  next();
  assert.deepEqual(sockets.map((one) => one.way), [0, 1, 1, 1]);
});

test("events and POST carry lines as a WebSocket does, in order and one POST at a time", async () => {
  const sources = [], posts = [];
  class Source extends EventTarget {
    constructor(url) { super(); this.url = url; sources.push(this); }
    close() { this.closed = true; }
  }
  globalThis.EventSource = Source;
  globalThis.fetch = (path, { method, body }) => new Promise((done) => posts.push({ path, method, body, done }));
  const settled = () => new Promise((done) => setImmediate(done));
  const socket = newEvents(), heard = [];
  let ended = 0;
  Object.assign(socket, { onopen: () => socket.send("PASS x"), onmessage: ({ data }) => heard.push(data), onclose: () => ended++ });
  sources[0].dispatchEvent(Object.assign(new Event("session"), { data: "abc" }));
  for (let at = 0; at < 12; at++) socket.send(`PING ${at}`);
  assert.deepEqual(posts.map(({ path, method, body }) => [path, method, body]), [["/events/abc", "POST", "PASS x\r\n"]]);
  posts[0].done({ ok: true });
  await settled();
  assert.equal(posts[1].body.split("\r\n").length, 11);
  posts[1].done({ ok: true });
  await settled();
  assert.equal(posts[2].body, "PING 10\r\nPING 11\r\n");
  sources[0].onmessage({ data: ":h PONG" });
  posts[2].done({ ok: false });
  await settled();
  assert.deepEqual([heard, ended, sources[0].closed, socket.readyState], [[":h PONG"], 1, true, 3]);
});

test("a silent connection is found dead when the page wakes", () => {
  const { wire, sockets, phases, timers } = wired();
  sockets[0].hear(":h 001 Ada :Hi");
  wire.wake();
  assert.equal(sockets[0].sent.at(-1), "PING page");
  [...timers.jobs.values()].at(-1)();
  assert.equal(phases.at(-1), "waiting");
  wire.wake();
  assert.equal(phases.at(-1), "connecting");
});

test("a name that somebody has is followed by the next one", () => {
  const { sockets: [socket] } = wired();
  socket.hear(":h 433 * Ada :Nickname is already in use");
  assert.equal(socket.sent.at(-1), "NICK Ada2");
});
