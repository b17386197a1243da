/*
 * Layers and their order, after Sugiyama, Tagawa and Toda (1981): cycles are broken where a depth-first search comes back,
 * layers are longest paths, and each layer is sorted by the mean place of its neighbours, to and fro.
 */

/* Give each of `count` items a layer by `links` ({a, b, weight}); a link against the layers gets `turned`. */
function findLayers(count, links) {
  const out = Array.from({ length: count }, () => []), incoming = new Array(count).fill(0);
  for (const link of links) {
    link.turned = false;
    out[link.a].push(link);
    incoming[link.b] += 1;
  }
  const state = new Uint8Array(count);
  const starts = [...Array(count).keys()].sort((one, other) => (incoming[one] > 0) - (incoming[other] > 0) || one - other);
  for (const start of starts) {
    if (state[start]) continue;
    const stack = [[start, 0]];
    state[start] = 1;
    while (stack.length) {
      const top = stack[stack.length - 1], link = out[top[0]][top[1]++];
      if (!link) {
        state[top[0]] = 2;
        stack.pop();
      } else if (state[link.b] === 1) {
        link.turned = true;
      } else if (!state[link.b]) {
        state[link.b] = 1;
        stack.push([link.b, 0]);
      }
    }
  }
  return longestPaths(count, links);
}

function longestPaths(count, links) {
  const after = Array.from({ length: count }, () => []), before = Array.from({ length: count }, () => []);
  const waiting = new Array(count).fill(0), layer = new Array(count).fill(0);
  for (const link of links) {
    const [from, to] = link.turned ? [link.b, link.a] : [link.a, link.b];
    after[from].push(to);
    before[to].push(from);
    waiting[to] += 1;
  }
  const order = [];
  for (let index = 0; index < count; index++) if (!waiting[index]) order.push(index);
  for (let place = 0; place < order.length; place++) {
    for (const to of after[order[place]]) {
      layer[to] = Math.max(layer[to], layer[order[place]] + 1);
      if (!--waiting[to]) order.push(to);
    }
  }
  // What has more behind it than before it moves up to where that begins.
  for (const index of order.reverse()) {
    if (after[index].length > before[index].length) layer[index] = Math.min(...after[index].map((to) => layer[to])) - 1;
  }
  return layer;
}

/* Sort the columns of a layered graph; a cell has `ahead` and `behind`, its neighbours in the next columns. */
function sortColumns(columns) {
  const number = () => columns.forEach((column) => column.forEach((cell, place) => { cell.place = place; }));
  number();
  const segments = columns.reduce((sum, column) => sum + column.reduce((all, cell) => all + cell.ahead.length, 0), 0);
  if (segments > 4000) return;
  let best = columns.map((column) => [...column]), fewest = countCrossings(columns);
  for (let turn = 0; turn < 16 && fewest; turn++) {
    const forward = turn % 2 === 0;
    const places = [...columns.keys()];
    if (!forward) places.reverse();
    for (const place of places) {
      const side = forward ? "behind" : "ahead";
      for (const cell of columns[place]) {
        const near = cell[side];
        cell.mean = near.length ? near.reduce((sum, other) => sum + other.place, 0) / near.length : cell.place;
      }
      columns[place].sort((one, other) => one.mean - other.mean || one.place - other.place);
      columns[place].forEach((cell, at) => { cell.place = at; });
    }
    const crossings = countCrossings(columns);
    if (crossings < fewest) {
      fewest = crossings;
      best = columns.map((column) => [...column]);
    }
  }
  best.forEach((column, place) => { columns[place] = column; });
  number();
}

/* Count crossings between neighbouring columns, with a tree of partial sums (Barth, Jünger and Mutzel, 2002). */
function countCrossings(columns) {
  let crossings = 0;
  for (let index = 0; index + 1 < columns.length; index++) {
    const size = columns[index + 1].length, tree = new Int32Array(size + 1);
    let seen = 0;
    for (const cell of columns[index]) {
      const places = cell.ahead.map((other) => other.place).sort((one, other) => one - other);
      for (const place of places) {
        let below = 0;
        for (let at = place + 1; at > 0; at -= at & -at) below += tree[at];
        crossings += seen - below;
      }
      for (const place of places) {
        seen += 1;
        for (let at = place + 1; at <= size; at += at & -at) tree[at] += 1;
      }
    }
  }
  return crossings;
}

/* The places nearest to the wished ones that keep an order and distances: isotonic regression by pooling neighbours. */
function nearestPlaces(wished, weights, gaps) {
  const blocks = [];
  let offset = 0;
  wished.forEach((wish, index) => {
    if (index) offset += gaps[index - 1];
    let block = { sum: (wish - offset) * weights[index], weight: weights[index], size: 1 };
    while (blocks.length && blocks[blocks.length - 1].sum / blocks[blocks.length - 1].weight > block.sum / block.weight) {
      const last = blocks.pop();
      block = { sum: last.sum + block.sum, weight: last.weight + block.weight, size: last.size + block.size };
    }
    blocks.push(block);
  });
  const places = [];
  offset = 0;
  for (const block of blocks) {
    for (let index = 0; index < block.size; index++) {
      if (places.length) offset += gaps[places.length - 1];
      places.push(block.sum / block.weight + offset);
    }
  }
  return places;
}
