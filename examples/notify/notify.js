import { $, connect, element, showState } from '/shared/demo.js';
import { EventsSince } from './events.js';

const SHOWN = 100;
const CATCH_UP_MS = 1000; // what comes so soon after a reconnect was missed before
const RETRY_MS = 1000;

const user = new URLSearchParams(location.search).get('as') ?? 'ada';
$('user').value = user;
$('user').onchange = () => { location.search = `?as=${$('user').value}`; };

// ---- what has come, one list for each way ----

class List {
  #node;
  #ids = new Set();
  #lost = false;
  #opened = 0;

  constructor(node) {
    this.#node = node;
  }

  opened() {
    this.#opened = this.#lost ? performance.now() : -Infinity;
    this.#lost = false;
  }

  lost() {
    this.#lost = true;
  }

  add(id, data) {
    this.#add(id, data, performance.now() - this.#opened < CATCH_UP_MS ? 'missed' : 'live');
  }

  /** What was there before the page, oldest first. */
  addEarlier(publications) {
    publications.reverse().forEach(({ id, data }) => this.#add(id, data, 'earlier'));
  }

  addGap() {
    this.#node.prepend(element('li', 'gap', 'Some notifications are missing: the server no longer has them.'));
  }

  #add(id, data, kind) {
    if (this.#ids.has(id)) {
      return;
    }
    this.#ids.add(id);
    const about = element('div', 'about');
    about.append(new Date(data.time * 1000).toLocaleTimeString(), data.to ? ` to ${data.to}` : '');
    if (kind === 'missed') {
      about.append(element('b', '', 'caught up'));
    }
    about.append(element('code', '', id));
    const item = element('li', kind);
    item.append(element('p', '', data.text), about);
    this.#node[kind === 'earlier' ? 'append' : 'prepend'](item);
    while (this.#node.childElementCount > SHOWN) {
      this.#node.lastElementChild.remove();
    }
  }
}

async function earlier() {
  const answer = await fetch(`/api/notifications/${encodeURIComponent(user)}`);
  return answer.ok ? answer.json() : [];
}

// ---- Server-Sent Events ----

const sse = {
  list: new List($('sse')),
  url: `/events/${encodeURIComponent(user)}`,
  source: null,
  last: null, // id of the newest event
  retry: null,

  start() {
    showState($('sse-state'), 'Connecting');
    if (this.last === null) {
      this.listen();
    } else {
      this.resume();
    }
  },

  listen() {
    this.source = new EventSource(this.url);
    this.source.onopen = () => this.opened();
    this.source.onerror = () => this.lost(); // it comes back by itself, and says Last-Event-ID
    this.source.onmessage = ({ data, lastEventId }) => this.receive(lastEventId, data);
    this.source.addEventListener('gap', () => this.list.addGap());
  },

  resume() {
    this.source = new EventsSince(this.url, this.last, {
      open: () => this.opened(),
      event: ({ type, id, data }) => type === 'gap' ? this.list.addGap() : this.receive(id, data),
      end: () => {
        this.lost();
        this.retry = setTimeout(() => this.resume(), RETRY_MS);
      },
    });
  },

  async opened() {
    showState($('sse-state'), 'Online');
    this.list.opened();
    if (this.last === null) {
      const publications = await earlier();
      this.last ??= publications.at(-1)?.id ?? null;
      this.list.addEarlier(publications);
    }
  },

  receive(id, json) {
    this.last = id;
    this.list.add(id, JSON.parse(json));
  },

  lost() {
    showState($('sse-state'), 'Reconnecting');
    this.list.lost();
  },

  stop() {
    clearTimeout(this.retry);
    this.source.close();
    this.list.lost();
    showState($('sse-state'), 'Unplugged');
  },
};

// ---- WebSocket: the channel protocol in its simplest form ----

const ws = {
  list: new List($('ws')),
  socket: null,
  since: { notifications: undefined, [`user:${user}`]: undefined }, // the position in each channel

  start() {
    this.socket = connect('/channels', {
      state: $('ws-state'),
      receive: (json) => this.receive(JSON.parse(json)),
      lost: () => this.list.lost(),
      opened: () => {
        this.list.opened();
        for (const [channel, since] of Object.entries(this.since)) {
          this.socket.send(JSON.stringify({ action: 'subscribe', channel, since, id: channel }));
        }
      },
    });
  },

  receive({ type, channel, position, recovered, data }) {
    if (type === 'message') {
      this.since[channel] = position;
      this.list.add(position, data);
    } else if (type === 'subscribed') {
      const isFirst = this.since[channel] === undefined;
      if (isFirst || recovered === false) {
        this.since[channel] = position;
      }
      if (recovered === false) {
        this.list.addGap();
      }
      if (isFirst && channel === 'notifications') {
        earlier().then((publications) => this.list.addEarlier(publications));
      }
    }
  },

  stop() {
    this.socket.close();
    this.list.lost();
    showState($('ws-state'), 'Unplugged');
  },
};

sse.start();
ws.start();

let isUnplugged = false;

$('plug').onclick = () => {
  isUnplugged = !isUnplugged;
  $('plug').ariaPressed = String(isUnplugged);
  $('plug').textContent = isUnplugged ? 'Plug in again' : 'Pull the plug';
  for (const way of [sse, ws]) {
    if (isUnplugged) {
      way.stop();
    } else {
      way.start();
    }
  }
};

// ---- sending ----

$('send').onsubmit = async (event) => {
  event.preventDefault();
  const body = new URLSearchParams(new FormData($('send')));
  let bad = null;
  let answer;
  try {
    answer = await (await fetch('/api/notify', { method: 'POST', body })).json();
    bad = answer.error;
  } catch {
    bad = 'The server does not answer.';
  }
  $('answer').toggleAttribute('data-bad', Boolean(bad));
  $('answer').textContent = bad ?? `Reached ${answer.reached} connection${answer.reached === 1 ? '' : 's'}.`;
  if (!bad) {
    $('text').value = '';
    $('text').focus();
  }
};
