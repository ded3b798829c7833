import { $, connect, element } from '/shared/demo.js';

const JITTER_FRAMES = 90; // three seconds
const HEAD_BYTES = 14;
const PLAYER_BYTES = 8;
const NEAR = 14; // of the finger: there is nowhere to go

const canvas = $('world');
const pen = canvas.getContext('2d');

let rules = { you: 0, width: 1600, height: 900, hz: 30 };
let before = null; // the last two worlds: what is drawn lies between them
let world = null;

const socket = connect('/play', { receive, opened: () => { sent = '0,0'; } });

// ---- frames ----

function receive(data) {
  if (typeof data === 'string') {
    rules = JSON.parse(data);
    before = world = null;
    ticks.clear();
    return;
  }
  before = world;
  world = read(new DataView(data));
  ticks.add(world.at, world.serverMs, data.byteLength);
  steer();
}

function read(view) {
  const players = new Map();
  for (let i = 0, at = HEAD_BYTES; i < view.getUint8(1); i++, at += PLAYER_BYTES) {
    players.set(view.getUint16(at, true), {
      x: view.getUint16(at + 2, true), y: view.getUint16(at + 4, true), score: view.getUint16(at + 6, true),
    });
  }
  return {
    at: performance.now(), tick: view.getUint32(2, true), serverMs: view.getUint32(6, true) / 1000,
    star: { x: view.getUint16(10, true), y: view.getUint16(12, true) }, players,
  };
}

// ---- how even the ticks are ----

const ticks = {
  last: null, here: [], server: [],
  clear() {
    this.last = null;
    this.here = [];
    this.server = [];
  },
  add(at, serverMs, bytes) {
    if (this.last !== null) {
      this.here.push(at - this.last);
      this.server.push(serverMs);
      if (this.here.length > JITTER_FRAMES) {
        this.here.shift();
        this.server.shift();
      }
    }
    this.last = at;
    $('bytes').textContent = bytes;
  },
};

/** How far the ticks are from even: the root mean square of what each is off. */
function jitter(intervals) {
  const off = intervals.map((ms) => (ms - 1000 / rules.hz) ** 2);
  return `±${Math.sqrt(off.reduce((a, b) => a + b, 0) / off.length).toFixed(1)} ms`;
}

function showTicks() {
  if (ticks.here.length < rules.hz / 2) {
    return;
  }
  const total = ticks.here.reduce((a, b) => a + b, 0);
  $('rate').textContent = (1000 * ticks.here.length / total).toFixed(1);
  $('jitter').textContent = jitter(ticks.here);
  $('server-jitter').textContent = jitter(ticks.server);
  showGraph();
}

function showGraph() {
  const { width, height } = $('graph');
  const graph = $('graph').getContext('2d');
  const colours = getComputedStyle(document.documentElement);
  const y = (ms) => height - Math.min(2, ms * rules.hz / 1000) / 2 * height; // the middle is what it should be
  graph.clearRect(0, 0, width, height);
  graph.fillStyle = colours.getPropertyValue('--line');
  graph.fillRect(0, height / 2, width, 2);
  for (const [intervals, colour] of [[ticks.here, '--muted'], [ticks.server, '--accent']]) {
    graph.strokeStyle = colours.getPropertyValue(colour);
    graph.lineWidth = 3;
    graph.beginPath();
    intervals.forEach((ms, i) => graph.lineTo(i / (JITTER_FRAMES - 1) * width, y(ms)));
    graph.stroke();
  }
}

function showScores() {
  const players = [...(world?.players ?? [])].sort(([, a], [, b]) => b.score - a.score);
  $('players').textContent = players.length;
  $('scores').replaceChildren(...players.slice(0, 8).map(([number, { score }]) => {
    const item = element('li', '', number === rules.you ? `you ${score}` : `${score}`);
    item.style.setProperty('--hue', colour(number));
    return item;
  }));
}

setInterval(() => {
  showTicks();
  showScores();
}, 250);

// ---- steering ----

const KEYS = {
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
  KeyA: [-1, 0], KeyD: [1, 0], KeyW: [0, -1], KeyS: [0, 1],
};
const pressed = new Set();
let finger = null; // where it is, in the world
let sent = '0,0';

function direction() {
  const me = world?.players.get(rules.you);
  if (finger && me) {
    const [x, y] = [finger.x - me.x, finger.y - me.y];
    const distance = Math.hypot(x, y);
    return distance < NEAR ? [0, 0] : [x / distance, y / distance];
  }
  const sum = [...pressed].reduce(([x, y], key) => [x + KEYS[key][0], y + KEYS[key][1]], [0, 0]);
  return sum.map((value) => Math.max(-1, Math.min(1, value)));
}

/** Says where to go, if that is somewhere else than before. */
function steer() {
  const bytes = Int8Array.from(direction(), (value) => Math.round(value * 127));
  if (`${bytes}` !== sent && socket.send(bytes)) {
    sent = `${bytes}`;
  }
}

addEventListener('keydown', (event) => {
  if (event.code in KEYS && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    pressed.add(event.code);
    steer();
  }
});
addEventListener('keyup', (event) => {
  if (pressed.delete(event.code)) {
    steer();
  }
});
addEventListener('blur', () => {
  pressed.clear();
  finger = null;
  steer();
});

function point(event) {
  const { scale, left, top } = layout();
  finger = { x: (event.offsetX - left) / scale, y: (event.offsetY - top) / scale };
  steer();
}

function letGo() {
  finger = null;
  steer();
}

canvas.onpointerdown = (event) => {
  canvas.setPointerCapture(event.pointerId);
  point(event);
};
canvas.onpointermove = (event) => {
  if (finger) {
    point(event);
  }
};
canvas.onpointerup = letGo;
canvas.onpointercancel = letGo;

// ---- drawing ----

const colour = (number) => number * 137 % 360;

/** The world fits into the canvas, in the middle of it. */
function layout() {
  const { clientWidth: width, clientHeight: height } = canvas;
  const scale = Math.min(width / rules.width, height / rules.height);
  return { scale, left: (width - rules.width * scale) / 2, top: (height - rules.height * scale) / 2 };
}

function place(number) {
  const to = world.players.get(number);
  const from = before?.players.get(number) ?? to;
  const share = Math.min(1, (performance.now() - world.at) * rules.hz / 1000);
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

function drawStar({ x, y }) {
  const turn = performance.now() / 900;
  pen.fillStyle = '#f5b014';
  pen.beginPath();
  for (let i = 0; i < 10; i++) {
    const radius = i % 2 ? 12 : 28;
    const angle = turn + i * Math.PI / 5;
    pen.lineTo(x + radius * Math.sin(angle), y - radius * Math.cos(angle));
  }
  pen.fill();
}

function drawPlayer(number) {
  const { x, y } = place(number);
  pen.fillStyle = `oklch(0.68 0.17 ${colour(number)})`;
  pen.beginPath();
  pen.arc(x, y, 24, 0, 7);
  pen.fill();
  if (number === rules.you) {
    pen.strokeStyle = getComputedStyle(document.documentElement).getPropertyValue('--text');
    pen.lineWidth = 5;
    pen.beginPath();
    pen.arc(x, y, 31, 0, 7);
    pen.stroke();
  }
}

function draw() {
  const ratio = devicePixelRatio;
  const [width, height] = [Math.round(canvas.clientWidth * ratio), Math.round(canvas.clientHeight * ratio)];
  if (canvas.width !== width || canvas.height !== height) {
    Object.assign(canvas, { width, height });
  }
  const { scale, left, top } = layout();
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.clearRect(0, 0, width, height);
  pen.setTransform(ratio * scale, 0, 0, ratio * scale, ratio * left, ratio * top);
  pen.fillStyle = getComputedStyle(document.documentElement).getPropertyValue('--surface');
  pen.fillRect(0, 0, rules.width, rules.height);
  if (world) {
    drawStar(world.star);
    [...world.players.keys()].forEach(drawPlayer);
  }
  requestAnimationFrame(draw);
}

draw();

/** For tests and the curious. */
window.game = { get you() { return rules.you; }, get world() { return world; } };
