// What the pages of the examples have in common.

export const $ = (id) => document.getElementById(id);

export function element(tag, className = '', content = '') {
  const node = document.createElement(tag);
  node.className = className;
  node.textContent = content;
  return node;
}

/** A colour for a name: similar names get different ones. */
export function hue(name) {
  let sum = 0;
  for (const char of name) {
    sum = (sum * 31 + char.codePointAt(0)) % 65521;
  }
  return sum * 137 % 360;
}

/** wss on a page that came by https. */
export function socketUrl(path) {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${path}`;
}

export function showState(node, text) {
  if (node.textContent !== text) {
    node.textContent = text;
  }
  node.toggleAttribute('data-online', text === 'Online');
}

/** A WebSocket that comes back when it is lost; what the server sends goes to receive(data). */
export function connect(path, { receive, opened = () => {}, lost = () => {}, state = $('state') }) {
  let socket = null;
  let attempt = 0;
  let timer = null;
  const open = () => {
    clearTimeout(timer);
    showState(state, attempt ? 'Reconnecting' : 'Connecting');
    socket = new WebSocket(socketUrl(path));
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => {
      attempt = 0;
      showState(state, 'Online');
      opened();
    };
    socket.onmessage = (event) => receive(event.data);
    socket.onclose = () => {
      socket = null;
      // half of the delay is random: after a restart not everybody comes at once
      timer = setTimeout(open, Math.min(15000, 500 * 2 ** attempt++) * (0.5 + Math.random() / 2));
      showState(state, 'Reconnecting');
      lost();
    };
  };
  open();
  return {
    /** False while there is no connection. */
    send(data) {
      if (socket?.readyState !== WebSocket.OPEN) {
        return false;
      }
      socket.send(data);
      return true;
    },
    close() {
      clearTimeout(timer);
      if (socket) {
        socket.onclose = null;
        socket.close();
        socket = null;
      }
    },
  };
}
