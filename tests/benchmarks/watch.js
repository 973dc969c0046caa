// Watches a page draw itself. Runs before any script of the page; tests/benchmarks/browser.py reads what it noted.
//
// A chart "changes" when something inside it is added, removed or set to another value, or, for the map, when what
// WebGL was told to draw on its canvas has been drawn: a software renderer needs up to a second after it was told.
// Times are performance.now(); report() gives them from the press that started it all (from the start of the
// navigation where nothing was pressed).
(() => {
  const CHART = '[data-testid="stVegaLiteChart"], [data-testid="stDeckGlJsonChart"]';
  const STILL = ".st-key-map_first img";
  const PICTURE = ":scope svg, :scope canvas";
  const TRIGGER = '[role="option"], [data-testid="stTopNavDropdownLink"], [data-testid="stTopNavLink"]';
  let run = null;
  let isArmed = false;
  let isFramePending = false;
  const drawing = new Set(); // canvases of which a frame is being drawn

  const begin = (pressed) => {
    run = { pressed, sent: null, firstMessage: null, lastMessage: null, messages: 0, bytes: 0 };
    Object.assign(run, { over: null, painted: null, title: null, picture: null, hasPicture: false, charts: {} });
  };
  begin(0);

  const charts = () => [...document.querySelectorAll(CHART)];
  const keys = new WeakMap(); // looked up once a chart: a redraw is thousands of mutations
  const keyOf = (chart) => {
    if (!keys.has(chart)) {
      const box = chart.closest('[class*="st-key-"]');
      const name = box && [...box.classList].find((one) => one.startsWith("st-key-")).slice(7);
      keys.set(chart, name || `chart ${charts().indexOf(chart) + 1}`);
    }
    return keys.get(chart);
  };

  const afterPaint = (note) =>
    requestAnimationFrame(() => {
      const channel = new MessageChannel(); // its message comes after the frame was painted
      channel.port1.onmessage = note;
      channel.port2.postMessage(null);
    });

  const notePaint = () => {
    if (isFramePending) return;
    isFramePending = true;
    afterPaint(() => {
      isFramePending = false;
      run.painted = performance.now();
    });
  };

  // The map's still picture, which a reader sees before the map itself is drawn.
  const notePicture = () => {
    const image = run.hasPicture ? null : document.querySelector(STILL);
    if (!image) return;
    const mine = run;
    mine.hasPicture = true;
    image.decode().then(() => afterPaint(() => (mine.picture = performance.now())));
  };

  const noteChange = (chart) => {
    const now = performance.now();
    const noted = (run.charts[keyOf(chart)] ??= { first: now, last: now, changes: 0 });
    noted.last = now;
    noted.changes += 1;
    notePaint();
  };

  // How a script's run ended, if that is what a message says: field 6 of streamlit.proto's ForwardMsg, 0 or 1 at its end.
  // (The page's own data-test-script-state may never show a short run.)
  const scriptFinished = (message) => {
    const bytes = new Uint8Array(message);
    let at = 0;
    const varint = () => {
      let value = 0;
      for (let scale = 1; ; scale *= 128) {
        const byte = bytes[at++];
        value += (byte & 127) * scale;
        if (byte < 128) return value;
      }
    };
    while (at < bytes.length) {
      const tag = varint();
      const value = varint(); // or the length of what follows
      if (tag === 6 * 8) return value;
      if (tag % 8 === 2) at += value;
    }
    return null;
  };

  const chartOf = new WeakMap(); // of an element; looked up once, or watching would cost as much as drawing
  const owner = (element) => {
    if (!chartOf.has(element)) chartOf.set(element, element.closest(CHART));
    return chartOf.get(element);
  };

  // All mutations of one call have the same time, so one real change a chart is enough; the rest is not looked at.
  const noteMutations = (mutations) => {
    const noted = new Set();
    for (let i = mutations.length - 1; i >= 0; i--) {
      const { target, attributeName, oldValue, addedNodes } = mutations[i];
      const element = target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement;
      const chart = element && owner(element);
      if (noted.has(chart) || (attributeName && element?.getAttribute(attributeName) === oldValue)) continue;
      if (chart) {
        noted.add(chart);
        noteChange(chart);
        continue;
      }
      for (const node of addedNodes) {
        if (node.nodeType !== Node.ELEMENT_NODE) continue;
        const found = node.matches(CHART) ? [node] : node.querySelectorAll(CHART);
        found.forEach(noteChange);
      }
    }
    notePicture();
    if (run.title === null && document.querySelector('[data-testid="stMain"] :is(h2, h4)')) {
      run.title = performance.now();
    }
  };

  new MutationObserver(noteMutations).observe(document, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
    attributeOldValue: true,
  });

  // Asked for without waiting, which would take time from what the page does meanwhile.
  const noteDrawing = (gl, chart) => {
    if (drawing.has(gl)) return;
    drawing.add(gl);
    queueMicrotask(() => {
      const done = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
      gl.flush();
      const look = () => {
        if (!gl.isContextLost() && gl.getSyncParameter(done, gl.SYNC_STATUS) !== gl.SIGNALED) return setTimeout(look, 4);
        drawing.delete(gl);
        gl.deleteSync(done);
        noteChange(chart);
      };
      setTimeout(look, 0);
    });
  };

  const webgl = WebGL2RenderingContext.prototype;
  for (const name of ["drawArrays", "drawElements", "drawArraysInstanced", "drawElementsInstanced"]) {
    const draw = webgl[name];
    webgl[name] = function (...given) {
      const chart = this.canvas.isConnected && this.canvas.closest(CHART);
      if (chart) noteDrawing(this, chart);
      return draw.apply(this, given);
    };
  }

  window.WebSocket = class extends WebSocket {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", (event) => {
        const now = performance.now();
        run.firstMessage ??= now;
        run.lastMessage = now;
        run.messages += 1;
        run.bytes += event.data.byteLength;
        if ([0, 1].includes(scriptFinished(event.data))) run.over = now;
      });
    }

    send(data) {
      run.sent ??= performance.now();
      super.send(data);
    }
  };

  document.addEventListener(
    "pointerup",
    (event) => {
      if (!isArmed || !event.target.closest(TRIGGER)) return;
      isArmed = false;
      begin(event.timeStamp);
    },
    true,
  );

  window.benchmark = {
    // The next press on an option or a page link starts a measurement.
    arm() {
      isArmed = true;
      charts().forEach((chart) => chart.querySelectorAll(PICTURE).forEach((node) => (node.wasHere = true)));
    },

    // Whether the run that was started is over, every chart is drawn, and nothing has changed for `quiet` ms.
    isSettled(quiet) {
      const state = document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState;
      if (isArmed || run.over === null || state === "running" || drawing.size) return false;
      if (document.querySelector('[data-testid="stSkeleton"]')) return false;
      if (!charts().every((chart) => chart.querySelector(PICTURE))) return false;
      const changes = Object.values(run.charts).map((chart) => chart.last);
      return performance.now() - Math.max(run.lastMessage, run.over, ...changes) > quiet;
    },

    report() {
      const since = (moment) => (moment === null ? null : moment - run.pressed);
      const keptKeys = new Set(
        charts().filter((chart) => chart.querySelector(PICTURE)?.wasHere).map(keyOf),
      );
      const drawn = Object.entries(run.charts).map(([key, chart]) => ({
        key,
        first: since(chart.first),
        last: since(chart.last),
        changes: chart.changes,
        isKept: keptKeys.has(key),
      }));
      return {
        startedAt: performance.timeOrigin + run.pressed,
        sent: since(run.sent),
        firstMessage: since(run.firstMessage),
        lastMessage: since(run.lastMessage),
        messages: run.messages,
        bytes: run.bytes,
        title: since(run.title),
        picture: since(run.picture),
        over: since(run.over),
        painted: since(run.painted),
        charts: drawn,
        chartsShown: charts().length,
      };
    },
  };
})();
