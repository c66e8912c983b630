import { APIError } from "@anthropic-ai/sdk";
import type { Quota } from "../../core/signal.ts";

/** What headers of an answer there are to be read. */
type Headers = { get(name: string): string | null };

const numberIn = (headers: Headers, name: string): number | undefined => {
  const text = headers.get(name);
  const number = Number(text ?? "");
  return text === null || text.trim() === "" || !Number.isFinite(number) ? undefined : number;
};

/** Windows of a subscription, by the word that their headers use. */
const windows = { "5h": "five_hour", "7d": "seven_day" } as const;

const states: Readonly<Record<string, Quota["state"]>> = { allowed_warning: "near", rejected: "hit" };

const unified = (headers: Headers): readonly Quota[] =>
  Object.entries(windows).flatMap(([word, name]) => {
    const prefix = `anthropic-ratelimit-unified-${word}`;
    const used = numberIn(headers, `${prefix}-utilization`);
    const resets = numberIn(headers, `${prefix}-reset`);
    if (used === undefined && resets === undefined) return [];
    return [
      {
        name,
        state: states[headers.get(`${prefix}-status`) ?? ""] ?? "open",
        billed: false,
        ...(used === undefined ? {} : { used }),
        ...(resets === undefined ? {} : { resetsAt: resets * 1000 }),
      },
    ];
  });

/** What a key's requests are counted by. */
const counted = ["requests", "tokens", "input-tokens", "output-tokens"];

/** Of a key, by model: what is nearly used up fills again within a minute. */
const perModel = (headers: Headers, model: string): readonly Quota[] =>
  counted.flatMap((what) => {
    const prefix = `anthropic-ratelimit-${what}`;
    const limit = numberIn(headers, `${prefix}-limit`);
    const left = numberIn(headers, `${prefix}-remaining`);
    if (limit === undefined || left === undefined || limit <= 0) return [];
    const resetsAt = Date.parse(headers.get(`${prefix}-reset`) ?? "");
    return [
      {
        name: `${what.replace("-", " ")} of ${model}`,
        model,
        state: left <= 0 ? ("hit" as const) : ("open" as const),
        used: Math.round(100 * (1 - left / limit)) / 100,
        billed: false,
        ...(Number.isNaN(resetsAt) ? {} : { resetsAt }),
      },
    ];
  });

/** How the windows of the account stand, as an answer's headers tell. */
export const quotasIn = (headers: Headers | undefined | null, model: string): readonly Quota[] =>
  headers === undefined || headers === null ? [] : [...unified(headers), ...perModel(headers, model)];

/** The same of an answer with an error status. */
export const quotasTold = (error: unknown, model: string): readonly Quota[] =>
  error instanceof APIError ? quotasIn(error.headers, model) : [];
