import Anthropic, { APIConnectionError } from "@anthropic-ai/sdk";
import { fills } from "../../core/fill.ts";
import { priceOf } from "../../core/prices.ts";
import type { Patience } from "./trouble.ts";

type Compaction = Anthropic.Beta.Messages.BetaCompact20260112Edit;
type Edits = NonNullable<Anthropic.Beta.Messages.BetaContextManagementConfig["edits"]>;

/** What the service offers to keep a conversation within a model's window. */
export type Support = {
  readonly edits: Edits;
  readonly betas: readonly string[];
  /** How often one turn may be billed: a compaction is billed beside it. */
  readonly billings: 1 | 2;
};

const none: Support = { edits: [], betas: [], billings: 1 };

/** Where models are asked. */
export type Service = {
  readonly client: Anthropic;
  readonly patience: Patience;
  /** What it offers for a model; nothing while it cannot be reached, which is asked again the next time. */
  readonly supportOf: (model: string) => Promise<Support>;
};

/** The service compacts nothing shorter, in tokens. */
const shortest = 50_000;

/** When a conversation is compacted; where nobody knows what the model can hold, when the service itself thinks best. */
const triggerFor = (model: string): Pick<Compaction, "trigger"> => {
  const window = priceOf(model, Date.now())?.window;
  if (window === undefined) return {};
  const value = Math.max(shortest, Math.floor(fills.compress * window));
  return { trigger: { type: "input_tokens", value } };
};

/** A service that does not know the question offers nothing; one that nobody reached may, and throws. */
const infoOf = (client: Anthropic, model: string): Promise<Anthropic.Beta.BetaModelInfo | undefined> =>
  client.beta.models.retrieve(model, {}, { timeout: 10_000 }).catch((error: unknown) => {
    if (error instanceof APIConnectionError) throw error;
    return undefined;
  });

/** Asked of the service itself, since it differs by model. */
const askSupport = async (client: Anthropic, model: string): Promise<Support> => {
  const info = await infoOf(client, model);
  const offered = info?.capabilities?.context_management;
  const clears = offered?.clear_tool_uses_20250919?.supported === true;
  const compacts = offered?.compact_20260112?.supported === true;
  return {
    edits: [
      ...(clears ? [{ type: "clear_tool_uses_20250919" } as const] : []),
      ...(compacts ? [{ type: "compact_20260112", ...triggerFor(model) } as const] : []),
    ],
    betas: [
      ...(clears ? ["context-management-2025-06-27"] : []),
      ...(compacts ? ["compact-2026-01-12"] : []),
    ],
    billings: compacts ? 2 : 1,
  };
};

/**
 * Opens the service. The key is always passed on, or the SDK would look for other credentials by itself. It retries
 * nothing: it would sleep through an hour's `retry-after`, and tries nothing again once a stream has begun.
 */
export const openService = (options: {
  readonly apiKey: string;
  readonly baseUrl?: string | undefined;
  readonly patience: Patience;
}): Service => {
  const { apiKey, baseUrl, patience } = options;
  const client = new Anthropic({
    apiKey,
    authToken: null,
    maxRetries: 0,
    ...(baseUrl === undefined ? {} : { baseURL: baseUrl }),
  });
  const known = new Map<string, Promise<Support>>();
  return {
    client,
    patience,
    supportOf: (model) => {
      const asked =
        known.get(model) ??
        askSupport(client, model).catch(() => {
          known.delete(model);
          return none;
        });
      known.set(model, asked);
      return asked;
    },
  };
};
