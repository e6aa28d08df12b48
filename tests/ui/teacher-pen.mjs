/* SPDX-License-Identifier: MIT */
/*
 * The teacher's pen of the demonstration, in the hand of a test: draws signs where and when it is told, in a child's own
 * time, and says at which moment it was lifted. The pen's side of Neo protocol 2, as little of it as a class needs.
 */
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const SHEET = fileURLToPath(new URL("../../docs/examples/demonstration.json", import.meta.url));
const NUMBER = 48;
const UNIT_MM = 2.370667;
const STEP_MM = 0.6;
const DOT_MS = 10;
const [BEGIN, END, ESCAPE] = [0xc0, 0xc1, 0x7d];

function frame(command, payload, error = null) {
  const length = Buffer.alloc(2);
  length.writeUInt16LE(payload.length);
  const body = Buffer.concat([Buffer.from(error === null ? [command] : [command, error]), length, payload]);
  const out = [BEGIN];
  for (const byte of body) {
    if (byte === BEGIN || byte === END || byte === ESCAPE) out.push(ESCAPE, byte ^ 0x20);
    else out.push(byte);
  }
  return Buffer.from([...out, END]);
}

/** Of numbers with how many bytes each has. */
function pack(...fields) {
  const buffers = fields.map(([value, size]) => {
    const one = Buffer.alloc(size);
    if (size === 8) one.writeBigUInt64LE(BigInt(value));
    else one.writeUIntLE(value, 0, size);
    return one;
  });
  return Buffer.concat(buffers);
}

const text = (words, size) => Buffer.concat([Buffer.from(words), Buffer.alloc(size)]).subarray(0, size);

/** Points along lines, a step apart. */
function along(points) {
  return points.slice(1).flatMap(([x, y], i) => {
    const [fromX, fromY] = points[i];
    const n = Math.max(2, Math.ceil(Math.hypot(x - fromX, y - fromY) / STEP_MM));
    return Array.from({ length: n }, (_, k) => [fromX + ((x - fromX) * (k + 1)) / n, fromY + ((y - fromY) * (k + 1)) / n]);
  });
}

export class TeacherPen {
  static async start(real) {
    const pen = new TeacherPen();
    pen.sheet = JSON.parse(await readFile(SHEET, "utf8"));
    pen.counter = 0;
    pen.clock = 0;
    pen.heard = Buffer.alloc(0);
    pen.socket = connect(join(real.folder, "pens.sock"));
    await once(pen.socket, "connect");
    pen.socket.on("error", () => {});
    const ready = new Promise((resolve) => (pen.ready = resolve));
    pen.socket.on("data", (bytes) => pen.hear(bytes));
    pen.socket.write("zhibi-virtual-pen 1 driver=neo link=ble\n");
    await ready;
    return pen;
  }

  hear(bytes) {
    this.heard = Buffer.concat([this.heard, bytes]);
    for (;;) {
      const begin = this.heard.indexOf(BEGIN);
      const end = this.heard.indexOf(END, begin);
      if (begin < 0 || end < 0) return;
      const body = [];
      for (let i = begin + 1; i < end; i++) body.push(this.heard[i] === ESCAPE ? this.heard[++i] ^ 0x20 : this.heard[i]);
      this.heard = this.heard.subarray(end + 1);
      this.answer(body[0], Buffer.from(body.slice(1)));
    }
  }

  answer(command, rest) {
    const name = text("Neosmartpen_M1+", 16);
    const address = Buffer.from([0x9c, 0x7b, 0xd2, 0xff, NUMBER >> 8, NUMBER & 255]);
    if (command === 0x01)
      this.say(0x81, Buffer.concat([text("NWP-F51", 16), text("1.20", 16), text("2.18", 8), name, pack([1, 2]), address]));
    if (command === 0x04) {
      const settings = [10, 0].map((value) => [value, 1]);
      const state = [5, 1, 1, 1, 0, 80, 1, 2, 0, 0].map((value) => [value, 1]);
      this.say(0x84, Buffer.concat([pack([0, 1], ...settings, [Date.now(), 8], [20, 2], [852, 2], ...state), name, Buffer.alloc(23)]));
    }
    if (command === 0x05) this.say(0x85, Buffer.from([rest[2], 0]));
    if (command === 0x21) this.say(0xa1, pack([0, 2]));
    if (command === 0x11) {
      this.say(0x91, Buffer.alloc(0));
      this.ready();
    }
  }

  say(command, payload) {
    this.socket.write(frame(command, payload, 0));
  }

  event(command, ...fields) {
    this.counter = (this.counter + 1) & 255;
    return frame(command, pack([this.counter, 1], ...fields));
  }

  /** Through points in millimetres of the sheet's page; when it was lifted, by performance's clock. */
  async stroke(page, points) {
    const { address, offset_mm: [left, top] } = this.sheet.pages[page];
    const dots = along(points);
    this.clock = Math.max(this.clock + 20, Date.now());
    this.socket.write(
      Buffer.concat([
        this.event(0x69, [this.clock, 8], [0, 1], [0xff000000, 4]),
        this.event(0x6b, [address.section * 2 ** 24 + address.owner, 4], [address.book, 4], [address.page, 4]),
      ]),
    );
    const started = performance.now();
    for (const [i, [x, y]] of dots.entries()) {
      const [dotX, dotY] = [x + left, y + top].map((mm) => Math.round((mm / UNIT_MM) * 100));
      this.clock += DOT_MS;
      const place = [[Math.floor(dotX / 100), 2], [Math.floor(dotY / 100), 2], [dotX % 100, 1], [dotY % 100, 1]];
      this.socket.write(this.event(0x6c, [DOT_MS, 1], [400, 2], ...place, [90, 1], [90, 1], [0, 2]));
      const ahead = started + (i + 1) * DOT_MS - performance.now();
      if (ahead > 0) await wait(ahead);
    }
    const n = [dots.length, 2];
    this.socket.write(this.event(0x6a, [this.clock, 8], n, n, n, n, n));
    return performance.timeOrigin + performance.now();
  }

  region(role, of) {
    for (const [page, { regions }] of this.sheet.pages.entries())
      for (const region of regions)
        if (region.role === role && (region.question ?? region.number) === of) return { page, box: region.box_mm };
    return null;
  }

  /** Where a teacher writes the mark: in the box for it, else over the end of the answer. */
  markPlace(question) {
    const own = this.region("mark", question);
    if (own) return own;
    const { page, box: [x, y, width, height] } = this.region("answer", question);
    return { page, box: [x + Math.max(0, width - 12), y, Math.min(12, width), height] };
  }

  /** Whose copy is next. */
  touch(number) {
    const { page, box: [x, y, width, height] } = this.region("claim-box", number);
    const middle = [x + width / 2, y + height / 2];
    return this.stroke(page, [middle, [middle[0] + 0.4, middle[1]]]);
  }

  /** 勾 */
  tick(question) {
    const { page, box: [x, y, width, height] } = this.markPlace(question);
    const foot = [x + width / 2 - 1, y + height / 2 + 3];
    return this.stroke(page, [[foot[0] - 2.5, foot[1] - 2.5], foot, [foot[0] + 2, foot[1] - 4], [foot[0] + 5, foot[1] - 7.5]]);
  }

  /** A slash: 半对, or the first line of a cross. */
  slash(question) {
    const { page, box: [x, y, width, height] } = this.markPlace(question);
    const [middleX, middleY] = [x + width / 2, y + height / 2];
    return this.stroke(page, [[middleX - 2, middleY + 3], [middleX + 2, middleY - 3]]);
  }

  end() {
    this.socket.destroy();
  }
}
