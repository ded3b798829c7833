// Channels: what is subscribed and joined, one of each on the wire however many views there are of it, and how it
// comes back after a connection was lost.
import { RtwsError, copy, dataOf, membersOf, mergePatch } from './values.mjs';
import { Emitter, emit } from './emitter.mjs';

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

export class Channels {
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
