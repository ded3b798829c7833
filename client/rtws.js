// Made from rtws.mjs by ./build: edit that.
(() => {
'use strict';

/**
 * The client of rtws' channel protocol (docs/protocol.md), for browsers, and for Node with a WebSocket class.
 *
 * A connection that breaks is made anew, for ever. What was subscribed is subscribed again from where it was, what was
 * published and not answered is published again with the same key, so that nothing is lost and nothing is there twice.
 *
 * rtws.js, the script for pages without modules and for require(), is made from this file by ./build.
 */

const DEFAULTS = { timeout: 10, ping: 25 };
const BACKOFF = { min: 0.5, max: 30, factor: 2 };
const QUEUE = { size: 1000, time: 60 };
const QUEUE_TIME_MAX = 240; // the server knows a key for 300 seconds
const LATE_MS = 1000; // a timer that is later than this was asleep
const OWN_MAX = 1000;

/** What went wrong: code is the server's (docs/protocol.md), or TIMEOUT, CLOSED, QUEUE_FULL, TOO_LARGE, CONNECT. */
class RtwsError extends Error {
  constructor(code, message, channel) {
    super(message);
    this.name = 'RtwsError';
    this.code = code;
    this.channel = channel;
  }
}

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const copy = (value) => JSON.parse(JSON.stringify(value));

/** RFC 7396. Changes neither of the two; what is the same in the result is shared with the target. */
function mergePatch(target, patch) {
  if (!isObject(patch)) {
    return patch;
  }
  const members = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) {
      members.delete(name);
    } else {
      members.set(name, mergePatch(members.get(name), value));
    }
  }
  return Object.fromEntries(members); // "__proto__" is a name like any other
}

/** The value of a message or publication: binary data is a Uint8Array. */
function dataOf({ data, encoding }) {
  return encoding === 'base64' ? Uint8Array.from(atob(data), (byte) => byte.charCodeAt(0)) : data;
}

function membersOf({ members, total, next }) {
  const map = new Map(Object.entries(members ?? {}));
  return { members: map, total: total ?? map.size, next };
}

function report(error) {
  if (typeof reportError === 'function') {
    reportError(error);
  } else {
    console.error(error);
  }
}

/** An absolute ws: or wss: URL; what is relative is of the page's host. */
function resolve(url) {
  const absolute = new URL(url, globalThis.location?.href);
  absolute.protocol = absolute.protocol.replace(/^http/, 'ws');
  absolute.hash = '';
  return absolute.href;
}

class Emitter {
  #listeners = new Map();

  /** Calls fn at each event; the function that is returned ends it. */
  on(event, fn) {
    const entries = this.#listeners.get(event) ?? new Set();
    const entry = { fn };
    this.#listeners.set(event, entries.add(entry));
    return () => void entries.delete(entry);
  }

  /** False when nobody listens. A listener that throws does not keep the others from hearing. */
  static emit(emitter, event, ...args) {
    const entries = emitter.#listeners.get(event);
    for (const entry of [...(entries ?? [])]) {
      if (entries.has(entry)) {
        try {
          entry.fn(...args);
        } catch (error) {
          report(error);
        }
      }
    }
    return entries?.size > 0;
  }
}

const { emit } = Emitter;

/** What subscribe() and join() return: a view of a channel that other views may share. */
class View extends Emitter {
  #rtws;
  #end;

  constructor(rtws, channel, end) {
    super();
    this.#rtws = rtws;
    this.#end = end;
    this.channel = channel;
  }

  publish(data, options) {
    return this.#rtws.publish(this.channel, data, options);
  }

  history(options) {
    return this.#rtws.history(this.channel, options);
  }

  static end(view) {
    view.#end(view);
  }
}

class Subscription extends View {
  unsubscribe() {
    View.end(this);
  }
}

class Room extends View {
  #entry;

  constructor(rtws, channel, end, entry) {
    super(rtws, channel, end);
    this.#entry = entry;
  }

  /** Map of the members by id, the own one included. */
  get members() {
    return this.#entry.members;
  }

  /** How many there are: more than in members where the server lists only some. */
  get total() {
    return this.#entry.total;
  }

  leave() {
    View.end(this);
  }
}

/** A channel of the connection: one subscription on the wire, however many views. */
const newEntry = (name) => ({
  name,
  subscriptions: new Set(),
  rooms: new Set(),
  position: undefined, // of the last message
  delta: false,
  base: undefined, // what a patch is for
  own: new Set(), // positions of publications that are not for us, though a replay has them
  member: undefined,
  members: new Map(),
  total: 0,
  wasLive: false, // messages came before, so some may have been missed
  live: false, // messages are ours: what comes before is of an earlier subscription
  subscribed: false,
  asked: false, // to subscribe
  joining: false,
});

const viewsOf = (entry) => [...entry.subscriptions, ...entry.rooms];

class Rtws extends Emitter {
  #url;
  #options;
  #WebSocket;
  #state = 'closed';
  #link = null; // the attempt or connection there is now: { socket, opened }
  #attempt = 0;
  #timer; // to connect, while connecting to give up
  #beat; // the next look at whether the connection lives
  #probing = false;
  #received = 0; // messages, of any kind
  #limited = false; // the server has dropped something unread
  #entries = new Map(); // by channel
  #requests = new Map(); // by id, in order: not answered yet
  #lastId = 0;
  #keys = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}-`;
  #wake = () => this.#woken();

  constructor(url, options = {}) {
    super();
    this.#options = {
      ...DEFAULTS, ...options, backoff: { ...BACKOFF, ...options.backoff }, queue: { ...QUEUE, ...options.queue },
    };
    this.#WebSocket = options.WebSocket ?? globalThis.WebSocket;
    if (!this.#WebSocket) {
      throw new TypeError('There is no WebSocket here: pass a class for it, { WebSocket }.');
    }
    this.#url = typeof url === 'function' ? url : resolve(url);
    this.connect();
  }

  /** 'connecting', 'open', 'waiting' (for the next attempt) or 'closed'. */
  get state() {
    return this.#state;
  }

  /** Connects at once, when it is closed or waiting. */
  connect() {
    if (this.#state === 'closed') {
      this.#watch('addEventListener');
      this.#attempt = 0;
    }
    if (!this.#link) {
      this.#open();
    }
  }

  /** Ends the connection, and what waits for an answer. Subscriptions stay for the next connect(). */
  close() {
    const link = this.#link;
    if (this.#state === 'closed') {
      return;
    }
    this.#watch('removeEventListener');
    this.#detach();
    link?.socket?.close(1000);
    for (const request of this.#requests.values()) {
      request.promise?.catch(() => {}); // who did not wait need not hear of it
      this.#settle(request, new RtwsError('CLOSED', 'The client was closed.', request.channel));
    }
    this.#become('closed');
    if (link?.opened) {
      emit(this, 'close', { code: 1000, reason: '' });
    }
  }

  /** Calls fn(data, message) for what is published to the channel. since and delta are of the first subscription. */
  subscribe(channel, fn, { since, delta = false } = {}) {
    const entry = this.#entry(channel);
    const view = new Subscription(this, channel, (it) => this.#drop(entry, entry.subscriptions, it));
    if (fn) {
      view.on('message', fn);
    }
    if (!entry.asked) {
      entry.position ??= since;
      entry.delta ||= delta;
    } else if (entry.subscribed) {
      queueMicrotask(() => entry.subscribed && entry.subscriptions.has(view)
        && emit(view, 'subscribed', { position: entry.position }));
    }
    entry.subscriptions.add(view);
    this.#enter(entry);
    return view;
  }

  /** Becomes a member of the channel: an object with an id. */
  join(channel, member) {
    const entry = this.#entry(channel);
    if (entry.member && String(entry.member.id) !== String(member.id)) {
      throw new RtwsError('CONFLICT', `Already joined "${channel}" as "${entry.member.id}": leave first.`, channel);
    }
    const view = new Room(this, channel, (it) => this.#drop(entry, entry.rooms, it), entry);
    entry.member ??= copy(member);
    entry.rooms.add(view);
    this.#enter(entry);
    return view;
  }

  /** To { position, duplicate }. What cannot be sent now is sent once there is a connection. */
  publish(channel, data, { event, echo, key } = {}) {
    const frame = {
      action: 'publish', channel, message: data, event, echo: echo === false ? false : undefined,
      key: key ?? this.#keys + ++this.#lastId,
    };
    return this.#ask(frame, ({ position, duplicate = false }) => {
      const own = this.#entries.get(channel)?.own;
      if (own && echo === false && position !== undefined) {
        own.add(position);
        if (own.size > OWN_MAX) {
          own.delete(own.values().next().value);
        }
      }
      return { position, duplicate };
    });
  }

  /** To { publications, position, recovered }. */
  history(channel, { limit, since } = {}) {
    return this.#ask({ action: 'history', channel, limit, since }, ({ publications, position, recovered }) => ({
      publications: publications.map((publication) => ({ ...publication, data: dataOf(publication) })),
      position, recovered,
    }));
  }

  /** Who is there, without joining: to { members, total, next }. */
  presence(channel, { limit, after } = {}) {
    return this.#ask({ action: 'presence', channel, limit, after }, membersOf);
  }

  // ---- channels ----

  #entry(name) {
    let entry = this.#entries.get(name);
    if (!entry) {
      this.#entries.set(name, entry = newEntry(name));
    }
    return entry;
  }

  #isCurrent(entry) {
    return this.#entries.get(entry.name) === entry;
  }

  /** Asks for what the views of a channel need and was not asked for on this connection. */
  #enter(entry) {
    if (this.#state !== 'open') {
      return;
    }
    if (!entry.asked) {
      entry.asked = true;
      this.#command({
        action: 'subscribe', channel: entry.name, since: entry.position, delta: entry.delta || undefined,
      }, (error, answer) => this.#isCurrent(entry) && (error ? this.#refused(entry, error) : this.#subscribed(entry, answer)));
    }
    if (entry.member && !entry.joining) {
      const { member } = entry;
      entry.joining = true;
      this.#command({ action: 'join', channel: entry.name, member }, (error, answer) => {
        if (entry.member === member && error) {
          this.#fail(entry.rooms, error);
        } else if (entry.member === member) {
          this.#joined(entry, answer);
        }
      });
    }
  }

  #subscribed(entry, { position, recovered }) {
    const missed = recovered === false || (entry.wasLive && !recovered);
    if (!recovered) { // else the position is that of the last message of the replay, which is to come
      entry.position = position;
      entry.base = undefined;
      entry.own.clear();
    }
    entry.subscribed = entry.live = entry.wasLive = true;
    for (const view of entry.subscriptions) {
      emit(view, 'subscribed', { position, recovered });
    }
    if (missed) {
      this.#gap(entry);
    }
  }

  #gap(entry) {
    for (const view of viewsOf(entry)) {
      emit(view, 'gap', { position: entry.position });
    }
  }

  /** Who may only join gets the messages as well, but no word of what was missed. */
  #refused(entry, error) {
    entry.asked = false;
    this.#fail(entry.subscriptions, error);
  }

  #joined(entry, answer) {
    const missed = !entry.live && entry.wasLive;
    entry.live = entry.wasLive = true;
    this.#members(entry, answer);
    if (missed) {
      this.#gap(entry);
    }
  }

  #fail(views, error) {
    const heard = [...views].map((view) => emit(view, 'error', error));
    if (heard.includes(false) && !emit(this, 'error', error)) {
      console.error(error);
    }
  }

  #members(entry, answer) {
    ({ members: entry.members, total: entry.total } = membersOf(answer));
    for (const view of entry.rooms) {
      emit(view, 'state', entry.members);
    }
  }

  #changed(entry, event, member) {
    const id = String(member?.id);
    const had = entry.members.has(id);
    if (event === 'join') {
      entry.members.set(id, member);
      entry.total += had ? 0 : 1;
    } else {
      entry.members.delete(id);
      entry.total = Math.max(entry.total - 1, entry.members.size);
    }
    for (const view of entry.rooms) {
      emit(view, event, member);
    }
  }

  #drop(entry, views, view) {
    if (!views.delete(view) || !this.#isCurrent(entry)) {
      return;
    }
    if (entry.member && entry.rooms.size === 0) {
      entry.member = undefined;
      if (entry.joining) {
        this.#transmit({ action: 'leave', channel: entry.name });
      }
      entry.joining = false;
    }
    if (viewsOf(entry).length === 0) {
      this.#entries.delete(entry.name);
      if (entry.asked) {
        this.#transmit({ action: 'unsubscribe', channel: entry.name });
      }
    }
  }

  // ---- requests ----

  #transmit(frame) {
    if (this.#state === 'open') {
      this.#link.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
    }
  }

  /** A request of the application: it outlives connections. */
  #ask(frame, read) {
    let request;
    const promise = new Promise((done, fail) => {
      const { time, size } = this.#options.queue;
      const { channel } = frame;
      if (this.#state === 'closed') {
        throw new RtwsError('CLOSED', 'The client is closed.', channel);
      }
      if (this.#state !== 'open' && this.#requests.size >= size) {
        throw new RtwsError('QUEUE_FULL', `No connection, and ${size} requests wait for one already.`, channel);
      }
      if (frame.action === 'publish' && JSON.stringify(frame.message) === undefined) {
        throw new TypeError('What is published must have a JSON form.');
      }
      request = this.#request(frame, (error, answer) => (error ? fail(error) : done(read(answer))));
      request.until = Date.now() + Math.min(time, QUEUE_TIME_MAX) * 1000;
      this.#send(request);
    });
    if (request) {
      request.promise = promise;
    }
    return promise;
  }

  /** A request of ours, which the next connection makes anew. */
  #command(frame, settle) {
    const request = this.#request(frame, settle);
    request.isCommand = true;
    this.#send(request);
  }

  #request(frame, settle) {
    const id = ++this.#lastId;
    const request = {
      id, settle, text: JSON.stringify({ ...frame, id }), channel: frame.channel, isPublish: frame.action === 'publish',
      isSent: false, wasSent: false, mark: 0, timer: undefined,
    };
    this.#requests.set(id, request);
    return request;
  }

  #send(request) {
    clearTimeout(request.timer);
    if (this.#state === 'open') {
      request.isSent = request.wasSent = true;
      request.mark = this.#received;
      request.timer = setTimeout(() => this.#overdue(request), this.#options.timeout * 1000);
      this.#transmit(request.text);
    } else {
      request.timer = setTimeout(() => this.#settle(request, new RtwsError('TIMEOUT', 'There was no connection in time.',
        request.channel)), Math.max(0, request.until - Date.now()));
    }
  }

  #settle(request, error, answer) {
    clearTimeout(request.timer);
    this.#requests.delete(request.id);
    request.settle(error, answer);
  }

  #overdue(request) {
    const { timeout } = this.#options;
    if (this.#received === request.mark) { // not a word since: it is the connection that is in doubt
      this.#probe();
      request.timer = setTimeout(() => this.#overdue(request), timeout * 1000);
    } else if (request.isCommand) {
      this.#send(request); // with the same id: two answers are as good as one
    } else {
      this.#settle(request, this.#limited
        ? new RtwsError('RATE_LIMITED', 'The server drops what is too much.', request.channel)
        : new RtwsError('TIMEOUT', `No answer within ${timeout} seconds.`, request.channel));
    }
  }

  /** The largest one is certainly too large, if any is. */
  #tooLarge() {
    const size = ({ text }) => new TextEncoder().encode(text).length;
    const sent = [...this.#requests.values()].filter((request) => request.isSent && request.isPublish);
    const largest = sent.sort((a, b) => size(b) - size(a))[0];
    if (largest) {
      this.#settle(largest, new RtwsError('TOO_LARGE', `${size(largest)} bytes are more than the server takes.`, largest.channel));
    }
  }

  // ---- the connection ----

  #become(state) {
    const before = this.#state;
    this.#state = state;
    if (state !== before) {
      emit(this, 'state', state, before);
    }
  }

  #open() {
    const { timeout, protocols } = this.#options;
    const link = { socket: null, opened: 0 };
    const fail = (error) => this.#lost(link, 1006, '', error);
    this.#link = link;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => fail(new Error(`no connection within ${timeout} seconds`)), timeout * 1000);
    Promise.resolve(typeof this.#url === 'function' ? new Promise((done) => done(this.#url())).then(resolve) : this.#url)
      .then((url) => {
        if (this.#link !== link) {
          return;
        }
        const socket = new this.#WebSocket(url, protocols);
        link.socket = socket;
        socket.onopen = () => this.#opened(link);
        socket.onmessage = ({ data }) => this.#receive(data);
        socket.onclose = ({ code, reason }) => this.#lost(link, code, reason, new Error(`${url} cannot be reached`));
        socket.onerror = () => {}; // says no more than the close that follows
      }).catch(fail);
    this.#become('connecting');
  }

  /**
   * Publications that were under way come first, so that a replay does not bring what was not for us; where there is
   * no replay they come after the subscription, which is then the only way to hear of them.
   */
  #opened(link) {
    const waiting = [...this.#requests.values()];
    const isFirst = ({ wasSent, channel }) => wasSent && this.#entries.get(channel)?.position !== undefined;
    const before = this.#state;
    clearTimeout(this.#timer);
    link.opened = Date.now();
    this.#limited = false;
    this.#state = 'open';
    this.#listen(this.#options.ping);
    waiting.filter((request) => isFirst(request)).forEach((request) => this.#send(request));
    this.#entries.forEach((entry) => this.#enter(entry));
    waiting.filter((request) => !request.isSent).forEach((request) => this.#send(request));
    emit(this, 'state', 'open', before);
    emit(this, 'open');
  }

  /** Forgets the connection, and all that was only of it. */
  #detach() {
    const { socket } = this.#link ?? {};
    this.#link = null;
    clearTimeout(this.#timer);
    clearTimeout(this.#beat);
    this.#probing = false;
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
    }
    for (const entry of this.#entries.values()) {
      entry.live = entry.subscribed = entry.asked = entry.joining = false;
    }
    for (const request of this.#requests.values()) {
      request.isSent = false;
      if (request.isCommand) {
        clearTimeout(request.timer);
        this.#requests.delete(request.id);
      }
    }
  }

  #lost(link, code, reason, error) {
    const { backoff: { min, max, factor }, timeout } = this.#options;
    if (this.#link !== link) {
      return;
    }
    if (code === 1009) {
      this.#tooLarge();
    }
    if (this.#link !== link) {
      return; // somebody who heard of it closed
    }
    this.#detach();
    if (link.socket) { // it may not know yet that it is dead
      (link.socket.terminate ?? link.socket.close).call(link.socket);
    }
    this.#state = 'waiting';
    this.#requests.forEach((request) => this.#send(request));

    if (link.opened && Date.now() - link.opened >= timeout * 1000) {
      this.#attempt = 0;
    }
    if (code === 1001) { // everybody comes back now
      this.#attempt = Math.max(this.#attempt, 2);
    }
    const isAsked = code === 1008 || code === 1013; // to come back later
    const limit = isAsked ? max : Math.min(max, min * factor ** this.#attempt++);
    const delay = isAsked ? limit * (0.5 + Math.random() / 2) : limit * Math.random();
    this.#timer = setTimeout(() => this.#open(), delay * 1000);

    emit(this, 'state', 'waiting', link.opened ? 'open' : 'connecting');
    if (link.opened) {
      emit(this, 'close', { code, reason });
    } else {
      emit(this, 'error', new RtwsError('CONNECT', `No connection: ${error.message}.`));
    }
  }

  #receive(text) {
    let frame;
    this.#received++;
    try {
      frame = JSON.parse(text);
    } catch {
      return;
    }
    if (!isObject(frame)) {
      return;
    }
    const request = this.#requests.get(frame.id);
    if (request) {
      this.#settle(request, frame.type === 'error' ? new RtwsError(frame.code, frame.message, frame.channel) : null, frame);
    } else if (frame.id === undefined) {
      this.#handle(frame, this.#entries.get(frame.channel));
    }
  }

  /** What is no answer to a request. */
  #handle(frame, entry) {
    if (frame.type === 'ping') {
      this.#transmit({ type: 'pong' });
    } else if (frame.type === 'error') {
      this.#limited ||= frame.code === 'RATE_LIMITED';
      emit(this, 'error', new RtwsError(frame.code, frame.message, frame.channel));
    } else if (frame.type === 'message') {
      if (entry?.live) {
        this.#deliver(entry, frame);
      }
    } else if (entry?.member) {
      switch (frame.type) {
        case 'presence_state':
          this.#members(entry, frame);
          break;
        case 'member_joined':
          this.#changed(entry, 'join', frame.member);
          break;
        case 'member_left':
          this.#changed(entry, 'leave', frame.member);
          break;
        case 'members_changed':
          (frame.left ?? []).forEach((member) => this.#changed(entry, 'leave', member));
          (frame.joined ?? []).forEach((member) => this.#changed(entry, 'join', member));
      }
    }
  }

  #deliver(entry, { patch, ...message }) {
    if (message.position !== undefined) {
      entry.position = message.position;
    }
    if (patch === undefined) {
      message.data = dataOf(message);
    } else if (entry.base === undefined) {
      this.#gap(entry);
      return;
    } else {
      message.data = mergePatch(entry.base, patch);
    }
    if (entry.delta) { // a listener may do with its data what it likes
      const isBinary = message.data instanceof Uint8Array;
      entry.base = isBinary ? undefined : copy(message.data);
    }
    if (entry.own.delete(message.position)) {
      return;
    }
    for (const view of viewsOf(entry)) {
      emit(view, 'message', message.data, message);
    }
  }

  // ---- signs of life ----

  /** Looks in so many seconds whether anything was heard since; 0: never. */
  #listen(seconds) {
    const mark = this.#received;
    clearTimeout(this.#beat);
    this.#probing = false;
    if (seconds) {
      this.#beat = setTimeout(() => (this.#received === mark ? this.#probe() : this.#listen(this.#options.ping)), seconds * 1000);
    }
  }

  /** Asks whether the connection lives. A timer that slept proves nothing, once: an answer may lie there unread. */
  #probe(isSecond = false) {
    const { timeout, ping } = this.#options;
    const mark = this.#received;
    const due = Date.now() + timeout * 1000;
    if (this.#state !== 'open' || (this.#probing && !isSecond)) {
      return;
    }
    clearTimeout(this.#beat);
    this.#probing = true;
    this.#transmit({ type: 'ping' });
    this.#beat = setTimeout(() => {
      if (this.#received !== mark) {
        this.#listen(ping);
      } else if (Date.now() > due + LATE_MS && !isSecond) {
        this.#probe(true);
      } else {
        this.#lost(this.#link, 1006, 'no sign of life');
      }
    }, timeout * 1000);
  }

  /** The page is back, from wherever it was. */
  #woken() {
    if (globalThis.document?.visibilityState === 'hidden') {
      return;
    }
    if (this.#state === 'waiting') {
      this.#open();
    } else {
      this.#probe();
    }
  }

  #watch(addOrRemove) {
    const { document } = globalThis;
    for (const [target, events] of [[globalThis, ['online', 'pageshow']], [document, ['visibilitychange', 'resume']]]) {
      events.forEach((event) => target?.[addOrRemove]?.(event, this.#wake));
    }
  }
}

Rtws.RtwsError = RtwsError;
Rtws.mergePatch = mergePatch;

if (typeof module === 'object' && module.exports) {
  module.exports = Object.assign(Rtws, { Rtws, default: Rtws });
} else {
  globalThis.Rtws = Rtws;
}
})();
