// Builds the front end into static/dist: `node static/build.mjs` (Node 18 or newer).
//
//   app-HASH.css, {app,pupil,talk}-HASH.js    bundled and minified; sw.js keeps its name
//   NAME-HASH.svg|png|webp                    the images of static/img
//   flags/xx.svg                              small flags by country code; the others are images
//   icons.json                                {name: inner SVG} of the icons that the pages name
//   manifest.json                             {"app.css": "app-HASH.css", ..., "flags": ["ad", ...]}
//
// It works in a folder of its own and renames it, so a running server never sees half a build.

import { createHash } from "node:crypto";
import {
  access,
  copyFile,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  writeFile,
} from "node:fs/promises";
import { basename, dirname, extname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { build } from "esbuild";

const STATIC = dirname(fileURLToPath(import.meta.url));
const ROOT = dirname(STATIC);
const DIST = join(STATIC, "dist");
const ICONS = join(ROOT, "node_modules/lucide-static/icons");
const FLAGS = join(ROOT, "node_modules/flag-icons/flags/4x3");

const ENTRIES = ["css/app.css", "js/app.js", "js/pupil.js", "js/talk.js"];
const WORKER = "js/sw.js";
const TARGETS = ["chrome87", "firefox78", "safari14.1"];
const IMAGES = new Set([".svg", ".png", ".webp"]);
const COMPRESSIBLE = new Set([".css", ".js", ".svg"]);
const LARGEST_FLAG = 2048; // larger ones, with a coat of arms, are pictures: tests/flags.py draws them
const ICON_CALL = /\bicon(?:_name)?\s*[(=]\s*["']([a-z0-9-]+)["']/g;

/** What is wrong with the sources, said to the person who wrote them. */
class SourceError extends Error {}

const exists = (path) =>
  access(path).then(
    () => true,
    () => false,
  );

/** Every file below a folder, in a steady order; none when the folder is missing. */
async function filesBelow(folder) {
  if (!(await exists(folder))) return [];
  const entries = await readdir(folder, { withFileTypes: true });
  const parts = entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(path) : [path];
    });
  return (await Promise.all(parts)).flat();
}

async function present(sources) {
  const found = await Promise.all(sources.map((source) => exists(join(STATIC, source))));
  return sources.filter((_, index) => found[index]);
}

/** WebTransport is never offered by our server: without it and its streams talk.js is 1 KB smaller. */
const WITHOUT_WEBTRANSPORT = {
  name: "without-webtransport",
  setup(build) {
    build.onLoad({ filter: /engine\.io-client[\\/].*[\\/]webtransport\.js$/ }, () => ({
      contents: "export class WT {}",
    }));
  },
};

/** Bundles sources into `out`; the metafile says what became of each. */
function bundle(sources, out, entryNames) {
  return build({
    absWorkingDir: ROOT,
    entryPoints: sources.map((source) => join(STATIC, source)),
    outdir: out,
    entryNames,
    assetNames: "[name]-[hash]",
    bundle: true,
    minify: true,
    format: "iife",
    target: TARGETS,
    charset: "utf8",
    legalComments: "linked",
    loader: { ".svg": "file", ".png": "file", ".webp": "file" },
    metafile: true,
    logLevel: "warning",
    plugins: [WITHOUT_WEBTRANSPORT],
  });
}

/** {"app.css": "app-HASH.css"} for the entries of a finished bundle. */
function bundledNames(metafile) {
  return Object.entries(metafile.outputs)
    .filter(([, output]) => output.entryPoint)
    .map(([path, output]) => [basename(output.entryPoint), basename(path)]);
}

async function buildCode(out) {
  const [entries, worker] = [await present(ENTRIES), await present([WORKER])];
  const results = await Promise.all([
    entries.length > 0 && bundle(entries, out, "[name]-[hash]"),
    worker.length > 0 && bundle(worker, out, "[name]"),
  ]);
  return results.filter(Boolean).flatMap((result) => bundledNames(result.metafile));
}

/** Images keep their folder: static/img/a/b.png -> a/b-HASH.png, asked for as "a/b.png". */
async function copyImages(out) {
  const folder = join(STATIC, "img");
  const images = (await filesBelow(folder)).filter((path) => IMAGES.has(extname(path)));
  return Promise.all(
    images.map(async (path) => {
      const hash = createHash("sha256")
        .update(await readFile(path))
        .digest("hex")
        .slice(0, 8);
      const name = relative(folder, path).split(sep).join("/");
      const hashed = name.replace(/(\.[a-z]+)$/, `-${hash}$1`);
      await mkdir(dirname(join(out, hashed)), { recursive: true });
      await copyFile(path, join(out, hashed));
      return [name, hashed];
    }),
  );
}

/** Map of icon name to the first file that names it. */
async function usedIcons() {
  const templates = (await filesBelow(join(ROOT, "templates"))).filter((p) => p.endsWith(".html"));
  const modules = (await filesBelow(join(ROOT, "schoollink"))).filter((p) => p.endsWith(".py"));
  const used = new Map();
  const note = (name, path) => used.has(name) || used.set(name, relative(ROOT, path));
  for (const path of [...templates, ...modules]) {
    for (const [, name] of (await readFile(path, "utf8")).matchAll(ICON_CALL)) note(name, path);
  }
  const listed = join(STATIC, "img/icons.json");
  if (await exists(listed)) {
    for (const name of JSON.parse(await readFile(listed, "utf8"))) note(name, listed);
  }
  return used;
}

/** The drawing alone: no comment, no outer <svg>, no white space between tags. */
function innerSvg(svg) {
  return svg
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/^[\s\S]*?<svg[^>]*>/, "")
    .replace(/<\/svg>\s*$/, "")
    .replace(/\s+/g, " ")
    .replace(/> </g, "><")
    .replace(/ \/>/g, "/>")
    .trim();
}

async function buildIcons(out) {
  const icons = {};
  for (const [name, path] of [...(await usedIcons())].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const source = join(ICONS, `${name}.svg`);
    if (!(await exists(source))) {
      throw new SourceError(`${path}: there is no icon "${name}" (names: lucide.dev/icons).`);
    }
    icons[name] = innerSvg(await readFile(source, "utf8"));
  }
  await writeFile(join(out, "icons.json"), JSON.stringify(icons));
  return Object.keys(icons);
}

/** The country codes whose flag is small enough to send. */
async function copyFlags(out) {
  await mkdir(join(out, "flags"));
  const names = (await readdir(FLAGS)).filter((name) => /^[a-z]{2}\.svg$/.test(name)).sort();
  const codes = await Promise.all(
    names.map(async (name) => {
      const svg = await readFile(join(FLAGS, name));
      if (svg.length > LARGEST_FLAG) return null;
      await writeFile(join(out, "flags", name), svg);
      return name.slice(0, 2);
    }),
  );
  return codes.filter(Boolean);
}

const brotli = (bytes) =>
  promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });

/** Writes .br and .gz beside each text asset, where they are smaller; returns brotli sizes by path. */
async function compress(out) {
  const sizes = new Map();
  const assets = (await filesBelow(out)).filter((path) => COMPRESSIBLE.has(extname(path)));
  await Promise.all(
    assets.map(async (path) => {
      const bytes = await readFile(path);
      const [br, gz] = await Promise.all([brotli(bytes), promisify(gzip)(bytes, { level: 9 })]);
      if (br.length < bytes.length) await writeFile(`${path}.br`, br);
      if (gz.length < bytes.length) await writeFile(`${path}.gz`, gz);
      sizes.set(path, Math.min(br.length, bytes.length));
    }),
  );
  return sizes;
}

async function swap(built) {
  const old = `${built}-old`;
  if (await exists(DIST)) await rename(DIST, old);
  await rename(built, DIST);
  await rm(old, { recursive: true, force: true });
}

async function buildInto(out) {
  const steps = [buildCode(out), copyImages(out), buildIcons(out), copyFlags(out)];
  await Promise.allSettled(steps); // so that none still writes while a failed build is removed
  const [code, images, icons, flags] = await Promise.all(steps);
  const manifest = { ...Object.fromEntries([...code, ...images].sort()), flags };
  const sizes = await compress(out);
  await writeFile(join(out, "manifest.json"), `${JSON.stringify(manifest, null, 1)}\n`);
  const drawn = images.filter(([name]) => name.startsWith("flags/")).length;
  const kilobytes = ([name, hashed]) =>
    `${name} ${(sizes.get(join(out, hashed)) / 1024).toFixed(1)} KB`;
  return `${[...code.map(kilobytes), `${icons.length} icons`, `${flags.length + drawn} flags`].join(", ")}`;
}

async function main() {
  const started = Date.now();
  const out = join(STATIC, `.dist-${process.pid}`);
  await mkdir(out);
  try {
    const summary = await buildInto(out);
    await swap(out);
    console.log(`Built ${summary} (brotli) in ${((Date.now() - started) / 1000).toFixed(1)} s`);
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}

main().catch((error) => {
  // esbuild has printed its own errors with file and line already.
  if (!error.errors) console.error(error instanceof SourceError ? error.message : error);
  process.exitCode = 1;
});
