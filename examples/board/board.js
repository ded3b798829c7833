/* global Rtws */
import { $, element, showState, socketUrl } from '/shared/demo.js';

const WIDTH = 1600; // of the board, in its own units; pages scale it
const HEIGHT = 1000;
const PART_MS = 40; // how often what is being drawn is sent
const PART_POINTS = 200;
const COLOURS = { black: '#1d1b28', red: '#d92d20', orange: '#e8890c', green: '#16965a', blue: '#2464d9', violet: '#8b3fd1' };
const STATES = { connecting: 'Connecting', open: 'Online', waiting: 'Reconnecting', closed: 'Closed' };

const canvas = $('board');
const pen = canvas.getContext('2d');

/** Lines by name: as the channel has them, so the same in all pages. */
const lines = new Map();
/** Parts of our own that have not come back yet, by number: drawn on top. */
const pending = new Map();

// ---- what is published ----

const rtws = new Rtws(socketUrl('/channels'));
let subscription = null;

rtws.on('state', (state) => showState($('state'), STATES[state]));

/** The drawing so far is what was published since the board was cleared: it comes as if it had been missed. */
async function load() {
  subscription?.unsubscribe();
  subscription = null;
  let since;
  try {
    ({ since } = await (await fetch('/api/board')).json());
  } catch {
    setTimeout(load, 1000);
    return;
  }
  lines.clear();
  subscription = rtws.subscribe('board', apply, { since });
  let isFirst = true;
  subscription.on('subscribed', () => queueMicrotask(() => { isFirst = false; }));
  subscription.on('gap', () => {
    if (isFirst) {
      loadNewest(); // more than the server keeps has been drawn since
    } else {
      load(); // the server was restarted
    }
  });
  changed();
}

async function loadNewest() {
  const { publications } = await subscription.history({ limit: 1000 });
  lines.clear();
  publications.forEach(({ data }) => apply(data));
}

function apply(data) {
  if (data.type === 'clear') {
    lines.clear();
  } else {
    pending.delete(`${data.line}/${data.part}`);
    const line = lines.get(data.line) ?? { colour: data.colour, width: data.width, points: [] };
    line.points.push(...data.points);
    lines.set(data.line, line);
  }
  changed();
}

load();

// ---- drawing with the hand ----

let own = null; // the line that is being drawn

for (const [name, colour] of Object.entries(COLOURS)) {
  const choice = element('input');
  Object.assign(choice, { type: 'radio', name: 'colour', value: colour, checked: name === 'black', ariaLabel: name });
  choice.style.setProperty('--colour', colour);
  $('colours').append(choice);
}

function layout() {
  const { clientWidth, clientHeight } = canvas;
  const scale = Math.min(clientWidth / WIDTH, clientHeight / HEIGHT);
  return { scale, left: (clientWidth - WIDTH * scale) / 2, top: (clientHeight - HEIGHT * scale) / 2 };
}

function addPoint({ offsetX, offsetY }) {
  const { scale, left, top } = layout();
  const x = Math.round((offsetX - left) / scale);
  const y = Math.round((offsetY - top) / scale);
  if (own.points.at(-2) !== x || own.points.at(-1) !== y) {
    own.points.push(x, y);
    changed();
  }
}

/** Sends what has been drawn since the last time; the line goes on where that ended. */
function sendPart() {
  while (own && own.points.length > 0) {
    const data = {
      type: 'line', line: own.line, part: own.part++, colour: own.colour, width: own.width,
      points: own.points.splice(0, 2 * PART_POINTS),
    };
    pending.set(`${data.line}/${data.part}`, data);
    rtws.publish('board', data).catch((error) => {
      pending.delete(`${data.line}/${data.part}`);
      console.warn(error);
      changed();
    });
  }
}

canvas.onpointerdown = (event) => {
  if (event.button !== 0 || own) {
    return;
  }
  canvas.setPointerCapture(event.pointerId);
  own = {
    line: Math.random().toString(36).slice(2), part: 0, points: [], pointer: event.pointerId,
    colour: $('tools').elements.colour.value, width: $('width').valueAsNumber,
  };
  addPoint(event);
  own.timer = setInterval(sendPart, PART_MS);
};
canvas.onpointermove = (event) => {
  if (event.pointerId === own?.pointer) {
    const steps = event.getCoalescedEvents?.() ?? [];
    (steps.length ? steps : [event]).forEach(addPoint);
  }
};
canvas.onpointerup = canvas.onpointercancel = (event) => {
  if (event.pointerId === own?.pointer) {
    clearInterval(own.timer);
    sendPart();
    own = null;
  }
};

$('clear').onclick = () => rtws.publish('board', { type: 'clear' }).catch(console.warn);

// ---- on the canvas ----

let isDrawn = true;

function changed() {
  if (isDrawn) {
    isDrawn = false;
    requestAnimationFrame(draw);
  }
}

function drawLine({ colour, width, points }) {
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.beginPath();
  pen.moveTo(points[0], points[1]);
  for (let i = 0; i < points.length; i += 2) {
    pen.lineTo(points[i], points[i + 1]); // to the first as well: a line of one point is a dot
  }
  pen.stroke();
}

/** Lines with what of our own follows them. */
function all() {
  const result = new Map([...lines].map(([name, line]) => [name, { ...line, points: [...line.points] }]));
  const parts = own && own.points.length > 0 ? [...pending.values(), own] : pending.values();
  for (const { line: name, colour, width, points } of parts) {
    const line = result.get(name) ?? { colour, width, points: [] };
    line.points.push(...points);
    result.set(name, line);
  }
  return result;
}

function draw() {
  isDrawn = true;
  const [width, height] = [canvas.clientWidth, canvas.clientHeight].map((size) => Math.round(size * devicePixelRatio));
  if (canvas.width !== width || canvas.height !== height) {
    Object.assign(canvas, { width, height });
  }
  const { scale, left, top } = layout();
  const [a, b, c] = [scale, left, top].map((value) => value * devicePixelRatio);
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.clearRect(0, 0, width, height);
  pen.setTransform(a, 0, 0, a, b, c);
  pen.fillStyle = '#fff'; // paper
  pen.fillRect(0, 0, WIDTH, HEIGHT);
  pen.lineCap = pen.lineJoin = 'round';
  pen.save();
  pen.beginPath();
  pen.rect(0, 0, WIDTH, HEIGHT);
  pen.clip();
  const shown = all();
  shown.forEach(drawLine);
  pen.restore();
  $('count').textContent = `${shown.size} ${shown.size === 1 ? 'line' : 'lines'}`;
  $('empty').hidden = shown.size > 0;
}

new ResizeObserver(changed).observe(canvas);

/** For tests and the curious: what the channel has, without what has not come back. */
window.board = { lines: () => Object.fromEntries(lines), waiting: () => pending.size };
