import type { FailureKind } from "../core/failure.ts";
import { kindOf, taskKinds, type TaskKind } from "../core/route/kind.ts";
import type { Finding } from "../core/route/lesson.ts";
import { readFront } from "./front.ts";
import type { Values } from "./subset.ts";

const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

const numberOf = (value: unknown): number => (typeof value === "number" && value > 0 ? value : 0);

const momentOf = (value: unknown): number =>
  value instanceof Date || typeof value === "string" ? new Date(value).getTime() : Number.NaN;

const mapOf = (value: unknown): Values =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Values) : {};

const outcomes = ["done", "failed", "cancelled"] as const;

const isKind = (text: string | undefined): text is TaskKind => taskKinds.some((kind) => kind === text);

/** The kind it was chosen for; of results from before there was a choice, what the title tells. */
const kindIn = (values: Values): TaskKind => {
  const kind = textOf(mapOf(values["choice"])["kind"]);
  return isKind(kind) ? kind : kindOf({ labels: [], touches: [], title: textOf(values["title"]) ?? "" });
};

/**
 * What lessons are drawn from in a result; undefined where nothing can be. It reads a few keys and forgives all else: a
 * result that someone touched still teaches, and ten thousand of them are read at once.
 */
export const readFinding = (text: string): Finding | undefined => {
  const front = readFront(text);
  if (front.kind === "unreadable") return undefined;
  const { values } = front;
  const outcome = outcomes.find((word) => word === values["outcome"]);
  const [agent, model] = [textOf(values["agent"]), textOf(values["model"])];
  const [startedAt, endedAt] = [momentOf(values["started"]), momentOf(values["ended"])];
  const attempt = numberOf(values["attempt"]);
  if (outcome === undefined || agent === undefined || attempt === 0) return undefined;
  if (Number.isNaN(startedAt + endedAt)) return undefined;
  const { kind, shared } = mapOf(values["failure"]);
  // A budget that was lowered under it says nothing of who worked.
  const failure = shared === true ? undefined : (textOf(kind) as FailureKind | undefined);
  const { usd, notional } = mapOf(values["cost"]);
  return {
    attempt,
    agent,
    ...(model === undefined ? {} : { model }),
    outcome,
    kind: kindIn(values),
    ...(failure === undefined ? {} : { failure }),
    usd: numberOf(usd),
    ...(notional === true ? { notional } : {}),
    startedAt,
    endedAt,
  };
};
