// What a presenter's remote and keyboard send, the clock and the number of the slide. One listener, however often the
// page is drawn anew; positions are sent, not steps, so that two quick presses are two slides.

const STEPS = { ArrowRight: 1, ArrowDown: 1, PageDown: 1, " ": 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1 };
const STARTED = "thuocdo_briefing_started";
const SETTLED_MS = 2000; // what has not come by then was lost

function clock(since) {
  const seconds = Math.max(0, Math.floor((Date.now() - since) / 1000));
  const pair = (n) => String(n).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  return `${hours ? `${hours}:` : ""}${pair(Math.floor(seconds / 60) % 60)}:${pair(seconds % 60)}`;
}

function started(anew) {
  const known = anew ? null : sessionStorage.getItem(STARTED);
  const since = known ? Number(known) : Date.now();
  sessionStorage.setItem(STARTED, String(since));
  return since;
}

export default function ({ parentElement, data, setTriggerValue }) {
  parentElement.presenter?.stop();
  const face = parentElement.querySelector(".presenter") ?? parentElement;
  const place = { sent: [], wanted: data.slide, pressedAt: 0, ...parentElement.presenter };
  // An answer to the first of several presses does not undo the others; a slide that nobody called for here
  // (the browser's way back) does.
  const answered = place.sent.indexOf(data.slide);
  const isLost = performance.now() - place.pressedAt > SETTLED_MS;
  place.sent = answered < 0 || isLost ? [] : place.sent.slice(answered + 1);
  if (!place.sent.length) place.wanted = data.slide;
  parentElement.presenter = place;
  let since = started(false);

  const show = () => {
    face.querySelector(".clock").textContent = clock(since);
  };
  const go = (to) => {
    const wanted = Math.min(Math.max(to, 1), data.count);
    if (wanted === place.wanted && !data.isInside) return;
    place.wanted = wanted;
    place.sent.push(wanted);
    place.pressedAt = performance.now();
    setTriggerValue("go", wanted);
  };
  const onKey = (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const isTyping = event.target.closest?.("input, textarea, select, [contenteditable=true], [role=dialog]");
    if (isTyping) return;
    if (event.key in STEPS) go(place.wanted + STEPS[event.key]);
    else if (event.key === "Home") go(1);
    else if (event.key === "End") go(data.count);
    else if (event.key === "Escape" && data.isInside) setTriggerValue("go", 0);
    else return;
    // Space would also press the button that was clicked last.
    event.preventDefault();
    event.stopPropagation();
  };
  const onClick = (event) => {
    const isElsewhere = event.target.closest?.("svg, canvas, button, a, input, [role=dialog], [role=tooltip]");
    if (!isElsewhere && event.target.closest?.(".st-key-stage_head, .st-key-stage_face")) go(place.wanted + 1);
  };
  const anew = () => {
    since = started(true);
    show();
  };

  face.querySelector(".place").textContent = `${data.slide}/${data.count}`;
  show();
  const ticking = setInterval(show, 1000);
  document.addEventListener("keydown", onKey, true);
  document.addEventListener("click", onClick);
  face.querySelector(".clock").addEventListener("click", anew);
  place.stop = () => {
    clearInterval(ticking);
    document.removeEventListener("keydown", onKey, true);
    document.removeEventListener("click", onClick);
    face.querySelector(".clock")?.removeEventListener("click", anew);
  };
  return place.stop;
}
