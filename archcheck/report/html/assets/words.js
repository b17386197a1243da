/* A word, what it means, and a shape of its own: nothing is told by colour alone. */
const STATUS = {
  fail: { word: "failed", means: "a violation that nothing excuses", icon: "octagon" },
  error: { word: "not evaluated", means: "could not be decided", icon: "triangle" },
  unknown: { word: "unknown", means: "rests on something that is not known", icon: "diamond" },
  vacuous: { word: "vacuous", means: "a selector matched nothing, so that nothing was checked", icon: "ring" },
  referred: { word: "referred", means: "permitted only by an outside authority", icon: "arrow" },
  waived: { word: "waived", means: "every finding is waived", icon: "slashed" },
  inactive: { word: "inactive", means: "not in force on the day of the report", icon: "pause" },
  pass: { word: "held", means: "proved: no violation exists in the topology as written", icon: "check" },
};
const STATE = {
  open: { word: "open", means: "nothing excuses it", icon: "octagon" },
  grace: { word: "in grace", means: "a warning until a date", icon: "clock" },
  unknown: { word: "unknown", means: "rests on something that is not known", icon: "diamond" },
  referred: { word: "referred", means: "permitted only by an outside authority", icon: "arrow" },
  known: { word: "known", means: "in the baseline", icon: "bookmark" },
  waived: { word: "waived", means: "somebody answers for it until a date", icon: "slashed" },
};
const SEVERITIES = ["error", "warning", "info"];

/* Icons of 16 by 16: a filled outline, and strokes over it. */
const ICONS = {
  octagon: { fill: "M5 1h6l4 4v6l-4 4H5l-4-4V5z", stroke: "M5.5 5.5l5 5M10.5 5.5l-5 5" },
  check: { fill: "M8 1a7 7 0 100 14A7 7 0 008 1z", stroke: "M4.7 8.3l2.3 2.3 4.3-4.6" },
  triangle: { fill: "M8 1l7.4 13.5H.6z", stroke: "M8 6v4M8 12v.6" },
  diamond: { fill: "M8 .8L15.2 8 8 15.2.8 8z", stroke: "M6.3 6.4a1.8 1.8 0 113 1.3c-.8.6-1.2.9-1.2 1.7M8.1 11.3v.5" },
  ring: { outline: "M8 1.8a6.2 6.2 0 100 12.4A6.2 6.2 0 008 1.8z", dash: "2.6 2.1" },
  slashed: { outline: "M8 1.8a6.2 6.2 0 100 12.4A6.2 6.2 0 008 1.8z M3.7 12.3l8.6-8.6" },
  arrow: { outline: "M8.5 2.2H3v10.8h10.8V8M10 1.8h4.2V6M14 2L7.5 8.5" },
  pause: { outline: "M5.2 3v10M10.8 3v10" },
  clock: { outline: "M8 1.8a6.2 6.2 0 100 12.4A6.2 6.2 0 008 1.8z M8 4.5V8l2.6 1.8" },
  bookmark: { outline: "M4 1.8h8v12.4l-4-3-4 3z" },
};

function icon(name, className) {
  const parts = ICONS[name] || ICONS.ring;
  const made = svg("svg", { class: `icon ${className || ""}`, viewBox: "0 0 16 16", "aria-hidden": "true", width: 16, height: 16 });
  if (parts.fill) made.appendChild(svg("path", { class: "icon-fill", d: parts.fill }));
  if (parts.stroke) made.appendChild(svg("path", { class: "icon-mark", d: parts.stroke }));
  if (parts.outline) made.appendChild(svg("path", { class: "icon-line", d: parts.outline, "stroke-dasharray": parts.dash }));
  return made;
}

/* A status or a state with its icon and its word. */
function badge(table, name) {
  const entry = table[name] || { word: name, means: "", icon: "ring" };
  return html("span", { class: `badge s-${name}`, title: entry.means || null }, icon(entry.icon), html("span", null, entry.word));
}

const EDGE_WORDS = {
  call: "call: request and response",
  push: "push: data goes along the arrow",
  pull: "pull: data comes against the arrow",
  admin: "admin: control",
  depends: "depends on; no traffic",
};
