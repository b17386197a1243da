const SVG = "http://www.w3.org/2000/svg";

/* Set attributes; `on` holds listeners, and what is null or false is left out. */
function setAttributes(made, attributes) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) made.addEventListener(event, listener);
    } else if (value !== null && value !== undefined && value !== false) {
      made.setAttribute(name, value === true ? "" : String(value));
    }
  }
  return made;
}

/* Append children; a text becomes a text node, whatever it says. */
function append(made, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    made.appendChild(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return made;
}

function html(name, attributes, ...children) {
  return append(setAttributes(document.createElement(name), attributes), children);
}

function svg(name, attributes, ...children) {
  return append(setAttributes(document.createElementNS(SVG, name), attributes), children);
}

function empty(made) {
  while (made.firstChild) made.removeChild(made.firstChild);
  return made;
}

function refill(made, ...children) {
  return append(empty(made), children);
}

/* A text out of a document: isolated, so that its direction turns nothing around it. */
function said(text, className) {
  return html("bdi", { class: className || null }, text);
}

function code(text) {
  return html("code", null, said(text));
}

/* A message: what it quotes in backticks is set as code. A backtick in a name only moves where code begins. */
function message(text) {
  const parts = text.split("`");
  return parts.length % 2 ? html("bdi", null, parts.map((part, place) => (place % 2 ? code(part) : part))) : said(text);
}

function button(label, action, attributes) {
  return html("button", { type: "button", ...attributes, on: { click: action } }, label);
}

function plural(number, noun) {
  const many = noun.endsWith("y") ? noun.slice(0, -1) + "ies" : noun + "s";
  return `${number.toLocaleString("en")} ${number === 1 ? noun : many}`;
}

function shorten(text, most) {
  const letters = Array.from(text);
  return letters.length > most ? letters.slice(0, most - 1).join("") + "…" : text;
}
