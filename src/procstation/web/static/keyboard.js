// The keys of a keyboard-wedge scanner travel together.
//
// On their way each key may be held up, and only here is it known when it was pressed. So a burst
// that ends with Enter or Tab is sent as one message; what a person types goes key by key, and the
// server keeps those apart.
(() => {
  const told = document.currentScript.dataset;
  const HOLD_MS = Number(told.holdMs);
  const LEAST_KEYS = Number(told.leastKeys);
  const MEAN_GAP_MS = Number(told.meanGapMs);
  const MOST_KEYS = 512;
  const send = WebSocket.prototype.send;
  let held = "";
  let firstAt = 0;
  let lastAt = 0;
  let timer = 0;

  const letGo = (socket) => {
    clearTimeout(timer);
    const keys = held;
    held = "";
    for (const key of keys) {
      send.call(socket, JSON.stringify(["stdin", key]));
    }
  };

  const hold = (socket, key, now) => {
    if (!held) {
      firstAt = now;
    }
    held += key;
    lastAt = now;
    clearTimeout(timer);
    timer = setTimeout(() => letGo(socket), HOLD_MS);
    if (held.length > MOST_KEYS) {
      letGo(socket);
    }
  };

  WebSocket.prototype.send = function (message) {
    if (this.readyState === WebSocket.CONNECTING) {
      this.addEventListener("open", () => this.send(message), { once: true });
      return;
    }
    const [kind, data] = JSON.parse(message);
    if (kind !== "stdin") {
      send.call(this, message);
      return;
    }
    // When the key was pressed, not when this page came to it.
    const now = window.event?.timeStamp ?? performance.now();
    if (held && now - lastAt > HOLD_MS) {
      letGo(this);
    }
    if (data.length === 1 && data >= " " && data !== "\x7f") {
      hold(this, data, now);
      return;
    }
    const ends = data === "\r" || data === "\t";
    if (ends && held.length >= LEAST_KEYS && (now - firstAt) / held.length < MEAN_GAP_MS) {
      clearTimeout(timer);
      const burst = held + data;
      held = "";
      send.call(this, JSON.stringify(["stdin", burst]));
      return;
    }
    letGo(this);
    send.call(this, message);
  };
})();

// Whoever scans has touched nothing yet: the terminal has the keys from the beginning, and again
// when the page is looked at again.
(() => {
  const focus = () => document.querySelector(".xterm-helper-textarea")?.focus();
  window.addEventListener("load", () => setTimeout(focus));
  window.addEventListener("focus", focus);
})();
