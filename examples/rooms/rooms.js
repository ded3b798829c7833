/* global Rtws */
import { $, element, hue, showState, socketUrl } from '/shared/demo.js';

const HISTORY = 50;
const SHOWN = 300;
const TYPING_EVERY_MS = 1500;
const TYPING_SHOWN_MS = 3000;
const STATES = { connecting: 'Connecting', open: 'Online', waiting: 'Reconnecting', closed: 'Closed' };

// storage may be forbidden; then the name lasts as long as the page
const stored = {
  get: () => { try { return localStorage.getItem('rooms.name') ?? ''; } catch { return ''; } },
  set: (name) => { try { localStorage.setItem('rooms.name', name); } catch { /* see above */ } },
};

const id = [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
let me = { id, name: stored.get() };

const rtws = new Rtws(socketUrl('/channels'));
rtws.on('state', (state) => showState($('state'), STATES[state]));

// ---- the list of rooms ----

const rooms = rtws.subscribe('rooms', showRooms);
rooms.on('subscribed', async () => showRooms((await rooms.history({ limit: 1 })).publications[0]?.data ?? []));

let listed = [];

function showRooms(list = listed) {
  listed = list;
  $('rooms').replaceChildren(...list.map(({ name, people }) => {
    const link = element('a');
    link.href = `#${name}`;
    link.append(element('span', '', name), element('span', 'count', people || ''));
    const item = element('li');
    item.append(link);
    if (name === current?.name) {
      item.setAttribute('aria-current', 'page');
    }
    return item;
  }));
}

// ---- one room ----

let current = null;

/** A room that was entered: its messages, its members, who types there. */
class Room {
  #room;
  #typing;
  #typists = new Map(); // timers by name
  #early = []; // messages that come before the history
  #typed = 0;

  constructor(name) {
    this.name = name;
    $('log').replaceChildren();
    this.#room = rtws.join(`room:${name}`, me);
    this.#room.on('message', (data, message) => this.#receive(message));
    this.#room.on('join', ({ name: who }) => addEvent(`${who} came in`));
    this.#room.on('leave', ({ name: who }) => {
      this.#stopsTyping(who);
      addEvent(`${who} left`);
    });
    for (const event of ['state', 'join', 'leave']) {
      this.#room.on(event, () => this.#showPeople());
    }
    this.#room.on('gap', () => this.#load()); // the server was restarted, or more was missed than it keeps
    this.#room.on('error', (error) => ask(error.code === 'FORBIDDEN' ? 'A name has 1 to 24 visible characters.' : error.message));
    this.#typing = rtws.subscribe(`typing:${name}`, ({ from }) => this.#types(from.name));
    this.#showPeople();
    this.#showTypists();
    this.#load();
  }

  leave() {
    this.#room.leave();
    this.#typing.unsubscribe();
    this.#typists.forEach(clearTimeout);
    this.#typists.clear();
    this.#early = null;
  }

  say(text) {
    this.#typed = 0;
    return this.#room.publish({ from: me, text }, { event: 'message' });
  }

  /** Tells the others, not too often. */
  typed() {
    if (rtws.state === 'open' && Date.now() - this.#typed > TYPING_EVERY_MS) {
      this.#typed = Date.now();
      this.#typing.publish({ from: me }, { event: 'typing', echo: false }).catch(console.warn);
    }
  }

  async #load() {
    this.#early = [];
    const { publications } = await this.#room.history({ limit: HISTORY });
    if (current !== this) {
      return;
    }
    const seen = new Set(publications.map(({ position }) => position));
    const early = this.#early.filter(({ position }) => !seen.has(position));
    this.#early = null;
    $('log').replaceChildren();
    [...publications, ...early].forEach(addMessage);
  }

  #receive(message) {
    this.#stopsTyping(message.data.from.name);
    if (this.#early) {
      this.#early.push(message);
    } else {
      addMessage(message);
    }
  }

  #showPeople() {
    const people = [...this.#room.members.values()]
      .sort((a, b) => (b.id === me.id) - (a.id === me.id) || a.name.localeCompare(b.name));
    $('people').replaceChildren(...people.map((member) => {
      const item = element('li');
      item.append(avatar(member.name), element('span', 'who', member.name));
      if (member.id === me.id) {
        item.append(element('span', 'you small muted', 'you'));
      }
      return item;
    }));
    $('people-title').textContent = `Who is here (${people.length})`;
  }

  #types(name) {
    clearTimeout(this.#typists.get(name));
    this.#typists.set(name, setTimeout(() => this.#stopsTyping(name), TYPING_SHOWN_MS));
    this.#showTypists();
  }

  #stopsTyping(name) {
    clearTimeout(this.#typists.get(name));
    if (this.#typists.delete(name)) {
      this.#showTypists();
    }
  }

  #showTypists() {
    const names = [...this.#typists.keys()];
    $('typing').textContent = names.length === 0 ? ''
      : names.length === 1 ? `${names[0]} is typing…`
      : names.length === 2 ? `${names[0]} and ${names[1]} are typing…`
      : 'Several people are typing…';
  }
}

function enter() {
  const name = decodeURIComponent(location.hash.slice(1)) || 'lobby';
  if (me.name === '' || name === current?.name) {
    return;
  }
  current?.leave();
  current = new Room(name);
  $('title').textContent = `# ${name}`;
  document.title = `${name} · Rooms`;
  showRooms();
}

addEventListener('hashchange', enter);

// ---- messages ----

function avatar(name) {
  const node = element('span', 'avatar', [...name][0].toUpperCase());
  node.ariaHidden = 'true';
  node.style.setProperty('--hue', hue(name));
  return node;
}

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });

function addMessage({ data: { from, text }, timestamp }) {
  const item = element('article', 'message');
  const by = element('div', 'by', from.name);
  by.append(element('time', '', clock.format(new Date(timestamp * 1000))));
  item.append(avatar(from.name), by, element('p', '', text));
  add(item);
}

function addEvent(what) {
  add(element('div', 'event', what));
}

// who reads further up is not torn away
function add(item) {
  const log = $('log');
  const follow = log.scrollHeight - log.scrollTop - log.clientHeight < 60;
  log.append(item);
  while (log.childElementCount > SHOWN) {
    log.firstElementChild.remove();
  }
  if (follow) {
    log.scrollTop = log.scrollHeight;
  }
}

// ---- writing ----

let waiting = 0; // messages that the server has not confirmed

$('text').oninput = () => {
  if ($('text').value !== '') {
    current?.typed();
  }
};

$('composer').onsubmit = async (event) => {
  event.preventDefault();
  const text = $('text').value.trim();
  if (text === '' || !current) {
    return;
  }
  $('text').value = '';
  $('text').focus();
  waiting++;
  showWaiting();
  try {
    await current.say(text); // without a connection this waits for the next one
  } catch (error) {
    $('text').value ||= text;
    addEvent(`Not sent: ${error.message}`);
  }
  waiting--;
  showWaiting();
};

rtws.on('state', showWaiting);

function showWaiting() {
  $('waiting').hidden = waiting === 0 || rtws.state === 'open';
  $('waiting').textContent = `${waiting} waiting for the connection`;
}

// ---- the name ----

function ask(error = '') {
  $('ask-error').textContent = error;
  $('name').value = me.name;
  if (!$('ask').open) {
    $('ask').showModal();
  }
  $('name').select();
}

$('ask').oncancel = (event) => event.preventDefault(); // without a name there is nothing behind it

$('ask-form').onsubmit = (event) => {
  event.preventDefault();
  me = { id, name: $('name').value.trim() };
  stored.set(me.name);
  current?.leave();
  current = null;
  $('ask').close();
  enter();
  $('text').focus();
};

if (me.name === '') {
  ask();
} else {
  enter();
}
