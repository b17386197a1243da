/* Outlines by category, each different in shape, within a box of w by h. */
const OUTLINES = {
  human: (w, h) => `M${h / 2} 0H${w - h / 2}A${h / 2} ${h / 2} 0 0 1 ${w - h / 2} ${h}H${h / 2}A${h / 2} ${h / 2} 0 0 1 ${h / 2} 0z`,
  model: (w, h) => `M12 0H${w - 12}L${w} ${h / 2}L${w - 12} ${h}H12L0 ${h / 2}z`,
  api: (w, h) => `M4 0H${w}V${h}H4V${h - 9}H-4V${h - 17}H4V17H-4V9H4z`,
  guard: (w, h) => `M0 0H${w}V${h - 10}L${w / 2} ${h}L0 ${h - 10}z`,
  store: (w, h) => `M0 6C0 -2 ${w} -2 ${w} 6V${h - 6}C${w} ${h + 2} 0 ${h + 2} 0 ${h - 6}zM0 6C0 13 ${w} 13 ${w} 6`,
  sensor: (w, h) => `M12 0H${w}L${w - 12} ${h}H0z`,
  weapon: (w, h) => `M11 0H${w - 11}L${w} 11V${h - 11}L${w - 11} ${h}H11L0 ${h - 11}V11z`,
  other: (w, h) => `M7 0H${w - 7}Q${w} 0 ${w} 7V${h - 7}Q${w} ${h} ${w - 7} ${h}H7Q0 ${h} 0 ${h - 7}V7Q0 0 7 0z`,
  group: (w, h) => `M0 7V${h}H${w}V7H${Math.min(w, 58)}L${Math.min(w, 52)} 0H0z`,
};

const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";
const ruler = document.createElement("canvas").getContext("2d");

function widthOf(text, font) {
  if (!ruler) return text.length * 7.5;
  ruler.font = `${font} ${FONT}`;
  return ruler.measureText(text).width;
}

/* Where a line from a box to another begins and ends: at the sides that face each other. */
function anchors(from, to, points) {
  const first = points[0] ? around(points[0]) : to, last = points.length ? around(points[points.length - 1]) : from;
  return [leave(from, first), leave(to, last)];
}

function around(point) {
  return { x: point.x - 1, y: point.y - 1, w: 2, h: 2 };
}

/* The middle of the side of a box that faces another one, and the direction in which it is left. */
function leave(box, other) {
  const middle = { x: box.x + box.w / 2, y: box.y + box.h / 2 };
  if (other.x >= box.x + box.w - 4) return { x: box.x + box.w, y: middle.y, dx: 1, dy: 0 };
  if (other.x + other.w <= box.x + 4) return { x: box.x, y: middle.y, dx: -1, dy: 0 };
  if (other.y + other.h / 2 >= middle.y) return { x: middle.x, y: box.y + box.h, dx: 0, dy: 1 };
  return { x: middle.x, y: box.y, dx: 0, dy: -1 };
}

/* The points of a line through its lanes; each lane is crossed straight. */
function route(link) {
  const { from, to, points } = link;
  if (from === to) return loop(from);
  const [start, end] = anchors(from, to, points);
  const shift = link.shift || 0;
  const spots = [{ ...start, x: start.x + (start.dy ? shift : 0), y: start.y + (start.dx ? shift : 0) }];
  for (const point of points) {
    const way = Math.sign(end.x - start.x) || 1, half = point.span / 2;
    spots.push({ x: point.x - way * half, y: point.y + shift, dx: way, dy: 0 }, { x: point.x + way * half, y: point.y + shift, dx: way, dy: 0 });
  }
  spots.push({ x: end.x + (end.dy ? shift : 0), y: end.y + (end.dx ? shift : 0), dx: -end.dx, dy: -end.dy });
  return spots;
}

function loop(box) {
  const x = box.x + box.w;
  return [
    { x: x - 24, y: box.y, dx: 0, dy: -1 },
    { x: x - 2, y: box.y - 20, dx: 1, dy: 0 },
    { x, y: box.y + box.h / 2, dx: -1, dy: 0 },
  ];
}

function reachOf(one, other) {
  return Math.max(12, Math.min(80, Math.hypot(other.x - one.x, other.y - one.y) * 0.45));
}

/* A smooth curve through spots that each have a direction. */
function curve(spots) {
  let path = `M${round(spots[0].x)} ${round(spots[0].y)}`;
  for (let index = 1; index < spots.length; index++) {
    const one = spots[index - 1], other = spots[index];
    const reach = reachOf(one, other);
    path += `C${round(one.x + one.dx * reach)} ${round(one.y + one.dy * reach)} ${round(other.x - other.dx * reach)} ${round(other.y - other.dy * reach)} ${round(other.x)} ${round(other.y)}`;
  }
  return path;
}

/* The middle of a curve: of its longest piece. */
function middleOf(spots) {
  let best = 0, at = { x: spots[0].x, y: spots[0].y };
  for (let index = 1; index < spots.length; index++) {
    const one = spots[index - 1], other = spots[index], length = Math.hypot(other.x - one.x, other.y - one.y);
    if (length > best) {
      best = length;
      at = { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 };
    }
  }
  return at;
}

/* A place on a curve, as near to the middle of its longest piece as there is one that no box covers. */
function clearPlace(spots, boxes) {
  let place = 1;
  const length = (at) => Math.hypot(spots[at].x - spots[at - 1].x, spots[at].y - spots[at - 1].y);
  for (let at = 2; at < spots.length; at++) if (length(at) > length(place)) place = at;
  const one = spots[place - 1], other = spots[place], reach = reachOf(one, other);
  const found = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82].map((share) => {
    const rest = 1 - share, a = rest ** 3, b = 3 * rest * rest * share, c = 3 * rest * share * share, d = share ** 3;
    return {
      x: a * one.x + b * (one.x + one.dx * reach) + c * (other.x - other.dx * reach) + d * other.x,
      y: a * one.y + b * (one.y + one.dy * reach) + c * (other.y - other.dy * reach) + d * other.y,
    };
  });
  const covered = (at) => boxes.some((box) => at.x > box.x - 11 && at.x < box.x + box.w + 11 && at.y > box.y - 10 && at.y < box.y + box.h + 10);
  return found.find((at) => !covered(at)) || found[0];
}

function backward(spots) {
  return [...spots].reverse().map((spot) => ({ x: spot.x, y: spot.y, dx: -spot.dx, dy: -spot.dy }));
}

/* The head of an arrow at a spot, by the kind of its edges. */
function headPath(spot, like, size) {
  const { x, y } = spot, length = Math.hypot(spot.dx, spot.dy) || 1, dx = spot.dx / length, dy = spot.dy / length;
  const at = (along, across) => `${round(x - dx * along - dy * across)} ${round(y - dy * along + dx * across)}`;
  if (like === "push") return `M${at(size, size * 0.55)}L${at(0, 0)}L${at(size, -size * 0.55)}`;
  if (like === "admin") return `M${at(0, 0)}L${at(size * 0.65, size * 0.42)}L${at(size * 1.3, 0)}L${at(size * 0.65, -size * 0.42)}z`;
  if (like === "pull") {
    const r = round(size * 0.42);
    return `M${at(0, 0)}a${r} ${r} 0 1 0 ${round(-dx * 2 * r)} ${round(-dy * 2 * r)}a${r} ${r} 0 1 0 ${round(dx * 2 * r)} ${round(dy * 2 * r)}z`;
  }
  return `M${at(0, 0)}L${at(size, size * 0.45)}L${at(size, -size * 0.45)}z`;
}

function round(number) {
  return Math.round(number * 10) / 10;
}
