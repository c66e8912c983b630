// Adds to package-lock.json the platform packages that a partial registry left out: `npm ci` refuses a lock without them,
// on whatever platform. Run it after every `npm install` that changed the lock: node scripts/complete-lock.ts
import { readFileSync, writeFileSync } from "node:fs";

type Entry = {
  version?: string;
  optional?: boolean;
  dev?: boolean;
  license?: string;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
};
type Lock = { packages: Record<string, Entry> };

const path = new URL("../package-lock.json", import.meta.url);
const systems = [
  "android",
  "darwin",
  "freebsd",
  "linux",
  "netbsd",
  "openbsd",
  "openharmony",
  "win32",
  "sunos",
  "aix",
];
const processors = [
  "arm64",
  "arm",
  "x64",
  "ia32",
  "ppc64",
  "riscv64",
  "s390x",
  "loong64",
  "mips64el",
  "wasm32",
];

/** Where a package of such a name runs: bindings say so in their names. */
const platformOf = (name: string): Entry => {
  const parts = name.split(/[-/]/);
  const os = systems.filter((one) => parts.includes(one));
  const cpu = processors.filter((one) => parts.includes(one));
  const musl = parts.some((part) => part.startsWith("musl"));
  const libc =
    os.includes("linux") && parts.some((part) => /^(?:gnu|musl)/.test(part)) ? [musl ? "musl" : "glibc"] : [];
  return { ...(os.length > 0 && { os }), ...(cpu.length > 0 && { cpu }), ...(libc.length > 0 && { libc }) };
};

/** The folders in which Node looks for what the package at `key` needs, nearest first. */
const foldersAbove = (key: string): string[] => {
  const parts = key.split("/node_modules/");
  return parts
    .map((_, at) => [...parts.slice(0, parts.length - at), ""].join("/node_modules/"))
    .concat("node_modules/");
};

const missingOf = (
  lock: Lock,
  key: string,
  { optionalDependencies = {}, dev, license }: Entry,
): [string, Entry][] =>
  Object.entries(optionalDependencies)
    .filter(([name]) => !foldersAbove(key).some((folder) => `${folder}${name}` in lock.packages))
    .map(([name, range]) => [
      `${key.slice(0, key.lastIndexOf("node_modules/"))}node_modules/${name}`,
      {
        version: range.replace(/^[~^]/, ""),
        ...platformOf(name),
        ...(dev === true && { dev }),
        ...(license !== undefined && { license }),
        optional: true,
      },
    ]);

const lock = JSON.parse(readFileSync(path, "utf8")) as Lock;
const missing = Object.entries(lock.packages).flatMap(([key, entry]) => missingOf(lock, key, entry));
const byName = ([a]: [string, Entry], [b]: [string, Entry]): number => (a < b ? -1 : 1);
lock.packages = Object.fromEntries([...Object.entries(lock.packages), ...missing].sort(byName));
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${missing.length} platform packages added`);
