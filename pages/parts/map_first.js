// A still picture of the map over its place until the map itself is drawn: the map's own script is 3 MB, and without a
// graphics card its first frame takes a second. Made of the files that the map fetches anyway; gone for good as soon as
// the map has stopped drawing for QUIET_MS. Where a browser can't draw the map at all, the picture stays.

const SVG = "http://www.w3.org/2000/svg";
const QUIET_MS = 250;
const DRAWS = ["drawArrays", "drawElements", "drawArraysInstanced", "drawElementsInstanced"];
const LINE_HEIGHT = 1.08; // as the map's own labels have it

const element = (name, attributes, inside = []) => {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...inside);
  return made;
};

const label = (text, at, size, weight, colour) => {
  const lines = text.split("\n");
  const first = (-(lines.length - 1) / 2) * LINE_HEIGHT + 0.35; // from the middle of the block to a line of writing
  const spans = lines.map((line, i) => element("tspan", { x: at[0], dy: `${i ? LINE_HEIGHT : first}em` }, [line]));
  return element("text", { x: at[0], y: at[1], "font-size": size, "font-weight": weight, fill: colour }, spans);
};

const picture = (data, outlines, texts) => {
  const [left, top, right, bottom] = data.bounds;
  const wide = 1.02 * (right - left); // the room that the map leaves beside and above itself
  const tall = ((bottom - top) * data.height) / (data.height - 2 * data.margin);
  const box = [(left + right - wide) / 2, (top + bottom - tall) / 2, wide, tall];
  const d = (rings) => rings.map((ring) => `M${ring.map((point) => point.join(" ")).join("L")}Z`).join("");
  const path = (one, attributes) => element("path", { d: d(one.polygon), "vector-effect": "non-scaling-stroke", ...attributes });
  const units = outlines.map((one) => path(one, { fill: data.fills[one.i], stroke: data.line }));
  const striped = outlines.filter((one) => data.striped.includes(one.i));
  const stroked = (places, colour, width) =>
    outlines.filter((one) => places.includes(one.i)).map((one) => path(one, { fill: "none", stroke: colour, "stroke-width": width }));
  const bar = wide / 160;
  const stripes = element(
    "pattern",
    { id: "map-first-stripes", width: bar, height: bar, patternUnits: "userSpaceOnUse", patternTransform: "rotate(30)" },
    [element("rect", { width: bar * 0.3, height: bar, fill: data.hatch })],
  );
  const words = texts.flatMap((one) => [
    data.values[one.i] && label(data.values[one.i], data.named ? one.q : one.a, data.named ? one.v : one.w, 700, data.inks[one.i]),
    data.named && label(one.t, one.p, one.s, 500, data.inks[one.i]),
  ]);
  return element(
    "svg",
    { viewBox: box.join(" "), width: "100%", height: data.height, "aria-hidden": "true", "text-anchor": "middle" },
    [
      element("defs", {}, [stripes]),
      ...units,
      ...striped.map((one) => path(one, { fill: "url(#map-first-stripes)" })),
      ...stroked(data.marked, data.strong, 2.6),
      ...stroked(data.picked, data.ink, 4),
      ...words.filter(Boolean),
    ],
  );
};

export default function ({ parentElement, data }) {
  if (parentElement.isDone) return;
  parentElement.isDone = true;
  let drawing = null;
  let timer = null;
  const kept = DRAWS.map((name) => [name, WebGL2RenderingContext.prototype[name]]);
  const end = () => {
    clearTimeout(timer);
    kept.forEach(([name, draw]) => (WebGL2RenderingContext.prototype[name] = draw));
    drawing?.remove();
    drawing = null;
  };
  const drawn = () => {
    clearTimeout(timer);
    timer = setTimeout(() => requestAnimationFrame(end), QUIET_MS);
  };
  const get = (address) => fetch(address).then((answer) => answer.json());
  Promise.all([get(data.outlines), get(data.texts)]).then(([outlines, texts]) => {
    if (!parentElement.isConnected) return;
    drawing = picture(data, outlines, texts);
    parentElement.append(drawing);
    for (const [name, draw] of kept) {
      WebGL2RenderingContext.prototype[name] = function (...given) {
        if (this.canvas.closest?.(`.st-key-${data.map}`)) drawn();
        return draw.apply(this, given);
      };
    }
  });
  return end;
}
