// Writes src/core/listed-prices.ts from the package @pydantic/genai-prices: what models cost that our own table does not know.
// Only exact names are taken: the package also guesses by beginnings, which has been seen to be wrong by a fifth.
import { readFileSync, writeFileSync } from "node:fs";
import { findProvider, type MatchLogic, type ModelInfo, type ModelPrice } from "@pydantic/genai-prices";

type Tier = readonly [upTo: number, input: number, cacheWrite: number, cacheRead: number, output: number];

const { devDependencies } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
  devDependencies: Record<string, string>;
};

const never = Number.MAX_SAFE_INTEGER;

const equals = (match: MatchLogic): readonly string[] => {
  if ("equals" in match) return [match.equals];
  return "or" in match ? match.or.flatMap(equals) : [];
};

/** What a price is for prompts of at most so many tokens. */
const priceAt = (price: ModelPrice[string], prompt: number): number | undefined => {
  if (price === undefined || typeof price === "number") return price;
  return price.tiers.findLast(({ start }) => prompt > start)?.price ?? price.base;
};

/** What is not told counts at its most: a cache that is written to at a quarter more, one that is read from in full. */
const tierOf = (prices: ModelPrice, upTo: number): Tier | undefined => {
  const [input, output] = [priceAt(prices["input_mtok"], upTo), priceAt(prices["output_mtok"], upTo)];
  if (input === undefined || output === undefined || input + output === 0) return undefined;
  const cacheWrite = priceAt(prices["cache_write_mtok"], upTo) ?? input * 1.25;
  const cacheRead = priceAt(prices["cache_read_mtok"], upTo) ?? input;
  const whole = (dollars: number): number => Math.ceil(Number((dollars * 1000).toFixed(6)));
  return [upTo, whole(input), whole(cacheWrite), whole(cacheRead), whole(output)];
};

const tiersOf = (prices: ModelPrice): readonly (Tier | undefined)[] => {
  const starts = Object.values(prices).flatMap((price) =>
    typeof price === "object" ? price.tiers.map(({ start }) => start) : [],
  );
  return [...[...new Set(starts)].toSorted((a, b) => a - b), never].map((upTo) => tierOf(prices, upTo));
};

const datedOf = ({ prices }: ModelInfo): readonly (readonly [number, readonly (Tier | undefined)[]])[] => {
  if (!Array.isArray(prices)) return [[0, tiersOf(prices)]];
  return prices.flatMap(({ constraint, prices: own }) => {
    if (constraint === undefined) return [[0, tiersOf(own)] as const];
    return constraint.type === "start_date"
      ? [[Date.parse(constraint.start_date), tiersOf(own)] as const]
      : [];
  });
};

/** Models that write no code, or are too old to be given any. */
const noCoder =
  /image|audio|realtime|tts|transcribe|search|oss|chat|research|preview|^(?:gpt-[34]|o\d|claude-[23])/;

const vendors = ["anthropic", "openai"].flatMap((providerId) => findProvider({ providerId })?.models ?? []);

const rows = vendors.flatMap((model) => {
  const dated = datedOf(model);
  const known = dated.length > 0 && dated.every(([, tiers]) => !tiers.includes(undefined));
  if (model.deprecated === true || noCoder.test(model.id)) return [];
  if (!known || model.context_window === undefined || !/^(?:claude|gpt|codex)[\w.-]*\w$/.test(model.id))
    return [];
  return [
    [
      [...new Set([model.id, ...equals(model.match)])].filter((name) => !noCoder.test(name)),
      model.context_window,
      dated,
    ],
  ];
});

const text = `// Written by scripts/prices.ts from @pydantic/genai-prices ${devDependencies["@pydantic/genai-prices"]}; not edited by hand.

/** Up to so many tokens of prompt; then dollars per million tokens, times a thousand: input, cache write, cache read, output. */
export type ListedTier = readonly [
  upTo: number,
  input: number,
  cacheWrite: number,
  cacheRead: number,
  output: number,
];

/** Exact names of a model, how many tokens it can hold, and what it costs from a moment on. */
type Listed = readonly [
  names: readonly string[],
  window: number,
  dated: readonly (readonly [from: number, tiers: readonly ListedTier[]])[],
];

/** List prices of models that our own table does not know. */
export const listedPrices: readonly Listed[] = [
${rows.map((row) => `  ${JSON.stringify(row).replaceAll(String(never), "Infinity")},`).join("\n")}
];
`;
writeFileSync(new URL("../src/core/listed-prices.ts", import.meta.url), text);
