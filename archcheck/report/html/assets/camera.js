/* Pan and zoom: one finger or button drags, two fingers pinch, the wheel zooms around the pointer. */
class Camera {
  constructor(picture) {
    this.picture = picture;
    this.x = 0;
    this.y = 0;
    this.scale = 1;
    this.pointers = new Map();
    const { root } = picture;
    root.addEventListener("wheel", (event) => {
      event.preventDefault();
      const at = this.inside(event);
      this.zoom(Math.exp(-event.deltaY * (event.deltaMode === 1 ? 0.05 : 0.0016)), at.x, at.y);
    }, { passive: false });
    root.addEventListener("pointerdown", (event) => this.press(event));
    root.addEventListener("pointermove", (event) => this.move(event));
    for (const name of ["pointerup", "pointercancel"]) root.addEventListener(name, (event) => this.release(event));
    root.addEventListener("click", (event) => {
      if (!this.dragged) return;
      event.stopPropagation();
      event.preventDefault();
    }, true);
  }

  inside(event) {
    const frame = this.picture.root.getBoundingClientRect();
    return { x: event.clientX - frame.left, y: event.clientY - frame.top };
  }

  press(event) {
    if (event.button) return;
    this.pointers.set(event.pointerId, this.inside(event));
    if (this.pointers.size === 1) this.dragged = false;
  }

  move(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    const now = this.inside(event);
    if (!this.dragged && Math.hypot(now.x - before.x, now.y - before.y) < 4 && this.pointers.size === 1) return;
    if (!this.dragged) {
      this.dragged = true;
      this.picture.root.setPointerCapture(event.pointerId);
      this.picture.root.classList.add("dragging");
    }
    const others = [...this.pointers].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
    this.pointers.set(event.pointerId, now);
    if (others.length) {
      const pin = others[0], was = Math.hypot(before.x - pin.x, before.y - pin.y), is = Math.hypot(now.x - pin.x, now.y - pin.y);
      if (was > 0) this.zoom(is / was, pin.x, pin.y);
    } else {
      this.pan(now.x - before.x, now.y - before.y);
    }
  }

  release(event) {
    this.pointers.delete(event.pointerId);
    this.picture.root.classList.remove("dragging");
  }

  pan(dx, dy) {
    this.x += dx;
    this.y += dy;
    this.apply();
  }

  zoom(factor, x, y) {
    const frame = this.picture.root.getBoundingClientRect();
    const atX = x === undefined ? frame.width / 2 : x, atY = y === undefined ? frame.height / 2 : y;
    const scale = Math.min(4, Math.max(0.02, this.scale * factor)), by = scale / this.scale;
    this.x = atX - (atX - this.x) * by;
    this.y = atY - (atY - this.y) * by;
    this.scale = scale;
    this.apply();
  }

  /* Show a box as large as fits, but no larger than `most`. */
  fit(box, most = 1.25) {
    const frame = this.picture.root.getBoundingClientRect();
    if (!box || !frame.width || !frame.height) return;
    const margin = Math.min(32, frame.width * 0.05);
    this.scale = Math.max(0.02, Math.min(most, (frame.width - 2 * margin) / box.w, (frame.height - 2 * margin) / box.h));
    this.x = frame.width / 2 - (box.x + box.w / 2) * this.scale;
    this.y = frame.height / 2 - (box.y + box.h / 2) * this.scale;
    this.apply();
  }

  /* Move just enough to have a box in sight, and come near enough to read it. */
  look(box) {
    if (!box) return;
    const frame = this.picture.root.getBoundingClientRect();
    const room = { x: box.x - 60, y: box.y - 50, w: box.w + 120, h: box.h + 100 };
    const left = room.x * this.scale + this.x, top = room.y * this.scale + this.y;
    const seen = left >= 0 && top >= 0 && left + room.w * this.scale <= frame.width && top + room.h * this.scale <= frame.height;
    if (!seen || this.scale < 0.45) this.fit(room, Math.max(0.9, Math.min(this.scale, 1.25)));
  }

  apply() {
    this.picture.world.setAttribute("transform", `translate(${round(this.x)} ${round(this.y)}) scale(${Math.round(this.scale * 1000) / 1000})`);
    this.picture.root.classList.toggle("far", this.scale < 0.35);
  }
}
