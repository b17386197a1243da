/* The drawn topology. `show` draws what is visible, `mark` emphasises a finding, a step, or what nobody looks at. */
class Picture {
  constructor(choose) {
    this.choose = choose;
    this.zones = svg("g", { class: "zones" });
    this.lines = svg("g", { class: "links" });
    this.boxes = svg("g", { class: "nodes" });
    this.walk = svg("g", { class: "walk", "aria-hidden": "true" });
    this.numbers = svg("g", { class: "walk numbers", "aria-hidden": "true" });
    this.world = svg("g", { class: "world" }, this.zones, this.lines, this.walk, this.boxes, this.numbers);
    this.root = svg("svg", { class: "picture", role: "group", tabindex: 0, "aria-roledescription": "diagram" }, this.world);
    this.drawn = new Map();
  }

  show(run, view) {
    this.run = run;
    this.view = view;
    this.visible = makeVisible(run, view);
    layOut(this.visible, (item) => this.measure(item));
    this.hot = hotEdges(run);
    for (const group of [this.zones, this.lines, this.walk, this.boxes, this.numbers]) empty(group);
    this.drawn.clear();
    this.drawZones(this.visible.root, 0);
    this.drawLinks();
    for (const item of this.visible.leaves.values()) this.drawLeaf(item);
    this.root.setAttribute("aria-label", `Topology ${run.name}: ${plural(run.nodes.length, "node")}, ${plural(run.edges.length, "edge")}. Arrow keys walk from box to box, Enter chooses.`);
    this.items = [...this.drawn.values()];
  }

  measure(item) {
    const [first, second] = this.wordsOf(item);
    const width = Math.max(widthOf(first, "600 13px"), widthOf(second, "11px"));
    if (item.type === "zone") return { w: Math.min(360, width + 70) };
    return { w: Math.max(84, Math.min(260, Math.ceil(width) + 34)), h: item.type === "node" ? 44 : 50 };
  }

  wordsOf(item) {
    const { run } = this;
    if (item.type === "zone" || item.type === "closed") {
      const zone = run.zones[item.zone];
      return [shorten(zone.name, 28), item.type === "closed" ? plural(item.nodes.length, "node") : ""];
    }
    if (item.type === "rest") return [`${plural(item.nodes.length, "node")}`, shorten(item.kind, 28)];
    const node = run.nodes[item.nodes[0]];
    return [shorten(node.id, 28), shorten([node.kind, ...node.words].join(" · "), 36)];
  }

  drawZones(container, depth) {
    for (const item of container.children) {
      if (item.type !== "zone") continue;
      const zone = this.run.zones[item.zone], [name] = this.wordsOf(item);
      const title = zone.title ? shorten(zone.title, Math.max(0, Math.floor((item.w - widthOf(name, "600 13px") - 74) / 7))) : "";
      const group = svg("g", { class: `zone depth-${Math.min(depth, 3)}`, transform: `translate(${round(item.x)} ${round(item.y)})` },
        svg("rect", { class: "zone-frame", width: round(item.w), height: round(item.h), rx: 10 }),
        svg("text", { class: "zone-name", x: 38, y: 20 }, name, title ? svg("tspan", { class: "zone-title", dx: 8 }, title) : null));
      const toggle = svg("g", { class: "item toggle", role: "button", tabindex: -1, "aria-expanded": "true", "aria-label": `Collapse zone ${zone.path}`, transform: `translate(${round(item.x + 10)} ${round(item.y + 7)})` },
        svg("title", null, `Collapse zone ${zone.path}`),
        svg("rect", { class: "toggle-box", width: 18, height: 18, rx: 4 }), svg("path", { class: "toggle-sign", d: "M5 9h8" }));
      this.listen(toggle, item);
      append(this.zones, [group, toggle]);
      this.drawn.set(`open ${item.key}`, { item, element: toggle, box: { x: item.x + 10, y: item.y + 7, w: 18, h: 18 } });
      item.frame = group;
      this.drawZones(item, depth + 1);
    }
  }

  drawLeaf(item) {
    const [first, second] = this.wordsOf(item), node = item.type === "node" ? this.run.nodes[item.nodes[0]] : null;
    const category = node ? node.category : "group";
    const label = node ? `${node.id}, ${node.kind}` : item.type === "closed" ? `Open zone ${this.run.zones[item.zone].path}, ${second}` : `Show ${first} of kind ${second}`;
    const group = svg("g", { class: `item leaf ${item.type} c-${category}`, role: "button", tabindex: -1, "aria-label": label, "aria-expanded": node ? null : "false", transform: `translate(${round(item.x)} ${round(item.y)})` },
      svg("title", null, label),
      svg("path", { class: "outline", d: OUTLINES[category](item.w, item.h) }),
      svg("text", { class: "name", x: item.w / 2, y: item.type === "node" ? 19 : 25, "text-anchor": "middle" }, first),
      svg("text", { class: "kind", x: item.w / 2, y: item.type === "node" ? 34 : 40, "text-anchor": "middle" }, second));
    if (!node) append(group, [svg("path", { class: "plus", d: `M${item.w - 16} 14h8M${item.w - 12} 10v8` })]);
    const count = new Set(item.nodes.flatMap((index) => this.hot.nodes.get(index) || [])).size;
    if (count) {
      append(group, [svg("g", { class: "alarm", transform: `translate(${item.w - 4} 0)` }, svg("title", null, `${plural(count, "finding")} here`),
        svg("path", { d: "M-4 -9H4L9 -4V4L4 9H-4L-9 4V-4z" }), svg("text", { y: 4, "text-anchor": "middle" }, count > 99 ? "99" : count))]);
    }
    this.listen(group, item);
    this.boxes.appendChild(group);
    this.drawn.set(item.key, { item, element: group, box: item });
  }

  drawLinks() {
    const { links } = this.visible, both = new Map(links.map((link) => [link.key, link]));
    const few = links.length <= 60;
    this.root.classList.toggle("crowd", links.length > 300);
    for (const link of links) {
      link.shift = link.from !== link.to && both.has(`${link.to.key}|${link.from.key}`) ? 7 * Math.sign(link.from.key < link.to.key ? 1 : -1) : 0;
      link.spots = route(link);
      const edges = link.edges.map((index) => this.run.edges[index]);
      const likes = new Set(edges.map((edge) => edge.like)), like = likes.size === 1 ? edges[0].like : "call";
      const hot = link.edges.some((index) => this.hot.edges.has(index));
      const end = link.spots[link.spots.length - 1];
      const group = svg("g", { class: `link like-${likes.size === 1 ? like : "mixed"}${hot ? " hot" : ""}${edges.length > 1 ? " many" : ""}` },
        svg("path", { class: "line", d: curve(link.spots), "stroke-width": edges.length > 1 ? round(1.3 + Math.min(3.2, Math.log2(edges.length) * 0.5)) : null }),
        svg("path", { class: "head", d: headPath(end, like, 9) }),
        svg("path", { class: "reach", d: curve(link.spots) }));
      append(group.lastChild, [svg("title", null, this.nameLink(link))]);
      if (few) this.labelLink(group, link, edges, like, likes.size > 1);
      group.addEventListener("click", () => this.choose({ type: "link", link }));
      this.lines.appendChild(group);
      link.element = group;
    }
  }

  labelLink(group, link, edges, like, mixed) {
    const protocol = edges[0].labels.find(([name]) => name === "protocol");
    const words = edges.length > 1 ? (mixed ? `${edges.length} edges` : `${edges.length} × ${edges[0].kind}`)
      : [edges[0].kind === "call" ? "" : edges[0].kind, protocol ? protocol[1] : ""].filter(Boolean).join(", ");
    if (!words) return;
    const at = middleOf(link.spots);
    append(group, [svg("text", { class: "link-label", x: round(at.x), y: round(at.y - 5), "text-anchor": "middle" }, shorten(words, 24))]);
  }

  nameLink(link) {
    const edges = link.edges.map((index) => this.run.edges[index]);
    if (edges.length === 1) return `${edges[0].id} (${edges[0].kind})${edges[0].title ? `: ${edges[0].title}` : ""}`;
    return `${plural(edges.length, "edge")} from ${this.wordsOf(link.from)[0]} to ${this.wordsOf(link.to)[0]}`;
  }

  listen(element, item) {
    element.addEventListener("click", (event) => {
      event.stopPropagation();
      this.choose(item);
    });
    element.addEventListener("focus", () => element.classList.add("focused"));
    element.addEventListener("blur", () => element.classList.remove("focused"));
  }

  /*
   * Emphasise: `path` and `other` are steps, `step` the number of the one that is looked at; `nodes` and `edges` are at
   * fault themselves, `missed` should have been passed, `faint` dims everything else.
   */
  mark(emphasis) {
    const { path = [], other = [], step = 0, nodes = [], edges = [], missed = [], chosen = [], unseen = null } = emphasis || {};
    this.emphasis = emphasis;
    const on = new Set(), all = [...path, ...other];
    for (const each of all) if (each.node !== undefined) on.add(this.visible.owner[each.node]);
    const used = new Set(edges.concat(all.filter((each) => each.edge !== undefined).map((each) => each.edge)));
    for (const index of used) for (const end of ["from", "to"]) on.add(this.visible.owner[this.run.edges[index][end]]);
    const blamed = new Set(nodes.map((index) => this.visible.owner[index])), avoided = new Set(missed.map((index) => this.visible.owner[index]));
    const picked = new Set(chosen.map((index) => this.visible.owner[index]));
    const dim = all.length || nodes.length || edges.length;
    this.root.classList.toggle("dim", Boolean(dim));
    this.root.classList.toggle("unseen-shown", Boolean(unseen));
    for (const { item, element } of this.drawn.values()) {
      const leaf = item.type !== "zone";
      element.classList.toggle("on", leaf && (on.has(item) || blamed.has(item)));
      element.classList.toggle("blamed", leaf && blamed.has(item));
      element.classList.toggle("missed", leaf && avoided.has(item) && !on.has(item));
      element.classList.toggle("chosen", leaf && picked.has(item));
      element.classList.toggle("unseen", leaf && Boolean(unseen) && item.nodes.some((index) => unseen.nodes.has(index)));
    }
    for (const link of this.visible.links) {
      link.element.classList.toggle("on", link.edges.some((index) => edges.includes(index)));
      link.element.classList.toggle("unseen", Boolean(unseen) && link.edges.some((index) => unseen.edges.has(index)));
    }
    for (const group of [this.walk, this.numbers]) empty(group);
    this.drawWalk(path, "", step);
    this.drawWalk(other, "b", step - path.length + (path.length ? 1 : 0));
  }

  /* The steps of a path over the lines that they take, each with its number; data against an edge runs against its line. */
  drawWalk(path, letter, current) {
    const places = new Map();
    path.forEach((each, number) => {
      if (each.edge === undefined) return;
      const link = this.visible.linkOf(this.run.edges[each.edge]);
      if (!link) return;
      const key = `${link.key}${each.back ? "<" : ">"}`;
      if (!places.has(key)) places.set(key, { link, back: Boolean(each.back), numbers: [], both: false });
      places.get(key).numbers.push(number);
    });
    for (const [key, place] of places) place.both = places.has(`${place.link.key}${place.back ? ">" : "<"}`) && Boolean(key);
    for (const place of places.values()) {
      const shift = place.both ? (place.back ? 5 : -5) : 0;
      const moved = place.link.spots.map((spot) => ({ ...spot, x: spot.x + (spot.dy ? shift : 0), y: spot.y + (spot.dx ? shift : 0) }));
      const spots = place.back ? backward(moved) : moved;
      const now = place.numbers.includes(current);
      const at = clearPlace(spots, [...this.visible.leaves.values()]), words = place.numbers.map((number) => `${number}${letter}`).join(", ");
      const width = Math.max(20, widthOf(words, "700 11px") + 10);
      append(this.walk, [svg("g", { class: `step${place.back ? " back" : ""}${now ? " now" : ""}` },
        svg("path", { class: "line", d: curve(spots) }),
        svg("path", { class: "head", d: headPath(spots[spots.length - 1], "call", 12) }))]);
      append(this.numbers, [svg("g", { class: `number${now ? " now" : ""}`, transform: `translate(${round(at.x)} ${round(at.y + shift * 1.6)})` },
        svg("rect", { x: round(-width / 2), y: -9, width: round(width), height: 18, rx: 9 }),
        svg("text", { y: 4, "text-anchor": "middle" }, words))]);
    }
  }

  /* The box around some nodes, as drawn now. */
  boxOf(nodes) {
    return unite(nodes.map((index) => this.visible.owner[index]).filter(Boolean));
  }

  whole() {
    const { root } = this.visible;
    return { x: 0, y: -12, w: Math.max(root.w, 40), h: Math.max(root.h, 40) + 12 };
  }
}

function unite(boxes) {
  if (!boxes.length) return null;
  const left = Math.min(...boxes.map((box) => box.x)), top = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.w)), bottom = Math.max(...boxes.map((box) => box.y + box.h));
  return { x: left, y: top, w: right - left, h: bottom - top };
}

/* The edges on the paths of standing findings, and how many findings each node is at the end of, or at fault for. */
function hotEdges(run) {
  const edges = new Set(), nodes = new Map();
  for (const constraint of run.constraints) {
    if (constraint.status !== "fail" && constraint.status !== "unknown") continue;
    for (const finding of constraint.findings) {
      if (!["open", "grace", "unknown"].includes(finding.state)) continue;
      for (const step of [...finding.path, ...finding.otherPath]) if (step.edge !== undefined) edges.add(step.edge);
      finding.edges.forEach((edge) => edges.add(edge));
      const last = finding.path.length ? finding.path[finding.path.length - 1].node : undefined;
      const blamed = last !== undefined ? [last] : finding.nodes;
      for (const index of blamed) nodes.set(index, [...(nodes.get(index) || []), finding]);
    }
  }
  return { edges, nodes };
}
