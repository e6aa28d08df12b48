/* SPDX-License-Identifier: MIT */
/* The real daemon with a class of virtual pens in a temporary folder, behind a line that can be cut. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const TREE = fileURLToPath(new URL("../../", import.meta.url));
const BUILD = join(TREE, process.env.BUILD ?? "build");
const START_MS = 20_000;

/** A cable between browser and daemon. */
class Cable {
  constructor(port) {
    this.port = port;
    this.plugged = true;
    this.sockets = new Set();
    this.server = createServer((near) => {
      if (!this.plugged) return near.destroy();
      const far = connect(this.port, "127.0.0.1");
      for (const [from, to] of [[near, far], [far, near]]) {
        this.sockets.add(from);
        from.pipe(to);
        from.on("error", () => to.destroy());
        from.on("close", () => {
          this.sockets.delete(from);
          to.destroy();
        });
      }
      return undefined;
    });
  }

  async listen() {
    this.server.listen(0, "127.0.0.1");
    await once(this.server, "listening");
    return `http://127.0.0.1:${this.server.address().port}/`;
  }

  pull() {
    this.plugged = false;
    for (const socket of this.sockets) socket.destroy();
  }

  plug() {
    this.plugged = true;
  }

  async close() {
    this.pull();
    this.server.close();
  }
}

async function end(child, signal = "SIGTERM") {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, "exit");
}

function loginIn(printed) {
  return { name: /login:\s+(\S+)/.exec(printed)[1], password: /password:\s+(\S+)/.exec(printed)[1] };
}

function addTeacher(folder) {
  return loginIn(execFileSync(join(BUILD, "zhibid"), ["--data", folder, "--add-teacher", "teacher"]).toString());
}

export class RealClass {
  /** `config`: what zhibi.conf says; `demonstration` false: a school without any class, and one teacher; `grade`: of the class;
   * `weeks`: of made-up homework before it. */
  static async start({ config = "", demonstration = true, grade = null, weeks = 0 } = {}) {
    const real = new RealClass();
    real.build = BUILD;
    real.pens = [];
    real.demonstration = demonstration;
    real.weeks = weeks;
    real.folder = await mkdtemp(join(tmpdir(), "zhibi-page-"));
    real.config = join(real.folder, "zhibi.conf");
    await writeFile(real.config, config);
    await real.startDaemon(0);
    if (grade !== null) await real.setGrade(grade);
    real.cable = new Cable(real.port);
    real.url = await real.cable.listen();
    return real;
  }

  /** Reads what the daemon prints until it listens: the address and, in a demonstration, the login. */
  async startDaemon(port) {
    if (!this.demonstration && !this.login) this.login = addTeacher(this.folder);
    const words = [...(this.demonstration ? ["--demonstration", "--weeks", String(this.weeks)] : []), "--config", this.config, "--data", this.folder, "--port", String(port), "--page", join(TREE, "build/page")];
    this.daemon = spawn(join(BUILD, "zhibid"), words, { stdio: ["ignore", "pipe", "pipe"] });
    let printed = "";
    let log = "";
    this.daemon.stderr.on("data", (text) => (log += text));
    const deadline = setTimeout(() => this.daemon.kill("SIGKILL"), START_MS);
    for await (const text of this.daemon.stdout.iterator({ destroyOnReturn: false })) {
      printed += text;
      if (/^zhibid: listening on .*\n/m.test(printed)) break;
    }
    clearTimeout(deadline);
    this.daemon.stdout.resume();
    const address = /^zhibid: listening on \w+:\/\/[\d.]+:(\d+)\//m.exec(printed);
    if (!address) throw new Error(`zhibid did not start: ${printed}${log}`);
    this.port = Number(address[1]);
    if (this.demonstration) this.login = loginIn(printed);
  }

  /** The demonstration's class has one grade; its record may have any. */
  async setGrade(grade) {
    await end(this.daemon);
    const change = "import sqlite3,sys; base=sqlite3.connect(sys.argv[1]); base.execute('UPDATE class SET grade = ?', (int(sys.argv[2]),)); base.commit()";
    execFileSync("python3", ["-c", change, join(this.folder, "zhibi.db"), String(grade)]);
    await this.startDaemon(this.port);
  }

  /** May be called again, for pens of another kind beside them. */
  startPens(...words) {
    const socket = join(this.folder, "pens.sock");
    const child = spawn(join(BUILD, "virtual-pen"), ["--socket", socket, ...words], { stdio: "ignore" });
    this.pens.push(child);
    return child;
  }

  /** The command, at this daemon's control socket. */
  zhibi(...words) {
    return execFileSync(join(BUILD, "zhibi"), [...words, "--socket", join(this.folder, "control.sock")]).toString();
  }

  async endPens() {
    for (const child of this.pens.splice(0)) await end(child);
  }

  /** As a program of this machine does, at the control socket. */
  async ask(question) {
    const line = connect(join(this.folder, "control.sock"));
    line.write(`${JSON.stringify({ request: 1, ...question })}\n`);
    let text = "";
    for await (const bytes of line) {
      text += bytes;
      if (text.endsWith("\n")) break;
    }
    return JSON.parse(text);
  }

  /** As a power cut would; then again on the same data and port. A demonstration gives its teacher a new password then. */
  async restartDaemon({ demonstration = this.demonstration } = {}) {
    await end(this.daemon, "SIGKILL");
    this.demonstration = demonstration;
    await this.startDaemon(this.port);
  }

  async stop() {
    await this.cable?.close();
    await this.endPens();
    await end(this.daemon);
    await rm(this.folder, { recursive: true, force: true });
  }
}
