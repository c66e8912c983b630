import { listedPrices, type ListedTier } from "./listed-prices.ts";
import { promptTokens, type Usage } from "./usage.ts";

/** A millionth of a dollar, a whole number. */
export type MicroUsd = number;

/** Dollars as people write them, in micro-dollars. */
export const microUsd = (usd: number): MicroUsd => Math.round(usd * 1e6);

/** Thousandths of a micro-dollar a token: dollars per million tokens, times a thousand, so that all are whole. */
type Rates = Readonly<Record<keyof Usage, number>>;

/** Rates of prompts of at most `upTo` tokens. */
type Tier = { readonly upTo: number; readonly rates: Rates };

/** What a model costs from a moment on, and how many tokens it can hold. */
export type Price = { readonly window: number; readonly tiers: readonly [Tier, ...Tier[]] };

const rates = (input: number, output: number, cacheRead: number): Rates => ({
  input: input * 1000,
  output: output * 1000,
  cacheWrite: input * 1250,
  cacheRead: cacheRead * 1000,
});

/** Beyond 272,000 tokens of prompt, input and cache cost twice as much and output half as much again. */
const gpt = (input: number, output: number, cacheRead: number): Price => ({
  window: gptWindow,
  tiers: [
    { upTo: 272_000, rates: rates(input, output, cacheRead) },
    { upTo: Infinity, rates: rates(input * 2, output * 1.5, cacheRead * 2) },
  ],
});

const flat = (window: number, of: Rates): Price => ({ window, tiers: [{ upTo: Infinity, rates: of }] });

const [million, gptWindow, cheaperCache] = [1_000_000, 1_050_000, 1_791_331_200_000];

/** When this table was last compared with what the services publish and their own clients bill: see docs/decisions. */
export const pricesOf = "2026-11-21";

/**
 * List prices in dollars per million tokens: input, output, cache read; a cache write (5 minutes) costs a quarter more
 * than input. A row counts from its moment (milliseconds since the epoch) until the next row of the same model.
 */
const table: readonly (readonly [model: string, from: number, price: Price])[] = [
  ["claude-fable-5-2", 0, flat(million, rates(8, 40, 0.2))],
  ["claude-mythos-5-2", 0, flat(million, rates(8, 40, 0.2))],
  ["claude-opus-5-5", 0, flat(million, rates(4, 20, 0.2))],
  ["claude-sonnet-5-5", 0, flat(million, rates(2, 10, 0.2))],
  ["claude-sonnet-5-5", cheaperCache, flat(million, rates(2, 10, 0.1))],
  [
    "claude-haiku-5-5",
    0,
    {
      window: million,
      tiers: [
        { upTo: 100_000, rates: rates(0.1, 0.5, 0.01) },
        { upTo: Infinity, rates: rates(0.5, 2.5, 0.05) },
      ],
    },
  ],
  ["claude-fable-5-1", 0, flat(million, rates(10, 50, 0.25))],
  ["claude-opus-5", 0, flat(million, rates(5, 25, 0.5))],
  ["claude-opus-4-8", 0, flat(million, rates(5, 25, 0.5))],
  ["claude-sonnet-5", 0, flat(million, rates(2, 10, 0.2))],
  ["claude-haiku-4-5", 0, flat(200_000, rates(1, 5, 0.1))],
  ["gpt-6-luna", 0, gpt(0.1, 0.5, 0.01)],
  ["gpt-6-sol", 0, gpt(2, 10, 0.2)],
  ["gpt-6.1-sol", 0, gpt(2, 10, 0.1)],
  ["gpt-6-astra", 0, gpt(10, 50, 1)],
  ["gpt-5.5", 0, gpt(5, 30, 0.5)],
];

const listed = new Map(
  listedPrices.flatMap(([names, window, dated]) => names.map((name) => [name, { window, dated }] as const)),
);

const thousandths = ([, input, cacheWrite, cacheRead, output]: ListedTier): Rates => ({
  input,
  cacheWrite,
  cacheRead,
  output,
});

/** What others have collected of models that are not in our own table. */
const listedPrice = (model: string, at: number): Price | undefined => {
  const found = listed.get(model);
  const tiers = found?.dated.findLast(([from]) => from <= at)?.[1];
  const [first, ...more] = (tiers ?? []).map((tier) => ({ upTo: tier[0], rates: thousandths(tier) }));
  return found === undefined || first === undefined
    ? undefined
    : { window: found.window, tiers: [first, ...more] };
};

/** What a model costs at a moment; undefined where nobody knows. Only the exact name counts: a longer one may cost more. */
export const priceOf = (model: string, at: number): Price | undefined =>
  table.findLast(([name, from]) => name === model && from <= at)?.[2] ?? listedPrice(model, at);

const ratesFor = ({ tiers }: Price, prompt: number): Rates =>
  (tiers.find(({ upTo }) => prompt <= upTo) ?? tiers[0]).rates;

const total = (usage: Usage, of: Rates): MicroUsd =>
  Math.ceil(
    (usage.input * of.input +
      usage.cacheWrite * of.cacheWrite +
      usage.cacheRead * of.cacheRead +
      usage.output * of.output) /
      1000,
  );

/** What one request cost, rounded up. */
export const costOf = (price: Price, usage: Usage): MicroUsd =>
  total(usage, ratesFor(price, promptTokens(usage)));

/** What tokens cost at least, however they were spread over requests: a long prompt costs more. */
export const leastCost = ({ tiers }: Price, usage: Usage): MicroUsd => total(usage, tiers[0].rates);

/** The most that a request can cost, whatever of its prompt comes out of the cache. */
export const worstCost = (price: Price, prompt: number, output: number): MicroUsd =>
  costOf(price, { input: 0, cacheWrite: prompt, cacheRead: 0, output });

/** How many tokens of output a sum buys beside a prompt of so many tokens; below zero where not even the prompt fits. */
export const outputFor = (price: Price, prompt: number, sum: MicroUsd): number => {
  const left = sum - worstCost(price, prompt, 0);
  return Math.floor((left * 1000) / ratesFor(price, prompt).output);
};
