/*
 * The browser client of rtws, a real-time server for PHP. MIT licence.
 * Made by client/build of the files in client/src.
 */
// Values: errors, patches, and what the protocol's JSON becomes.

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

/** Of a presence_state: { members, total, next }, members by id. */
function membersOf({ members, total, next }) {
  const map = new Map(Object.entries(members ?? {}));
  return { members: map, total: total ?? map.size, next };
}

// Emitter: listeners of events. One that throws does not keep the others from hearing.

function report(error) {
  if (typeof reportError === 'function') {
    reportError(error);
  } else {
    console.error(error);
  }
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

  /** For the owner of the emitter. False when nobody listens. */
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

// Connection: one socket at a time, made anew whenever it is lost, and the question whether it lives. It knows
// messages only as JSON objects that come and texts that go.

const LATE_MS = 1000; // a timer that is later than this was asleep

/** An absolute ws: or wss: URL; what is relative is of the page's host. */
function resolveUrl(url) {
  const absolute = new URL(url, globalThis.location?.href);
  absolute.protocol = absolute.protocol.replace(/^http/, 'ws');
  absolute.hash = '';
  return absolute.href;
}

class Connection {
  state = 'closed';
  received = 0; // messages, whatever they were
  heard = 0; // when the last one came, by performance.now()
  #url;
  #options;
  #events;
  #link = null; // the attempt or connection there is now: { socket, opened }
  #attempt = 0;
  #timer; // to connect, or to give up connecting
  #beat; // the next look at whether it lives
  #isProbing = false;
  #wake = () => this.#woken();

  /**
   * events: open(), frame(object), lost(code) are for what hangs on the connection; state(now, before), up(),
   * down({ code, reason }) and failed(error) follow, to tell people.
   */
  constructor(url, options, events) {
    this.#url = typeof url === 'function' ? url : resolveUrl(url);
    this.#options = options;
    this.#events = events;
  }

  get isOpen() {
    return this.state === 'open';
  }

  send(text) {
    this.#link.socket.send(text);
  }

  /** At once, when it is closed or waiting. */
  connect() {
    if (this.state === 'closed') {
      this.#watch('addEventListener');
      this.#attempt = 0;
    }
    if (!this.#link) {
      this.#open();
    }
  }

  close() {
    const link = this.#link;
    if (this.state === 'closed') {
      return;
    }
    this.#watch('removeEventListener');
    this.#detach();
    link?.socket?.close(1000);
    this.#become('closed', () => this.#events.lost(1000));
    if (link?.opened) {
      this.#events.down({ code: 1000, reason: '' });
    }
  }

  /** Asks for a sign of life. A timer that slept proves nothing, once: an answer may lie there unread. */
  probe(isSecond = false) {
    const { timeout, ping } = this.#options;
    const mark = this.received;
    const due = Date.now() + timeout * 1000;
    if (!this.isOpen || (this.#isProbing && !isSecond)) {
      return;
    }
    clearTimeout(this.#beat);
    this.#isProbing = true;
    this.send('{"type":"ping"}');
    this.#beat = setTimeout(() => {
      if (this.received !== mark) {
        this.#listen(ping);
      } else if (Date.now() > due + LATE_MS && !isSecond) {
        this.probe(true);
      } else {
        this.#lost(this.#link, 1006, 'no sign of life');
      }
    }, timeout * 1000);
  }

  /** Looks in so many seconds whether anything was heard since; 0: never. */
  #listen(seconds) {
    const mark = this.received;
    clearTimeout(this.#beat);
    this.#isProbing = false;
    if (seconds) {
      this.#beat = setTimeout(() => (this.received === mark ? this.probe() : this.#listen(seconds)), seconds * 1000);
    }
  }

  /** act() comes before anybody is told. */
  #become(state, act = () => {}) {
    const before = this.state;
    this.state = state;
    act();
    if (state !== before) {
      this.#events.state(state, before);
    }
  }

  #open() {
    const { timeout, protocols, WebSocket } = this.#options;
    const link = { socket: null, opened: 0 };
    const fail = (error) => this.#lost(link, 1006, '', error);
    this.#link = link;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => fail(new Error(`nothing within ${timeout} seconds`)), timeout * 1000);
    new Promise((done) => done(typeof this.#url === 'function' ? this.#url() : this.#url)).then((url) => {
      if (this.#link !== link) {
        return; // given up meanwhile
      }
      const socket = new WebSocket(resolveUrl(url), protocols);
      link.socket = socket;
      socket.onopen = () => this.#opened(link);
      socket.onmessage = ({ data }) => this.#receive(data);
      socket.onclose = ({ code, reason }) => this.#lost(link, code, reason, new Error(`${socket.url} cannot be reached`));
      socket.onerror = () => {}; // says no more than the close that follows
    }).catch(fail);
    this.#become('connecting');
  }

  #opened(link) {
    clearTimeout(this.#timer);
    link.opened = Date.now();
    this.#listen(this.#options.ping);
    this.#become('open', () => this.#events.open());
    this.#events.up();
  }

  #receive(text) {
    let frame;
    this.received++;
    this.heard = performance.now();
    try {
      frame = JSON.parse(text);
    } catch {
      return;
    }
    if (isObject(frame)) {
      this.#events.frame(frame);
    }
  }

  #detach() {
    const { socket } = this.#link ?? {};
    this.#link = null;
    clearTimeout(this.#timer);
    clearTimeout(this.#beat);
    this.#isProbing = false;
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
    }
  }

  #lost(link, code, reason, error) {
    const { socket, opened } = link;
    if (this.#link !== link) {
      return;
    }
    this.#detach();
    if (socket) { // it may not know yet that it is dead; terminate() is of the package ws
      (socket.terminate ?? socket.close).call(socket);
    }
    if (opened && Date.now() - opened >= this.#options.timeout * 1000) {
      this.#attempt = 0; // else it may be the server that ends it each time
    }
    this.#timer = setTimeout(() => this.#open(), this.#delay(code) * 1000);
    this.#become('waiting', () => this.#events.lost(code));
    if (opened) {
      this.#events.down({ code, reason });
    } else {
      this.#events.failed(error);
    }
  }

  /** Seconds until the next attempt: random, so that not everybody comes at the same time. */
  #delay(code) {
    const { min, max, factor } = this.#options.backoff;
    if (code === 1008 || code === 1013) { // asked to come later
      return max * (0.5 + Math.random() / 2);
    }
    if (code === 1001) { // the server ends, for everybody
      this.#attempt = Math.max(this.#attempt, 2);
    }
    return Math.min(max, min * factor ** this.#attempt++) * Math.random();
  }

  /** The page is back, from wherever it was. */
  #woken() {
    if (globalThis.document?.visibilityState === 'hidden') {
      return;
    }
    if (this.state === 'waiting') {
      this.#open();
    } else {
      this.probe();
    }
  }

  #watch(addOrRemove) {
    const { document } = globalThis;
    for (const [target, events] of [[globalThis, ['online', 'pageshow']], [document, ['visibilitychange', 'resume']]]) {
      events.forEach((event) => target?.[addOrRemove]?.(event, this.#wake));
    }
  }
}

// Requests: what waits for an answer, in order. Those of the application outlive connections; commands are of one
// connection, and made anew on the next.

const QUEUE_TIME_MAX = 240; // the server knows a publication's key for 300 seconds

class Requests {
  #connection;
  #options;
  #byId = new Map();
  #lastId = 0;

  constructor(connection, options) {
    this.#connection = connection;
    this.#options = options;
  }

  /** A promise of what read() makes of the answer. */
  ask(frame, read) {
    const { time, size } = this.#options.queue;
    const { channel } = frame;
    let request;
    const promise = new Promise((done, fail) => {
      if (this.#connection.state === 'closed') {
        throw new RtwsError('CLOSED', 'The client is closed.', channel);
      }
      if (!this.#connection.isOpen && this.#byId.size >= size) {
        throw new RtwsError('QUEUE_FULL', `There is no connection, and ${size} requests wait for one already.`, channel);
      }
      request = this.#add(frame, (error, answer) => (error ? fail(error) : done(read(answer))));
      request.until = Date.now() + Math.min(time, QUEUE_TIME_MAX) * 1000;
    });
    if (request) {
      request.promise = promise;
      this.#send(request);
    }
    return promise;
  }

  /**
   * Repeated while isWanted() until it is answered; then settle(error, answer) is called at once. The end of the
   * connection is its end.
   */
  command(frame, isWanted, settle) {
    const request = this.#add(frame, (error, answer) => isWanted() && settle(error, answer));
    request.isWanted = isWanted;
    this.#send(request);
  }

  /** Without an answer, and only if there is a connection. */
  tell(frame) {
    if (this.#connection.isOpen) {
      this.#connection.send(JSON.stringify(frame));
    }
  }

  /** False when it is no answer to a request. */
  answer(frame) {
    const request = this.#byId.get(frame.id);
    const error = frame.type === 'error' ? new RtwsError(frame.code, frame.message, frame.channel) : null;
    if (request?.isWanted && error?.code === 'UNAVAILABLE') {
      clearTimeout(request.timer);
      request.timer = setTimeout(() => this.#repeat(request), this.#options.timeout * 1000);
    } else if (request) {
      this.#settle(request, error, frame);
    } else if (error?.code === 'RATE_LIMITED') { // it may have been about any of those under way
      this.#byId.forEach((waiting) => { waiting.isLimited = waiting.isSent; });
    }
    return frame.id !== undefined; // if there was none, of one that was given up
  }

  /** The connection is there: sends what has not been sent on it, of that what fits. */
  resume(fits = () => true) {
    for (const request of [...this.#byId.values()]) {
      if (!request.isSent && fits(request)) {
        this.#send(request);
      }
    }
  }

  /** The connection is gone. */
  interrupt(code) {
    if (code === 1009) {
      this.#refuseLargest();
    }
    for (const request of [...this.#byId.values()]) {
      request.isSent = false;
      if (request.isWanted) {
        clearTimeout(request.timer);
        this.#byId.delete(request.id);
      } else if (this.#connection.state === 'closed') {
        request.promise.catch(() => {}); // who did not wait for it need not hear of it
        this.#settle(request, new RtwsError('CLOSED', 'The client was closed.', request.channel));
      } else {
        this.#send(request);
      }
    }
  }

  #add(frame, settle) {
    const id = ++this.#lastId;
    const request = {
      id, settle, text: JSON.stringify({ ...frame, id }), channel: frame.channel, isPublish: frame.action === 'publish',
      isSent: false, wasSent: false,
    };
    this.#byId.set(id, request);
    return request;
  }

  #send(request) {
    const late = () => this.#settle(request, new RtwsError('TIMEOUT', 'There was no connection in time.', request.channel));
    clearTimeout(request.timer);
    if (this.#connection.isOpen) {
      request.isSent = request.wasSent = true;
      request.isLimited = false;
      request.timer = setTimeout(() => this.#overdue(request), this.#options.timeout * 1000);
      this.#connection.send(request.text);
    } else {
      request.timer = setTimeout(late, Math.max(0, request.until - Date.now()));
    }
  }

  #settle(request, error, answer) {
    clearTimeout(request.timer);
    this.#byId.delete(request.id);
    request.settle(error, answer);
  }

  /** With the same id: two answers are as good as one. */
  #repeat(request) {
    if (request.isWanted()) {
      this.#send(request);
    } else {
      this.#byId.delete(request.id);
    }
  }

  #overdue(request) {
    const { timeout } = this.#options;
    const silence = performance.now() - this.#connection.heard;
    if (silence > timeout * 500) { // for half of the time: it may be the connection that has died
      this.#connection.probe();
      request.timer = setTimeout(() => this.#overdue(request), timeout * 250);
    } else if (request.isWanted) {
      this.#repeat(request);
    } else {
      this.#settle(request, request.isLimited
        ? new RtwsError('RATE_LIMITED', 'The server did not look at it: too many messages.', request.channel)
        : new RtwsError('TIMEOUT', `No answer within ${timeout} seconds.`, request.channel));
    }
  }

  /** If anything under way was too large, the largest was. */
  #refuseLargest() {
    const size = ({ text }) => new TextEncoder().encode(text).length;
    const [largest] = [...this.#byId.values()].filter((request) => request.isSent && request.isPublish)
      .sort((a, b) => size(b) - size(a));
    if (largest) {
      const message = `A message of ${size(largest)} bytes is larger than the server takes.`;
      this.#settle(largest, new RtwsError('TOO_LARGE', message, largest.channel));
    }
  }
}

// Channels: what is subscribed and joined, one of each on the wire however many views there are of it, and how it
// comes back after a connection was lost.

const OWN_MAX = 1000;

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
  asked: false, // to subscribe, on this connection
  joining: false,
});

const viewsOf = (entry) => [...entry.subscriptions, ...entry.rooms];

/** What subscribe() and join() return. */
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

class Channels {
  #requests;
  #connection;
  #rtws;
  #entries = new Map();

  constructor(rtws, connection, requests) {
    this.#rtws = rtws;
    this.#connection = connection;
    this.#requests = requests;
  }

  subscribe(name, fn, { since, delta = false }) {
    const entry = this.#entry(name);
    const view = new Subscription(this.#rtws, name, (it) => this.#drop(entry, entry.subscriptions, it));
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

  join(name, member) {
    const entry = this.#entry(name);
    if (entry.member && String(entry.member.id) !== String(member.id)) {
      throw new RtwsError('CONFLICT', `Already joined "${name}" as "${entry.member.id}": leave first.`, name);
    }
    const view = new Room(this.#rtws, name, (it) => this.#drop(entry, entry.rooms, it), entry);
    entry.member ??= copy(member);
    entry.rooms.add(view);
    this.#enter(entry);
    return view;
  }

  /** A replay would have it. */
  isReplayed(name) {
    return this.#entries.get(name)?.position !== undefined;
  }

  /** A replay may bring what was published with echo: false. */
  ignore(name, position) {
    const own = this.#entries.get(name)?.own;
    if (own && position !== undefined) {
      own.add(position);
      if (own.size > OWN_MAX) {
        own.delete(own.values().next().value);
      }
    }
  }

  resume() {
    this.#entries.forEach((entry) => this.#enter(entry));
  }

  interrupt() {
    for (const entry of this.#entries.values()) {
      entry.live = entry.subscribed = entry.asked = entry.joining = false;
    }
  }

  receive(frame) {
    const entry = this.#entries.get(frame.channel);
    if (frame.type === 'message') {
      if (entry?.live) {
        this.#deliver(entry, frame);
      }
    } else if (frame.type === 'gap') {
      entry && this.#tell(viewsOf(entry), 'gap', { position: entry.position });
    } else if (entry?.member) {
      this.#receivePresence(entry, frame);
    }
  }

  // ---- on the wire ----

  #entry(name) {
    let entry = this.#entries.get(name);
    if (!entry) {
      this.#entries.set(name, entry = newEntry(name));
    }
    return entry;
  }

  /** Asks for what the views of a channel need and was not asked for on this connection. */
  #enter(entry) {
    if (!this.#connection.isOpen) {
      return;
    }
    if (!entry.asked) {
      this.#askSubscribe(entry);
    }
    if (entry.member && !entry.joining) {
      this.#askJoin(entry);
    }
  }

  /** For a room, too: only a subscription tells its position, and can be recovered. */
  #askSubscribe(entry) {
    const frame = { action: 'subscribe', channel: entry.name, since: entry.position, delta: entry.delta || undefined };
    entry.asked = true;
    this.#requests.command(frame, () => this.#entries.get(entry.name) === entry, (error, answer) => {
      if (error) { // who may only join gets the messages as well, but no word of what was missed
        entry.asked = false;
        this.#fail(entry.subscriptions, error);
      } else {
        this.#onSubscribed(entry, answer);
      }
    });
  }

  #askJoin(entry) {
    const { member } = entry;
    entry.joining = true;
    this.#requests.command({ action: 'join', channel: entry.name, member }, () => entry.member === member, (error, answer) => {
      if (error) {
        this.#fail(entry.rooms, error);
      } else {
        this.#onJoined(entry, answer);
      }
    });
  }

  #onSubscribed(entry, { position, recovered }) {
    const isMissing = recovered === false || (entry.wasLive && !recovered);
    if (!recovered) { // else the position is that of the last message of the replay, which is to come
      entry.position = position;
      entry.base = undefined;
      entry.own.clear();
    }
    entry.subscribed = entry.live = entry.wasLive = true;
    this.#tell(entry.subscriptions, 'subscribed', { position, recovered });
    if (isMissing) {
      this.#tell(viewsOf(entry), 'gap', { position });
    }
  }

  #onJoined(entry, answer) {
    const isMissing = !entry.live && entry.wasLive;
    entry.live = entry.wasLive = true;
    this.#setMembers(entry, answer);
    if (isMissing) {
      this.#tell(viewsOf(entry), 'gap', {});
    }
  }

  #drop(entry, views, view) {
    if (!views.delete(view)) {
      return;
    }
    if (entry.member && entry.rooms.size === 0) {
      entry.member = undefined;
      if (entry.joining) {
        this.#requests.tell({ action: 'leave', channel: entry.name });
      }
      entry.joining = false;
    }
    if (viewsOf(entry).length === 0) {
      this.#entries.delete(entry.name);
      if (entry.asked) {
        this.#requests.tell({ action: 'unsubscribe', channel: entry.name });
      }
    }
  }

  // ---- to the views ----

  #tell(views, event, ...args) {
    views.forEach((view) => emit(view, event, ...args));
  }

  /** An error that no view listens to is the client's; that nobody listens to, the console's. */
  #fail(views, error) {
    const heard = [...views].map((view) => emit(view, 'error', error));
    if (heard.includes(false) && !emit(this.#rtws, 'error', error)) {
      console.error(error);
    }
  }

  #deliver(entry, { patch, ...message }) {
    if (message.position !== undefined) {
      entry.position = message.position;
    }
    if (patch === undefined) {
      message.data = dataOf(message);
    } else if (entry.base === undefined) {
      this.#tell(viewsOf(entry), 'gap', { position: entry.position });
      return;
    } else {
      message.data = mergePatch(entry.base, patch);
    }
    if (entry.delta) { // a copy: listeners may do with theirs what they like
      entry.base = message.encoding ? undefined : copy(message.data);
    }
    if (!entry.own.delete(message.position)) {
      this.#tell(viewsOf(entry), 'message', message.data, message);
    }
  }

  #receivePresence(entry, frame) {
    switch (frame.type) {
      case 'presence_state':
        this.#setMembers(entry, frame);
        break;
      case 'member_joined':
        this.#onChange(entry, 'join', frame.member);
        break;
      case 'member_left':
        this.#onChange(entry, 'leave', frame.member);
        break;
      case 'members_changed':
        frame.left?.forEach((member) => this.#onChange(entry, 'leave', member));
        frame.joined?.forEach((member) => this.#onChange(entry, 'join', member));
    }
  }

  #setMembers(entry, answer) {
    Object.assign(entry, (({ members, total }) => ({ members, total }))(membersOf(answer)));
    this.#tell(entry.rooms, 'state', entry.members);
  }

  #onChange(entry, event, member) {
    const id = String(member.id);
    if (event === 'leave') {
      entry.members.delete(id);
      entry.total--;
    } else {
      entry.total += entry.members.has(id) ? 0 : 1;
      entry.members.set(id, member);
    }
    entry.total = Math.max(entry.total, entry.members.size);
    this.#tell(entry.rooms, event, member);
  }
}

// Rtws: the client as its users see it.

const DEFAULTS = { timeout: 10, ping: 25 };
const BACKOFF = { min: 0.5, max: 30, factor: 2 };
const QUEUE = { size: 1000, time: 60 };

class Rtws extends Emitter {
  #connection;
  #requests;
  #channels;
  #key = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
  #keys = 0;

  constructor(url, options = {}) {
    super();
    const all = {
      WebSocket: globalThis.WebSocket, ...DEFAULTS, ...options,
      backoff: { ...BACKOFF, ...options.backoff }, queue: { ...QUEUE, ...options.queue },
    };
    if (!all.WebSocket) {
      throw new TypeError('There is no WebSocket here: pass a class for it, new Rtws(url, { WebSocket }).');
    }
    this.#connection = new Connection(url, all, {
      open: () => this.#resume(),
      frame: (frame) => this.#receive(frame),
      lost: (code) => this.#interrupt(code),
      state: (state, before) => emit(this, 'state', state, before),
      up: () => emit(this, 'open'),
      down: (how) => emit(this, 'close', how),
      failed: ({ message }) => emit(this, 'error', new RtwsError('CONNECT', `No connection: ${message}.`)),
    });
    this.#requests = new Requests(this.#connection, all);
    this.#channels = new Channels(this, this.#connection, this.#requests);
    this.connect();
  }

  /** 'connecting', 'open', 'waiting' (for the next attempt) or 'closed'. */
  get state() {
    return this.#connection.state;
  }

  /** At once, when it is closed or waiting. */
  connect() {
    this.#connection.connect();
  }

  /** Ends the connection, and what waits for an answer. Subscriptions stay for the next connect(). */
  close() {
    this.#connection.close();
  }

  /** Calls fn(data, message) for what is published to the channel. since and delta are of the first subscription. */
  subscribe(channel, fn, options = {}) {
    return this.#channels.subscribe(channel, fn, options);
  }

  /** Becomes a member, an object with an id, who gets what is published as well. */
  join(channel, member) {
    return this.#channels.join(channel, member);
  }

  /** To { position, duplicate }. What cannot be sent now is sent once there is a connection. */
  publish(channel, data, { event, echo, key = `${this.#key}-${++this.#keys}` } = {}) {
    const isSilent = echo === false;
    return this.#requests.ask({ action: 'publish', channel, message: data, event, echo: isSilent ? false : undefined, key },
      ({ position, duplicate = false }) => {
        if (isSilent) {
          this.#channels.ignore(channel, position);
        }
        return { position, duplicate };
      });
  }

  /** To { publications, position, recovered }. */
  history(channel, { limit, since } = {}) {
    return this.#requests.ask({ action: 'history', channel, limit, since }, ({ publications, position, recovered }) => ({
      publications: publications.map((publication) => ({ ...publication, data: dataOf(publication) })),
      position, recovered,
    }));
  }

  /** Who is there, without joining: to { members, total, next }. */
  presence(channel, { limit, after } = {}) {
    return this.#requests.ask({ action: 'presence', channel, limit, after }, membersOf);
  }

  /**
   * Publications that were under way come first, so that it is known which ones of a replay are not for us. Without a
   * replay they come after the subscription, which is then the only way to hear of them.
   */
  #resume() {
    this.#requests.resume(({ wasSent, channel }) => wasSent && this.#channels.isReplayed(channel));
    this.#channels.resume();
    this.#requests.resume();
  }

  #interrupt(code) {
    this.#channels.interrupt();
    this.#requests.interrupt(code);
  }

  #receive(frame) {
    if (this.#requests.answer(frame)) {
      return;
    }
    if (frame.type === 'ping') {
      this.#requests.tell({ type: 'pong' });
    } else if (frame.type === 'error') {
      emit(this, 'error', new RtwsError(frame.code, frame.message, frame.channel));
    } else {
      this.#channels.receive(frame);
    }
  }
}

Rtws.RtwsError = RtwsError;
Rtws.mergePatch = mergePatch;

export { Rtws, RtwsError, mergePatch };
export default Rtws;
