/* Zones are laid out inside out: what lies in a zone in columns, then the zone as one box among its neighbours. */
const GAP = { column: 56, row: 18, pad: 16, head: 30, lane: 14, fold: 44 };
/* A row of columns that is wider than this, and much wider than high, is folded into several. */
const WIDEST = 2400;

/* Place everything: leaves and zones get x, y, w, h; links get `points`, the lanes that they take between. */
function layOut(visible, measure) {
  const { root, links } = visible;
  const parents = new Map();
  (function descend(item) {
    for (const child of item.children || []) {
      parents.set(child, item);
      descend(child);
    }
  })(root);
  const inside = new Map();
  for (const link of links) {
    link.points = [];
    if (link.from === link.to) continue;
    const up = [];
    for (let item = link.from; item; item = parents.get(item)) up.push(item);
    let there = link.to;
    while (!up.includes(parents.get(there))) there = parents.get(there);
    const common = parents.get(there), here = up[up.indexOf(common) - 1];
    if (!inside.has(common)) inside.set(common, []);
    inside.get(common).push({ link, here, there });
  }
  arrange(root, inside, measure);
  settle(root, 0, 0);
}

function arrange(container, inside, measure) {
  for (const child of container.children) {
    if (child.children) arrange(child, inside, measure);
    else Object.assign(child, measure(child));
  }
  const number = new Map(container.children.map((child, index) => [child, index]));
  const joined = new Map();
  for (const { link, here, there } of inside.get(container) || []) {
    const key = `${number.get(here)} ${number.get(there)}`;
    if (!joined.has(key)) joined.set(key, { a: number.get(here), b: number.get(there), links: [] });
    joined.get(key).links.push(link);
  }
  const pairs = [...joined.values()];
  const linked = new Set(pairs.flatMap((pair) => [pair.a, pair.b]));
  const box = layerBlock(container.children, pairs, linked);
  gridBlock(container.children.filter((_, index) => !linked.has(index)), box);
  const head = container.type === "root" ? 0 : GAP.head;
  const pad = container.type === "root" ? 0 : GAP.pad;
  container.inset = { x: pad, y: pad + head - (head ? 10 : 0) };
  const title = container.type === "zone" ? measure(container).w : 0;
  container.w = Math.max(box.w + 2 * pad, title);
  container.h = box.h + container.inset.y + pad;
  container.lanes = pairs;
}

/* The linked children in columns, from left to right. */
function layerBlock(children, pairs, linked) {
  const items = [...linked].sort((one, other) => one - other), place = new Map(items.map((index, at) => [index, at]));
  if (!items.length) return { w: 0, h: 0 };
  const links = pairs.map((pair) => ({ a: place.get(pair.a), b: place.get(pair.b), pair }));
  const layer = findLayers(items.length, links);
  const first = Math.min(...layer), columns = Array.from({ length: Math.max(...layer) - first + 1 }, () => []);
  const cells = items.map((index, at) => {
    const cell = { item: children[index], w: children[index].w, h: children[index].h, ahead: [], behind: [] };
    columns[layer[at] - first].push(cell);
    return cell;
  });
  const lanes = links.length <= 1200;
  for (const link of links) {
    let [from, to] = link.turned ? [link.b, link.a] : [link.a, link.b];
    let last = cells[from];
    link.pair.cells = [];
    for (let at = layer[from] - first + 1; at < layer[to] - first && lanes; at++) {
      const lane = { w: 0, h: GAP.lane, ahead: [], behind: [last] };
      last.ahead.push(lane);
      columns[at].push(lane);
      link.pair.cells.push(lane);
      last = lane;
    }
    if (lanes || layer[to] - layer[from] === 1) {
      last.ahead.push(cells[to]);
      cells[to].behind.push(last);
    }
    if (link.turned) link.pair.cells.reverse();
    link.pair.turned = link.turned;
  }
  sortColumns(columns);
  const box = placeCells(columns);
  if (box.w <= WIDEST || box.w <= 5 * box.h || columns.length < 8) return box;
  for (const link of links) link.pair.cells = [];
  return foldColumns(columns, box);
}

/* Columns in rows one below the other, as words in lines; what joins them takes no lanes. */
function foldColumns(columns, box) {
  const rows = Math.max(2, Math.round(Math.sqrt(box.w / (1.7 * (box.h + GAP.fold))))), most = box.w / rows;
  let left = 0, right = 0, y = 0, row = [];
  const finish = () => {
    const top = Math.min(...row.map((item) => item.y)), bottom = Math.max(...row.map((item) => item.y + item.h));
    for (const item of row) {
      item.x -= left;
      item.y += y - top;
      right = Math.max(right, item.x + item.w);
    }
    y += bottom - top + GAP.fold;
    row = [];
  };
  for (const column of columns) {
    const items = column.filter((cell) => cell.item).map((cell) => cell.item);
    if (!items.length) continue;
    const start = Math.min(...items.map((item) => item.x));
    if (row.length && start - left >= most) finish();
    if (!row.length) left = start;
    row.push(...items);
  }
  finish();
  return { w: right, h: y - GAP.fold };
}

function placeCells(columns) {
  const gapsOf = (column) => column.slice(1).map((cell, at) => {
    const before = column[at];
    return (before.h + cell.h) / 2 + (before.item && cell.item ? GAP.row : GAP.row / 2);
  });
  for (const column of columns) {
    let y = 0;
    column.forEach((cell, at) => { y += at ? gapsOf(column)[at - 1] : 0; cell.y = y; });
    const middle = y / 2;
    column.forEach((cell) => { cell.y -= middle; });
  }
  for (let turn = 0; turn < 12; turn++) {
    const order = turn % 2 ? [...columns].reverse() : columns;
    for (const column of order) {
      const wished = column.map((cell) => {
        const near = turn < 8 ? (turn % 2 ? cell.ahead : cell.behind) : [...cell.ahead, ...cell.behind];
        const all = near.length ? near : [...cell.ahead, ...cell.behind];
        return all.length ? all.reduce((sum, other) => sum + other.y, 0) / all.length : cell.y;
      });
      const weights = column.map((cell) => (cell.item ? 1 + Math.min(4, cell.ahead.length + cell.behind.length) : 6));
      nearestPlaces(wished, weights, gapsOf(column)).forEach((y, at) => { column[at].y = y; });
    }
  }
  let x = 0, top = Infinity, bottom = -Infinity;
  columns.forEach((column, index) => {
    const width = Math.max(0, ...column.map((cell) => cell.w));
    for (const cell of column) {
      cell.x = x + width / 2;
      cell.span = width;
      top = Math.min(top, cell.y - cell.h / 2);
      bottom = Math.max(bottom, cell.y + cell.h / 2);
    }
    const crossing = column.reduce((sum, cell) => sum + cell.ahead.length, 0);
    x += width + (index + 1 < columns.length ? GAP.column + Math.min(90, crossing * 3) : 0);
  });
  for (const column of columns) {
    for (const cell of column) {
      cell.y -= top;
      if (cell.item) Object.assign(cell.item, { x: cell.x - cell.w / 2, y: cell.y - cell.h / 2 });
    }
  }
  return { w: x, h: bottom - top };
}

/* The others in rows below, of a shape that fits a page. */
function gridBlock(items, box) {
  if (!items.length) return;
  const top = box.h ? box.h + GAP.row * 1.5 : 0;
  const area = items.reduce((sum, item) => sum + (item.w + GAP.row) * (item.h + GAP.row), 0);
  const few = items.length <= 4 && !box.w;
  const width = few ? 0 : Math.max(box.w, Math.sqrt(area * 1.7), ...items.map((item) => item.w));
  let x = 0, y = top, row = 0, right = box.w;
  for (const item of items) {
    if (x && x + item.w > width) {
      x = 0;
      y += row + GAP.row;
      row = 0;
    }
    Object.assign(item, { x, y });
    x += item.w + GAP.row;
    row = Math.max(row, item.h);
    right = Math.max(right, x - GAP.row);
  }
  box.w = right;
  box.h = y + row;
}

/* From places within a zone to places on the whole. */
function settle(container, x, y) {
  container.x = x;
  container.y = y;
  const left = x + container.inset.x, top = y + container.inset.y;
  for (const pair of container.lanes) {
    const points = (pair.cells || []).map((cell) => ({ x: left + cell.x, y: top + cell.y, span: cell.span }));
    for (const link of pair.links) {
      link.points = points;
      link.turned = pair.turned;
    }
  }
  for (const child of container.children) {
    if (child.children) settle(child, left + child.x, top + child.y);
    else Object.assign(child, { x: left + child.x, y: top + child.y });
  }
}
