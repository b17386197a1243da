/* So many nodes are drawn one by one when a topology is first shown; a larger one begins with closed zones. */
const ROOM = 60;
/* Beyond so many nodes directly in one zone, those that nothing points at stand together in boxes. */
const LOOSE = 40;

/* What is open in a topology: zones that are closed, nodes that were asked for, and boxes that were taken apart. */
function firstView(run) {
  const view = { closed: new Set(), asked: new Set(), apart: new Set() };
  if (run.nodes.length <= ROOM) {
    view.apart.add("");
    run.zones.forEach((zone) => view.apart.add(String(zone.index)));
    return view;
  }
  run.zones.forEach((zone) => view.closed.add(zone.index));
  let level = run.zones.filter((zone) => zone.parent === undefined).map((zone) => zone.index);
  let drawn = level.length + Math.min(LOOSE, run.nodes.filter((node) => node.zone === undefined).length);
  while (level.length) {
    const more = level.reduce((sum, index) => sum + run.zones[index].zones.length + Math.min(LOOSE, run.zones[index].nodes.length) - 1, 0);
    if (drawn + more > ROOM) break;
    level.forEach((index) => view.closed.delete(index));
    drawn += more;
    level = level.flatMap((index) => run.zones[index].zones);
  }
  return view;
}

/* Open a view as far as it takes to see some nodes; says whether it changed. */
function reveal(run, view, nodes) {
  let changed = false;
  for (const index of nodes) {
    for (const zone of zonesAround(run, index)) changed = view.closed.delete(zone) || changed;
    if (!view.asked.has(index)) {
      view.asked.add(index);
      changed = true;
    }
  }
  return changed;
}

function allIn(run, index) {
  const zone = run.zones[index];
  return [...zone.nodes, ...zone.zones.flatMap((inner) => allIn(run, inner))];
}

/* The tree of what is drawn, and the links between its leaves: all edges between two of them together. */
function makeVisible(run, view) {
  const leaves = new Map();
  const owner = new Array(run.nodes.length);

  function leaf(item) {
    leaves.set(item.key, item);
    for (const index of item.nodes) owner[index] = item;
    return item;
  }

  function fill(key, zones, nodes) {
    const children = zones.map((index) => {
      if (view.closed.has(index)) return leaf({ type: "closed", key: `zone ${index}`, zone: index, nodes: allIn(run, index) });
      return { type: "zone", key: `zone ${index}`, zone: index, children: fill(String(index), run.zones[index].zones, run.zones[index].nodes) };
    });
    const whole = nodes.length <= LOOSE || view.apart.has(key);
    const single = nodes.filter((index) => whole || view.asked.has(index));
    children.push(...single.map((index) => leaf({ type: "node", key: `node ${index}`, nodes: [index] })));
    if (whole) return children;
    const groups = new Map();
    for (const index of nodes) {
      if (view.asked.has(index)) continue;
      const kind = run.nodes[index].kind.split(".")[0];
      if (!groups.has(kind)) groups.set(kind, []);
      groups.get(kind).push(index);
    }
    for (const [kind, members] of groups) children.push(leaf({ type: "rest", key: `rest ${key} ${kind}`, within: key, kind, nodes: members }));
    return children;
  }

  const root = {
    type: "root",
    key: "root",
    children: fill("", run.zones.filter((zone) => zone.parent === undefined).map((zone) => zone.index),
      run.nodes.filter((node) => node.zone === undefined).map((node) => node.index)),
  };
  const links = new Map();
  for (const edge of run.edges) {
    const from = owner[edge.from], to = owner[edge.to];
    if (from === to && from.type !== "node") continue;
    const key = `${from.key}|${to.key}`;
    if (!links.has(key)) links.set(key, { key, from, to, edges: [] });
    links.get(key).edges.push(edge.index);
  }
  return { root, leaves, owner, links: [...links.values()], linkOf: (edge) => links.get(`${owner[edge.from].key}|${owner[edge.to].key}`) };
}
