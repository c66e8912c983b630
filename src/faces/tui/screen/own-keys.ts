import { bindings, conflicts, type ActionName, type Binding } from "./keymap.ts";

/** What is wrong in a person's file of keys, with the line; or the bindings that it makes. */
export type OwnKeys =
  | { readonly kind: "good"; readonly bindings: readonly Binding[] }
  | { readonly kind: "bad"; readonly problems: readonly string[] };

type Line = { readonly at: number; readonly does: string; readonly keys: readonly string[] };

const inRoom = bindings.filter(({ mode, group }) => mode === "room" && group !== undefined);

const named = new Set(inRoom.flatMap(({ keys }) => keys).filter((key) => key.length > 1));
const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

const isKey = (key: string): boolean =>
  named.has(key) || /^ctrl-[a-z]$/.test(key) || [...segmenter.segment(key)].length === 1;

const linesOf = (text: string): readonly Line[] =>
  text.split("\n").flatMap((given, index) => {
    const line = given.replace(/(^|\s)#.*$/, "").trim();
    if (line === "") return [];
    const [does = "", ...rest] = line.split(":");
    const keys = rest.join(":").trim().split(/\s+/);
    return [{ at: index + 1, does: does.trim(), keys: keys.filter((key) => key !== "") }];
  });

const wrongIn = ({ at, does, keys }: Line): readonly string[] => {
  const actions = inRoom.map((one) => one.does);
  if (!actions.some((one) => one === does))
    return [`line ${at}: no action is called ${JSON.stringify(does)}; there are ${actions.join(", ")}`];
  return keys
    .filter((key) => !isKey(key))
    .map(
      (key) =>
        `line ${at}: ${JSON.stringify(key)} is no key: write one letter or sign, ctrl- and a letter, or one of ${[...named].join(", ")}`,
    );
};

const rebound = (lines: readonly Line[]): readonly Binding[] => {
  const own = new Map(lines.map(({ does, keys }) => [does, keys]));
  return bindings.map((one) =>
    one.mode === "room" && own.has(one.does) ? { ...one, keys: own.get(one.does) ?? [] } : one,
  );
};

const doersOf = (key: string, all: readonly Binding[]): readonly ActionName[] =>
  all.filter(({ mode, keys }) => mode === "room" && keys.includes(key)).map(({ does }) => does);

/**
 * A person's own keys over ours: lines of `action: key key`, whose keys take the place of all that the action had; without
 * any, it has none and is found in the palette only. `#` begins a comment when a space stands before it.
 */
export const parseKeys = (text: string): OwnKeys => {
  const lines = linesOf(text);
  const all = rebound(lines);
  const twice = conflicts(all)
    .filter((one) => one.startsWith("room "))
    .map((one) => one.slice("room ".length))
    .map((key) => {
      const doers = doersOf(key, all);
      const at = lines.find((line) => doers.some((does) => does === line.does))?.at ?? 0;
      return `line ${at}: ${key} would mean ${doers.join(" and ")}: give one of them another key in a line of its own`;
    });
  const problems = [...lines.flatMap(wrongIn), ...twice];
  return problems.length === 0 ? { kind: "good", bindings: all } : { kind: "bad", problems };
};
