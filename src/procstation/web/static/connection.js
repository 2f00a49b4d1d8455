// A connection that is lost, as tablets lose it at the far end of the stacks, is seen within a few
// seconds and tried again until it is there; the page is then loaded anew and stands where it stood.
// What ends the page from the other side (quitting, another browser that takes over) is no loss.
(() => {
  const ASK_MS = 4000;
  const MOST_UNANSWERED = 2;
  const TRY_AGAIN_MS = 2000;
  const NORMAL = 1000;
  const ours = "page";
  let isLost = false;

  const tryAgain = async () => {
    try {
      await fetch("/", { cache: "no-store", signal: AbortSignal.timeout(TRY_AGAIN_MS) });
    } catch {
      setTimeout(tryAgain, TRY_AGAIN_MS);
      return;
    }
    // Whatever it answers: the station, or in words why there is none.
    location.reload();
  };

  const lose = () => {
    if (!isLost) {
      isLost = true;
      document.body.classList.add("-closed", "-lost");
      tryAgain();
    }
  };

  window.WebSocket = class extends WebSocket {
    constructor(...where) {
      super(...where);
      let unanswered = 0;
      const asking = setInterval(() => {
        if (this.readyState !== WebSocket.OPEN) {
          return;
        }
        if (unanswered >= MOST_UNANSWERED) {
          clearInterval(asking);
          lose();
          return;
        }
        unanswered += 1;
        this.send(JSON.stringify(["ping", ours]));
      }, ASK_MS);
      this.addEventListener("message", (event) => {
        unanswered = 0;
        if (event.data === JSON.stringify(["pong", ours])) {
          event.stopImmediatePropagation();
        }
      });
      this.addEventListener("close", (event) => {
        clearInterval(asking);
        if (event.code !== NORMAL) {
          lose();
        }
      });
    }
  };
})();
