/* SPDX-License-Identifier: MIT */
/*
 * Builds the page:          node build.mjs OUTDIR           index.html, app-<hash>.js, app-<hash>.css, icon.svg
 * or the tests' modules:    node build.mjs --tests OUTDIR   one .mjs for each test/*.test.ts
 * Names carry a hash so that a browser may keep them for ever; nothing is inline, so the strictest
 * Content-Security-Policy holds.
 */
import { build } from "esbuild";
import { minify } from "terser";
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));

async function emptyFolder(folder) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
}

/** What the page's charts have nowhere: legend, cursor, curves, steps, axes of time. A seventh of uPlot; the build stops where it is another. */
const UNUSED = [
  ["const showLegend = legend.show;", "const showLegend = false;"],
  ["const showCursor =                cursor.show;", "const showCursor = false;"],
  ["(paths.stepped = stepped);", ""],
  ["(paths.spline  = monotoneCubic);", ""],
  ["\t\t\t\tlet isTime = sc.time;", "\t\t\t\tconst isTime = false;"],
  ["let isTime = mode == 1 && scales[s.scale].time;", "const isTime = false;"],
  ["\t\t\tlet isTime = sc.time;", "\t\t\tconst isTime = false;"],
  ["[ timeIncrsMs, _timeAxisStampsMs, timeAxisSplitsMs ] = genTimeStuffs(1);", "timeIncrsMs = [], _timeAxisStampsMs = [], timeAxisSplitsMs = () => null;"],
  ["[ timeIncrsS,  _timeAxisStampsS,  timeAxisSplitsS  ] = genTimeStuffs(1e-3);", "timeIncrsS = [], _timeAxisStampsS = [], timeAxisSplitsS = () => null;"],
  ["timeAxisVals(_tzDate, timeAxisStamps((ms == 1 ? _timeAxisStampsMs : _timeAxisStampsS), _fmtDate));", "null;"],
  ["timeSeriesVal(_tzDate, timeSeriesStamp(_timeSeriesStamp, _fmtDate));", "null;"],
  ["(opts.fmtDate || fmtDate);", "null;"],
  ["uPlot.fmtDate = fmtDate;", ""],
  ["uPlot.tzDate  = tzDate;", ""],
  ["uPlot.sync = _sync;", ""],
];
const leanCharts = {
  name: "lean-charts",
  setup: ({ onLoad }) =>
    onLoad({ filter: /uPlot\.esm\.js$/ }, async ({ path }) => {
      let contents = await readFile(path, "utf8");
      for (const [unused, instead] of UNUSED) {
        if (!contents.includes(unused)) throw new Error(`${path} has no "${unused}" any more`);
        contents = contents.replace(unused, instead);
      }
      return { contents };
    }),
};

/** A thirtieth less than the bundler's own minifier leaves. */
async function minifyAgain(scripts) {
  for (const name of scripts) {
    const path = join(here, name);
    const { code } = await minify(await readFile(path, "utf8"), { module: true, ecma: 2020, compress: { passes: 2, inline: 1, unsafe_arrows: true, unsafe_methods: true, keep_fargs: false } });
    await writeFile(path, code);
  }
}

/** So packed, like lies beside like: all words, what else has sentences in two languages, the protocol, the state. */
const ORDER = [/(^|\/)words\.ts$/, /^strings\./, /^views\/sheet\/(check|table)\./, /^wire\//, /^state\//, /^ink\//];

/** The modules in that order, whatever imports them: 3.7 KiB less of 150, gzipped. */
const inOrder = {
  name: "in-order",
  setup({ onLoad }) {
    onLoad({ filter: /src\/main\.tsx$/ }, async ({ path }) => {
      const files = (await readdir(dirname(path), { recursive: true })).filter((file) => file.endsWith(".ts")).sort();
      const first = ORDER.flatMap((group) => files.filter((file) => group.test(file)));
      return { contents: first.map((file) => `import "./${file.slice(0, -3)}";`).join("") + (await readFile(path, "utf8")), loader: "tsx" };
    });
  },
};

async function buildPage(outdir) {
  await emptyFolder(outdir);
  const { metafile } = await build({
    absWorkingDir: here,
    entryPoints: { app: "src/main.tsx", style: "src/theme/index.css" },
    plugins: [inOrder, leanCharts],
    bundle: true,
    minify: true,
    format: "esm",
    // Classroom PCs keep their browsers for years.
    target: ["chrome86", "firefox88", "safari15"],
    // All of them have it; only V8 before Chrome 91 errs where such a call has spread arguments, which the page has nowhere.
    supported: { "optional-chain": true },
    jsx: "automatic",
    jsxImportSource: "preact",
    // Charts are a file of their own, fetched when the first is shown.
    splitting: true,
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    charset: "utf8",
    legalComments: "none",
    outdir,
    metafile: true,
  });
  await minifyAgain(Object.keys(metafile.outputs).filter((name) => name.endsWith(".js")));
  const built = (ending) =>
    basename(Object.keys(metafile.outputs).find((name) => name.endsWith(ending) && metafile.outputs[name].entryPoint !== undefined && /^(app|style)-/.test(basename(name))));
  const template = await readFile(join(here, "static/index.html"), "utf8");
  const html = template.replace("%APP%", built(".js")).replace("%STYLE%", built(".css"));
  await writeFile(join(outdir, "index.html"), html);
  await cp(join(here, "static/icon.svg"), join(outdir, "icon.svg"));
}

async function buildTests(outdir) {
  await emptyFolder(outdir);
  const tests = (await readdir(join(here, "test"))).filter((name) => name.endsWith(".test.ts"));
  await build({
    absWorkingDir: here,
    entryPoints: tests.map((name) => join("test", name)),
    bundle: true,
    platform: "node",
    format: "esm",
    outExtension: { ".js": ".mjs" },
    // Tests find the fixtures and the protocol's document from here, wherever they are built to.
    define: { TREE: JSON.stringify(dirname(here)) },
    sourcemap: "inline",
    outdir,
  });
}

const [first, second] = process.argv.slice(2);
if (first === "--tests" && second) await buildTests(resolve(second));
else if (first && !first.startsWith("-") && !second) await buildPage(resolve(first));
else {
  console.error("usage: node build.mjs OUTDIR | --tests OUTDIR");
  process.exitCode = 2;
}
