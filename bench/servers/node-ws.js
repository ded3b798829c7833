'use strict';
// node node-ws.js PORT echo|fanout|idle|open
// The package ws, with bufferutil where it is installed. NODE_PATH names its node_modules.

const { WebSocketServer } = require('ws');

const port = Number(process.argv[2] || 9001);
const mode = process.argv[3] || 'echo';
const server = new WebSocketServer({ host: '127.0.0.1', port, perMessageDeflate: false });
const members = new Set();

const modes = {
  echo(ws) {
    ws.on('message', (data, binary) => ws.send(data, { binary }));
  },
  fanout(ws) {
    members.add(ws);
    ws.on('close', () => members.delete(ws));
    ws.on('message', (data, binary) => {
      for (const member of members) member.send(data, { binary });
    });
  },
  idle() {},
  open() {},
};

if (!modes[mode]) {
  console.error('mode: echo, fanout, idle or open');
  process.exit(2);
}
server.on('connection', (ws) => {
  ws.on('error', () => {});
  modes[mode](ws);
});
