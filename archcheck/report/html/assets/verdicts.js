/* The list of constraints, with filters: what is not wanted is hidden, and it is said how much. */
const ORDER = Object.keys(STATUS);

function sortedConstraints(run) {
  const rank = (constraint) => [ORDER.indexOf(constraint.status), SEVERITIES.indexOf(constraint.countsAs || constraint.severity)];
  return [...run.constraints].sort((one, other) => {
    const [a, b] = rank(one), [c, d] = rank(other);
    return a - c || b - d || one.index - other.index;
  });
}

class Verdicts {
  constructor(act) {
    this.act = act;
    this.hidden = { status: new Set(), severity: new Set() };
    this.filters = html("div", { class: "filters" });
    this.count = html("p", { class: "count", "aria-live": "polite" });
    this.list = html("ul", { class: "constraints" });
    this.panel = html("div", null, this.filters, this.count, this.list);
  }

  show(run) {
    this.run = run;
    const count = (test) => run.constraints.filter(test).length;
    const group = (name, label, values, tests) => {
      const there = values.map((value) => [value, count((each) => tests(each, value))]).filter(([, number]) => number);
      return html("fieldset", null, html("legend", null, label), there.map(([value, number]) => html("label", { class: `filter s-${value}` },
        html("input", { type: "checkbox", name, value, checked: !this.hidden[name].has(value), on: { change: (event) => {
          this.hidden[name][event.target.checked ? "delete" : "add"](value);
          this.fill();
        } } }), name === "status" ? icon(STATUS[value] ? STATUS[value].icon : "ring") : null, html("span", null, name === "status" && STATUS[value] ? STATUS[value].word : value), html("span", { class: "number" }, number))));
    };
    const statuses = [...ORDER, ...new Set(run.constraints.map((each) => each.status).filter((status) => !ORDER.includes(status)))];
    refill(this.filters, group("status", "Status", statuses, (each, value) => each.status === value), group("severity", "Severity", SEVERITIES, (each, value) => each.severity === value));
    this.fill();
  }

  shown() {
    return sortedConstraints(this.run).filter((each) => !this.hidden.status.has(each.status) && !this.hidden.severity.has(each.severity));
  }

  findings() {
    return this.shown().flatMap((constraint) => constraint.findings);
  }

  fill() {
    const shown = this.shown(), all = this.run.constraints.length;
    refill(this.count, shown.length === all ? plural(all, "constraint") : `${shown.length} of ${plural(all, "constraint")} shown`);
    refill(this.list, shown.map((constraint) => this.row(constraint)));
    this.choose(this.act.chosen());
  }

  row(constraint) {
    const counted = constraint.countsAs && constraint.countsAs !== "error" ? ` (${constraint.countsAs})` : "";
    const head = html("button", { type: "button", class: "constraint-head", on: { click: () => this.act.constraint(constraint) } },
      badge(STATUS, constraint.status), html("span", { class: "id" }, said(constraint.id)), counted ? html("span", { class: "severity" }, counted) : null,
      constraint.title ? html("span", { class: "title" }, said(constraint.title)) : null);
    const notes = [];
    if (constraint.empty.length) notes.push(html("p", { class: "note" }, constraint.allowEmpty ? ["nothing to check: ", said(constraint.allowEmpty)] : `nothing was checked: ${constraint.empty.join(", ")} matched nothing`));
    for (const reason of constraint.unknown) notes.push(html("p", { class: "note" }, said(reason)));
    if (constraint.error) notes.push(html("p", { class: "note" }, said(constraint.error)));
    return html("li", { class: `constraint s-${constraint.status}`, "data-constraint": constraint.index }, head, notes, constraint.findings.length ? findingList(constraint, this.act) : null);
  }

  /* Mark what is chosen, a finding or a constraint. */
  choose(chosen) {
    for (const each of this.list.querySelectorAll("[aria-current]")) each.removeAttribute("aria-current");
    if (!chosen) return;
    const row = this.list.querySelector(`[data-constraint="${(chosen.constraint || chosen).index}"]`);
    if (!row) return;
    const place = chosen.constraint ? row.querySelector(`[data-finding="${chosen.number}"]`) || row.querySelector(".constraint-head") : row.querySelector(".constraint-head");
    place.setAttribute("aria-current", "true");
    place.scrollIntoView({ block: "nearest" });
  }
}

const FIRST_FINDINGS = 8;

/* The findings of a constraint, the first of them until more are asked for. */
function findingList(constraint, act, most = FIRST_FINDINGS) {
  const list = html("ul", { class: "findings" });
  const row = (finding) => {
    const ends = finding.path.length && finding.source && finding.target
      ? [said(finding.source), " → ", said(finding.target), html("span", { class: "faint" }, `, ${plural(finding.path.length - 1, "step")}`)] : message(finding.message);
    return html("li", null, html("button", { type: "button", class: `finding-row s-${finding.state}`, "data-finding": finding.number, on: { click: () => act.finding(finding) } }, badge(STATE, finding.state), html("span", { class: "about" }, ends)));
  };
  append(list, constraint.findings.slice(0, most).map(row));
  const rest = constraint.findings.slice(most);
  if (rest.length) {
    const more = html("li", null, button(`${plural(rest.length, "more finding")}${constraint.truncated ? ", and others that the report does not list" : ""}`, () => {
      more.remove();
      append(list, rest.map(row));
      const first = list.querySelector(`[data-finding="${most}"]`);
      if (first) first.focus();
    }, { class: "more" }));
    append(list, [more]);
  } else if (constraint.truncated) {
    append(list, [html("li", { class: "note" }, "there are more than the report lists (--max-findings)")]);
  }
  return list;
}
