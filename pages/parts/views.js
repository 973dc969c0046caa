// Views that this browser keeps: a name, a page and the codes of its address. Nothing of them leaves the browser but as
// a file that the reader takes; what a file says is checked before it is kept, and shown as text only.

const STORED = "thuocdo_views";
const VERSION = 1;
const MOST_VIEWS = 200;
const MOST_NAME = 80;
const MOST_CODES = 4000;
const MOST_BYTES = 500000;
const CODES = /^[\w\-.~%,+@=&*;:!]*$/;

const known = (view, pages) =>
  view !== null &&
  typeof view === "object" &&
  typeof view.name === "string" &&
  view.name.trim().length > 0 &&
  view.name.length <= MOST_NAME &&
  typeof view.codes === "string" &&
  view.codes.length <= MOST_CODES &&
  CODES.test(view.codes) &&
  Object.hasOwn(pages, view.page);

function read(pages) {
  try {
    const held = JSON.parse(localStorage.getItem(STORED) ?? "{}");
    return Array.isArray(held.views) ? held.views.filter((one) => known(one, pages)) : [];
  } catch {
    return [];
  }
}

// The views of a file, or null where it is anything else than a file of views.
function parsed(text, pages) {
  try {
    const file = JSON.parse(text);
    const isOurs = file?.version === VERSION && Array.isArray(file.views) && file.views.length <= MOST_VIEWS;
    if (!isOurs || !file.views.every((one) => known(one, pages))) return null;
    return file.views.map(({ name, page, codes }) => ({ name: name.trim(), page, codes }));
  } catch {
    return null;
  }
}

export default function ({ parentElement, data }) {
  const root = parentElement.querySelector(".views");
  const { words, pages } = data;
  const at = (name) => root.querySelector(`.${name}`);
  const here = () => location.pathname.split("/").filter(Boolean).pop() ?? "overview";
  const base = location.pathname.replace(/[^/]*\/?$/, "");
  const say = (text) => {
    at("said").textContent = text;
  };
  const keep = (views) => {
    try {
      localStorage.setItem(STORED, JSON.stringify({ version: VERSION, views }));
    } catch {
      say(words.full);
    }
    list();
  };
  const made = (tag, text, more = {}) => Object.assign(document.createElement(tag), { textContent: text, ...more });
  const action = (text, name, follow) => {
    const button = made("button", text, { type: "button", onclick: follow });
    button.setAttribute("aria-label", `${text}: ${name}`);
    return button;
  };

  function list() {
    const views = read(pages);
    at("list").replaceChildren(
      ...views.map((view, place) => {
        const row = made("li", "");
        const link = made("a", view.name, { href: `${base}${view.page}${view.codes ? `?${view.codes}` : ""}` });
        const rename = () => {
          const box = made("input", "", { value: view.name, maxLength: MOST_NAME });
          box.setAttribute("aria-label", `${words.rename}: ${view.name}`);
          const done = () => {
            const name = box.value.trim();
            if (name) views[place] = { ...view, name };
            keep(views);
          };
          box.onkeydown = (event) => {
            if (event.key === "Enter") done();
            if (event.key === "Escape") list();
            event.stopPropagation();
          };
          row.replaceChildren(box, action(words.save, view.name, done));
          box.focus();
        };
        const drop = () => keep(views.filter((_, one) => one !== place));
        const page = made("span", pages[view.page]);
        row.append(link, page, action(words.rename, view.name, rename), action(words.delete, view.name, drop));
        return row;
      }),
    );
    at("none").hidden = views.length > 0;
    at("take").disabled = views.length === 0;
  }

  for (const name of ["save", "copy", "take", "bring"]) at(name).textContent = words[name];
  at("none").textContent = words.none;
  at("label").textContent = words.name;
  at("address").setAttribute("aria-label", words.link);
  at("address").value = location.href;
  at("name").maxLength = MOST_NAME;
  at("file").setAttribute("aria-label", words.bring);

  at("form").onsubmit = (event) => {
    event.preventDefault();
    const view = { name: at("name").value.trim(), page: here(), codes: location.search.slice(1) };
    if (!known(view, pages)) return say(words.refused_name);
    const others = read(pages).filter((one) => one.name !== view.name);
    if (others.length >= MOST_VIEWS) return say(words.full);
    keep([...others, view]);
    at("name").value = "";
    say(words.saved);
  };
  at("copy").onclick = async () => {
    at("address").value = location.href;
    at("address").select();
    try {
      await navigator.clipboard.writeText(location.href);
    } catch {
      document.execCommand("copy"); // without https a browser has no clipboard of its own to give
    }
    say(words.copied);
  };
  at("take").onclick = () => {
    const file = new Blob([JSON.stringify({ version: VERSION, views: read(pages) }, null, 1)], {
      type: "application/json",
    });
    const link = made("a", "", { href: URL.createObjectURL(file), download: "thuocdo-views.json" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };
  at("bring").onclick = () => at("file").click();
  at("file").onchange = async () => {
    const [file] = at("file").files;
    if (!file) return;
    const views = file.size > MOST_BYTES ? null : parsed(await file.text(), pages);
    at("file").value = "";
    if (views === null) return say(words.refused_file);
    const names = new Set(views.map((one) => one.name));
    const all = [...read(pages).filter((one) => !names.has(one.name)), ...views];
    if (all.length > MOST_VIEWS) return say(words.full);
    keep(all);
    say(words.brought.replace("{n}", views.length));
  };
  list();
}
