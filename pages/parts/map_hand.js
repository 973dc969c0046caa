// What the map's own events don't tell the server: whether Shift was held at a click, and how wide a narrow map is.
// A click with Shift is told when the page has answered it: two messages at once, and one of them would be lost.

const NARROW_PX = 640; // wider maps have the height of the page
const STEP_PX = 10;

export default function ({ parentElement, data, setStateValue, setTriggerValue }) {
  const before = parentElement.hand;
  before?.stop();
  const hand = { clicks: data.clicks, width: data.width, isShift: false, ...before };
  if (data.clicks !== hand.clicks) {
    hand.clicks = data.clicks;
    if (hand.isShift) setTriggerValue("shift", data.clicks);
    hand.isShift = false;
  }
  const onPress = (event) => {
    if (event.target.closest?.(`.st-key-${data.map}`)) hand.isShift = event.shiftKey;
  };
  const measure = () => {
    const wide = document.querySelector(`.st-key-${data.map}`)?.getBoundingClientRect().width ?? 0;
    const width = wide < NARROW_PX ? Math.round(wide / STEP_PX) * STEP_PX : 0;
    if (!wide || width === hand.width) return;
    hand.width = width;
    setStateValue("width", width);
  };
  document.addEventListener("pointerdown", onPress, true);
  window.addEventListener("resize", measure);
  const soon = requestAnimationFrame(measure);
  hand.stop = () => {
    cancelAnimationFrame(soon);
    document.removeEventListener("pointerdown", onPress, true);
    window.removeEventListener("resize", measure);
  };
  parentElement.hand = hand;
  return hand.stop;
}
