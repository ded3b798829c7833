/* global Rtws */
import { $, element, showState, socketUrl } from '/shared/demo.js';

const DRAW_MS = 100; // more often nobody can read
const FLASH_MS = 450;
const RATE_SECONDS = 3;
const STATES = { connecting: 'Connecting', open: 'Online', waiting: 'Reconnecting', closed: 'Closed' };

/** By symbol: { symbol, price, open, row, ... } */
const quotes = new Map();
const dirty = new Set(); // quotes that have changed since they were drawn
const flashing = new Set();
let messages = 0;
let lag = 0; // ms on the way, if the clocks agree

// ---- the connection ----

const rtws = new Rtws(socketUrl('/channels'));
rtws.on('state', (state) => showState($('state'), STATES[state]));

const subscription = rtws.subscribe('ticker', (quote, { timestamp }) => {
  messages++;
  lag = Date.now() - 1000 * timestamp;
  apply(quote, true);
});
// all prices after each connect: what has changed since is newer
subscription.on('subscribed', async () => {
  const since = performance.now();
  try {
    const all = await (await fetch('/api/quotes')).json();
    if (all.some(({ symbol }) => quotes.size > 0 && !quotes.get(symbol)?.row)) {
      clear(); // another market: the server was restarted
    }
    all.filter(({ symbol }) => !(quotes.get(symbol)?.changed > since)).forEach((quote) => apply(quote, false));
    arrange();
  } catch (error) {
    console.warn(error); // the next connect asks again
  }
});

function clear() {
  quotes.clear();
  dirty.clear();
  flashing.clear();
  $('quotes').replaceChildren();
}

function apply({ symbol, price, open }, isMove) {
  let quote = quotes.get(symbol);
  if (!quote) {
    quotes.set(symbol, quote = { symbol, price, open, last: price, moves: 0, changed: 0, flashed: 0, row: null });
  }
  quote.price = price;
  quote.open = open;
  if (isMove) {
    quote.moves++;
    quote.changed = performance.now();
  }
  dirty.add(quote);
}

// ---- the table ----

function makeRow(quote) {
  const row = element('li');
  quote.parts = { price: element('span', 'price'), change: element('span', 'change') };
  row.append(element('b', '', quote.symbol), quote.parts.price, quote.parts.change);
  quote.row = row;
  row.hidden = !matches(quote);
  $('quotes').append(row);
}

function draw() {
  const now = performance.now();
  for (const quote of flashing) {
    if (now - quote.flashed > FLASH_MS) {
      quote.row.className = '';
      flashing.delete(quote);
    }
  }
  dirty.forEach((quote) => drawQuote(quote, now));
  dirty.clear();
}

function drawQuote(quote, now) {
  if (!quote.row) {
    makeRow(quote);
  }
  const change = Number(gain(quote).toFixed(1)); // -0.0 is neither up nor down
  const { row, parts } = quote;
  parts.price.textContent = quote.price.toFixed(2);
  parts.change.textContent = `${change < 0 ? '−' : '+'}${Math.abs(change).toFixed(1)} %`;
  parts.change.dataset.is = change < 0 ? 'down' : 'up';
  if (quote.price !== quote.last) {
    row.className = quote.price > quote.last ? 'rises' : 'falls';
    quote.last = quote.price;
    quote.flashed = now;
    flashing.add(quote);
  }
}

// a timer, not animations: of those there would be hundreds at once
setInterval(() => requestAnimationFrame(draw), DRAW_MS);

const gain = ({ price, open }) => 100 * (price / open - 1);

const ORDERS = {
  symbol: (a, b) => (a.symbol < b.symbol ? -1 : 1),
  gain: (a, b) => gain(b) - gain(a),
  loss: (a, b) => gain(a) - gain(b),
};

const matches = ({ symbol }) => symbol.includes($('find').value.trim().toUpperCase());

function arrange() {
  const all = [...quotes.values()].sort(ORDERS[$('order').value]);
  all.forEach((quote, i) => {
    if (!quote.row) {
      makeRow(quote);
      dirty.add(quote);
    }
    quote.row.hidden = !matches(quote);
    quote.row.style.order = i;
  });
}

$('order').onchange = $('find').oninput = arrange;
$('view').onsubmit = (event) => event.preventDefault();

// ---- figures ----

const counts = []; // of messages, one each second

setInterval(() => {
  counts.push(messages);
  messages = 0;
  if (counts.length > RATE_SECONDS) {
    counts.shift();
  }
  const all = [...quotes.values()];
  $('rate').textContent = Math.round(counts.reduce((a, b) => a + b, 0) / counts.length);
  $('moved').textContent = all.filter(({ moves }) => moves > 0).length;
  $('total').textContent = all.length;
  $('up').textContent = all.filter(({ price, open }) => price > open).length;
  $('down').textContent = all.filter(({ price, open }) => price < open).length;
  if ($('order').value !== 'symbol') {
    arrange();
  }
}, 1000);

/** For tests and the curious. */
window.ticker = { quotes, flashing, get lag() { return lag; } };
