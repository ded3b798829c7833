const HISTORY_SHOWN = 500;
const GROUP_MS = 5 * 60 * 1000;
const TYPING_EVERY_MS = 2000;
const TYPING_SHOWN_MS = 3500;
const RETRY_FIRST_MS = 500;
const RETRY_LONGEST_MS = 15000;
const RETURN_MS = 30000;
const TITLE = document.title;

const $ = (id) => document.getElementById(id);
const log = $('log');
const text = $('text');
const joinDialog = $('join');

// storage may be forbidden; then the name lasts as long as the page
const stored = {
  get: () => { try { return localStorage.getItem('chat.name') ?? ''; } catch { return ''; } },
  set: (name) => { try { localStorage.setItem('chat.name', name); } catch { /* see above */ } },
};

let wanted = stored.get();
let me = null; // the name that the server made of it
let members = new Set();
const seen = new Set(); // ids of messages: after a reconnect the history brings them again

// ---- the connection ----

let socket = null;
let online = false; // joined, not just connected
let attempt = 0;
let retryTimer = null;
let unconfirmed = []; // texts that have been sent and not come back yet
let returning = new Set(); // who was here when the connection broke; their coming back is no news

function connect() {
  clearTimeout(retryTimer);
  socket?.close();
  unconfirmed = [];
  setOnline(false);
  const mine = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/chat`);
  socket = mine;
  mine.onopen = () => send({ type: 'join', name: wanted });
  mine.onmessage = (event) => {
    if (mine === socket) {
      receive(JSON.parse(event.data));
    }
  };
  mine.onclose = () => {
    if (mine === socket) {
      disconnected();
    }
  };
}

function disconnected() {
  socket = null;
  if (online) {
    returning = new Set(members);
  }
  takeBack();
  // half of the delay is random: after a restart not everybody comes at once
  const delay = Math.min(RETRY_LONGEST_MS, RETRY_FIRST_MS * 2 ** attempt++);
  retryTimer = setTimeout(connect, delay * (0.5 + Math.random() / 2));
  setOnline(false);
  $('offline').hidden = false;
}

function reconnectNow() {
  if (wanted && socket === null) {
    attempt = 0;
    connect();
  }
}

function send(message) {
  socket.send(JSON.stringify(message));
}

function setOnline(value) {
  online = value;
  const state = value ? 'Online' : attempt ? 'Reconnecting' : 'Connecting';
  if ($('state').textContent !== state) {
    $('state').textContent = state;
  }
  $('state').toggleAttribute('data-online', value);
  $('members').toggleAttribute('data-stale', !value);
  if (value) {
    $('offline').hidden = true;
  }
  updateSend();
}

addEventListener('online', reconnectNow);
addEventListener('offline', () => socket?.close());
$('retry').onclick = reconnectNow;

// ---- what the server says ----

const receivers = {
  welcome({ name, members: names, history }) {
    me = name;
    members = new Set(names);
    stored.set(wanted);
    attempt = 0;
    setTimeout(() => returning.clear(), RETURN_MS);
    log.setAttribute('aria-busy', 'true');
    history.forEach((message) => addMessage(message, false));
    log.setAttribute('aria-busy', 'false');
    showMembers();
    setOnline(true);
  },
  joined({ name }) {
    members.add(name);
    showMembers();
    if (!returning.delete(name)) {
      addEvent(`${name} joined`);
    }
  },
  left({ name }) {
    members.delete(name);
    showMembers();
    stopTyping(name);
    addEvent(`${name} left`);
  },
  message(message) {
    stopTyping(message.name);
    if (message.name === me) {
      unconfirmed.shift();
    }
    addMessage(message, true);
    if (document.hidden) {
      setUnread(unread + 1);
    }
  },
  typing({ name }) {
    if (name !== me) {
      startTyping(name);
    }
  },
  error({ error }) {
    if (!online) {
      askName(error);
    } else {
      takeBack();
      notify(error);
    }
  },
};

function receive(message) {
  receivers[message.type]?.(message);
}

// ---- messages ----

function element(tag, className, content = '') {
  const node = document.createElement(tag);
  node.className = className;
  node.textContent = content;
  return node;
}

function avatar(name) {
  const node = element('span', 'avatar', [...name][0].toUpperCase());
  node.ariaHidden = 'true';
  return node;
}

function hue(name) {
  let sum = 0;
  for (const char of name) {
    sum = (sum * 31 + char.codePointAt(0)) % 65521;
  }
  return sum * 137 % 360; // similar names, different colours
}

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
const fullDate = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'short' });
const dayName = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });

let lastMessage = null; // null again when something stands between it and the next
let lastDay = '';

function addMessage(message, isFresh) {
  if (seen.has(message.id)) {
    return;
  }
  seen.add(message.id);

  const date = new Date(message.time);
  const day = date.toDateString();
  if (day !== lastDay) {
    lastDay = day;
    add(element('div', 'day', dayName.format(date)));
  }

  const isOwn = message.name === me;
  const isMore = lastMessage?.name === message.name && message.time - lastMessage.time < GROUP_MS;
  const item = element('div', 'message');
  item.classList.toggle('own', isOwn);
  item.classList.toggle('more', isMore);
  item.classList.toggle('fresh', isFresh);
  item.style.setProperty('--hue', hue(message.name));
  if (!isOwn && !isMore) {
    item.append(avatar(message.name));
  }
  // who hears the page instead of seeing it needs the name every time
  item.append(element('span', isOwn || isMore ? 'hidden-text' : 'by', message.name));
  const time = element('time', '', clock.format(date));
  time.dateTime = date.toISOString();
  time.title = fullDate.format(date);
  const bubble = element('div', 'bubble');
  bubble.append(element('p', '', message.text), time);
  item.append(bubble);
  add(item, isOwn && isFresh);
  lastMessage = message;
}

function addEvent(what) {
  add(element('div', 'event', what));
}

function isAtEnd() {
  return log.scrollHeight - log.scrollTop - log.clientHeight < 60;
}

function scrollToEnd() {
  log.scrollTop = log.scrollHeight;
  $('newer').hidden = true;
}

// who reads further up is not torn away
function add(item, mustShow = false) {
  const follow = mustShow || isAtEnd();
  log.append(item);
  while (log.childElementCount > HISTORY_SHOWN) {
    log.firstElementChild.remove();
  }
  lastMessage = null;
  if (follow) {
    scrollToEnd();
  } else if (item.classList.contains('message')) {
    $('newer').hidden = false;
  }
}

$('newer').onclick = () => {
  scrollToEnd();
  text.focus();
};
let wasAtEnd = true;
log.onscroll = () => {
  wasAtEnd = isAtEnd();
  if (wasAtEnd) {
    $('newer').hidden = true;
  }
};
// the keyboard of a phone, a growing text field
new ResizeObserver(() => {
  if (wasAtEnd) {
    scrollToEnd();
  }
}).observe(log);

let unread = 0;

function setUnread(count) {
  unread = count;
  document.title = count ? `(${count}) ${TITLE}` : TITLE;
}

document.addEventListener('visibilitychange', () => {
  if (!document.hidden) {
    setUnread(0);
    reconnectNow();
  }
});

let noticeTimer = null;

function notify(what) {
  $('notice').textContent = what;
  $('notice').hidden = false;
  clearTimeout(noticeTimer);
  noticeTimer = setTimeout(() => { $('notice').hidden = true; }, 5000);
}

// ---- who is here, who types ----

function showMembers() {
  const names = [...members].sort((a, b) => (b === me) - (a === me) || a.localeCompare(b));
  $('members').replaceChildren(...names.map((name) => {
    const item = element('li', '');
    item.style.setProperty('--hue', hue(name));
    item.append(avatar(name), element('span', 'who', name));
    if (name === me) {
      item.append(element('span', 'you', 'you'));
    }
    return item;
  }));
  $('people-count').textContent = names.length;
  $('people-title').textContent = `Who is here (${names.length})`;
}

$('people-toggle').onclick = () => showPeople(!$('people').classList.contains('open'));

function showPeople(isOpen) {
  $('people').classList.toggle('open', isOpen);
  $('people-toggle').ariaExpanded = String(isOpen);
}

addEventListener('keydown', (event) => {
  if (event.key === 'Escape') {
    showPeople(false);
  }
});

const typing = new Map(); // timers by name

function startTyping(name) {
  clearTimeout(typing.get(name));
  typing.set(name, setTimeout(() => stopTyping(name), TYPING_SHOWN_MS));
  showTyping();
}

function stopTyping(name) {
  clearTimeout(typing.get(name));
  if (typing.delete(name)) {
    showTyping();
  }
}

function showTyping() {
  const names = [...typing.keys()];
  $('typing').textContent = names.length === 0 ? ''
    : names.length === 1 ? `${names[0]} is typing…`
    : names.length === 2 ? `${names[0]} and ${names[1]} are typing…`
    : 'Several people are typing…';
}

// ---- writing ----

let typingSent = 0;

function updateSend() {
  $('send').disabled = !online || text.value.trim() === '';
}

function fit() {
  text.style.height = 'auto';
  text.style.height = `${text.scrollHeight}px`;
  updateSend();
}

text.addEventListener('input', () => {
  fit();
  if (online && text.value !== '' && Date.now() - typingSent > TYPING_EVERY_MS) {
    typingSent = Date.now();
    send({ type: 'typing' });
  }
});

text.addEventListener('keydown', (event) => {
  // Enter also ends the composition of a word
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    $('composer').requestSubmit();
  }
});

$('composer').onsubmit = (event) => {
  event.preventDefault();
  const message = text.value.trim();
  if (online && message !== '') {
    send({ type: 'message', text: message });
    unconfirmed.push(message);
    text.value = '';
    typingSent = 0;
    fit();
  }
  text.focus();
};

// nothing that was written gets lost with the connection
function takeBack() {
  if (unconfirmed.length) {
    text.value = [...unconfirmed, text.value].filter(Boolean).join('\n');
    unconfirmed = [];
    fit();
  }
}

// ---- the name ----

function askName(error = '') {
  $('join-error').textContent = error;
  $('name').value = wanted;
  joinDialog.returnValue = '';
  if (!joinDialog.open) {
    joinDialog.showModal();
  }
  $('name').select();
}

$('rename').onclick = () => {
  showPeople(false);
  askName();
};

joinDialog.onclose = () => {
  if (joinDialog.returnValue === 'submitted') {
    return;
  }
  if (me === null) {
    askName(); // without a name there is nothing behind the dialog
  } else if (!online && socket !== null) {
    wanted = me; // the new name was refused, and is given up
    connect();
  }
};

$('join-form').onsubmit = (event) => {
  event.preventDefault();
  const name = $('name').value.trim();
  if (name === '') {
    return;
  }
  if (name !== wanted || !online) {
    wanted = name;
    attempt = 0;
    connect();
  }
  joinDialog.close('submitted');
  text.focus();
};

if (wanted) {
  connect();
} else {
  askName();
}
