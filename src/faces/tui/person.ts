import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { UsageError } from "../doors/usage-error.ts";
import { keymapOf, usualKeys, type Keymap } from "./screen/keymap.ts";
import { parseKeys } from "./screen/own-keys.ts";
import { themeNames } from "./paint/theme.ts";

/** What the room remembers of how its person likes it, in all repositories. */
export type Taste = { readonly theme: string; readonly mouse: boolean };

type Env = Readonly<Record<string, string | undefined>>;

const usual: Taste = { theme: "terminal", mouse: true };

const folderOf = (env: Env, name: string, otherwise: string): string =>
  join(env[name] || join(env["HOME"] || homedir(), otherwise), "traffic");

/** Where a person's own keys are, if they have any. */
const keysFile = (env: Env): string => join(folderOf(env, "XDG_CONFIG_HOME", ".config"), "keys");

const tasteFile = (env: Env): string => join(folderOf(env, "XDG_STATE_HOME", ".local/state"), "room.json");

const textOf = (file: string): string | undefined => {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
};

/** A person's keys: ours, with their own over them. What is wrong with those is told in one error, which names each line. */
export const keysOf = (env: Env): Keymap => {
  const file = keysFile(env);
  const text = textOf(file);
  if (text === undefined) return usualKeys;
  const own = parseKeys(text);
  if (own.kind === "good") return keymapOf(own.bindings);
  throw new UsageError(`${file} cannot be used; mend or delete it: ${own.problems.join("; ")}`);
};

/** How the room looked when it was last closed. A file that says nothing sensible is as good as none: it is the room's own. */
export const tasteOf = (env: Env): Taste => {
  try {
    const { theme, mouse } = JSON.parse(textOf(tasteFile(env)) ?? "{}") as Partial<Taste>;
    return {
      theme: themeNames.find((name) => name === theme) ?? usual.theme,
      mouse: mouse !== false,
    };
  } catch {
    return usual;
  }
};

/** Remembers how the room looks now; where that cannot be written, it is forgotten, which harms nobody. */
export const rememberTaste = (env: Env, taste: Taste): void => {
  try {
    const file = tasteFile(env);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify(taste)}\n`);
  } catch {
    // Said above.
  }
};
