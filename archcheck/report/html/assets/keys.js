const SHORTCUTS = [
  ["/", "search"],
  ["j, k", "next and previous finding"],
  ["n, p", "next and previous step of its path"],
  ["Esc", "close what is open, or choose nothing"],
  ["+, −", "zoom in and out"],
  ["0", "see all of the topology"],
  ["c, e", "collapse all zones, expand all zones"],
  ["Arrows", "in the picture: from box to box"],
  ["Shift + arrows", "in the picture: pan"],
  ["Enter", "in the picture: choose a node, open or close a zone"],
  ["[, ]", "previous and next topology"],
  ["t", "dark or light"],
  ["?", "this list"],
];

function shortcutsDialog() {
  const list = html("dl", { class: "shortcuts" }, SHORTCUTS.map(([keys, does]) => html("div", null,
    html("dt", null, keys.split(", ").map((key, place) => [place ? " " : null, html("kbd", null, key)])), html("dd", null, does))));
  const dialog = html("dialog", { "aria-labelledby": "shortcuts-title" },
    html("h2", { id: "shortcuts-title" }, "Keyboard"), list,
    html("form", { method: "dialog" }, html("button", { class: "primary" }, "Close")));
  return dialog;
}

/* The keys that work everywhere but in a field. */
function listenToKeys(does) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const field = event.target instanceof HTMLInputElement && event.target.type !== "checkbox" || event.target instanceof HTMLSelectElement;
    if (field && event.key !== "Escape") return;
    const action = does[event.key];
    if (action && !document.querySelector("dialog[open]")) {
      event.preventDefault();
      action();
    }
  });
}

/* Arrow keys in the picture: to the nearest box in that direction, as far as it lies that way. */
function walkBoxes(picture, camera) {
  const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  picture.root.addEventListener("keydown", (event) => {
    const way = ways[event.key], here = picture.items.find(({ element }) => element === document.activeElement);
    if (way && event.shiftKey) {
      camera.pan(-way[0] * 60, -way[1] * 60);
    } else if (way) {
      const next = here ? nearest(picture.items, here, way) : picture.items.find(({ item }) => item.type !== "zone") || picture.items[0];
      if (next) focusBox(picture, camera, next);
    } else if ((event.key === "Enter" || event.key === " ") && here) {
      const key = here.item.key;
      picture.choose(here.item);
      const same = picture.drawn.get(`open ${key}`) || picture.drawn.get(key);
      if (same) focusBox(picture, camera, same);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  });
}

function focusBox(picture, camera, { element, box }) {
  element.focus({ preventScroll: true });
  camera.look(box);
}

function nearest(items, here, [dx, dy]) {
  const middle = ({ box }) => ({ x: box.x + box.w / 2, y: box.y + box.h / 2 });
  const from = middle(here);
  let best = null, least = Infinity;
  for (const other of items) {
    if (other === here) continue;
    const to = middle(other), along = (to.x - from.x) * dx + (to.y - from.y) * dy;
    const across = Math.abs((to.x - from.x) * dy) + Math.abs((to.y - from.y) * dx);
    if (along > 4 && along + across * 2 < least) {
      least = along + across * 2;
      best = other;
    }
  }
  return best;
}
