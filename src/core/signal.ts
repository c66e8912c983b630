import type { FailureKind } from "./failure.ts";
import type { MicroUsd } from "./prices.ts";
import type { Usage } from "./usage.ts";

/** Tokens, and what they cost where the agent itself says so. */
export type Bill = { readonly usage: Usage; readonly microUsd?: MicroUsd };

/** What an agent tells of what it used. */
export type Use =
  /** One request to a model, as far as it is known by now: told again under its id it says no less. */
  | {
      readonly of: "request";
      readonly id: string;
      /** Missing where it is the one that was asked for. */
      readonly model?: string;
      readonly usage: Usage;
      /** Whether the reply has come whole. */
      readonly whole: boolean;
      /** Of the conversation itself, and not of a helper that it started. */
      readonly main: boolean;
    }
  /** The reply to a request has come whole: to the one named, or to the last that was told of. */
  | { readonly of: "reply"; readonly id?: string; readonly usage: Usage }
  /** All since the agent last told such a sum, in this run: what its requests were told to use is replaced by it. */
  | { readonly of: "stretch"; readonly bill: Bill }
  /** All that its session has used, over every run of it. */
  | { readonly of: "session"; readonly bill: Bill };

/** How full a window of an account's rate limits is. */
export type Quota = {
  /** As the service names it: `five_hour`, `seven_day`. */
  readonly name: string;
  readonly state: "open" | "near" | "hit";
  /** From 0 to 1. */
  readonly used?: number;
  /** Milliseconds since the epoch. */
  readonly resetsAt?: number;
  /** What goes beyond the plan is billed for. */
  readonly billed: boolean;
  /** The one model whose requests it counts; missing where its name says, or it counts all. */
  readonly model?: string;
};

/** What a line of an agent's output says, whichever agent it is. */
export type Signal =
  /** It has a session, which another run can go on with. */
  | { readonly kind: "session"; readonly id: string; readonly payer?: "key" | "subscription" }
  | { readonly kind: "said"; readonly text: string }
  | {
      readonly kind: "tool_began";
      readonly id: string;
      readonly name: string;
      /** What it is used on, for people. */
      readonly subject: string;
      /** The command, where the tool runs one. */
      readonly command?: string;
    }
  | { readonly kind: "tool_ended"; readonly id: string; readonly ok: boolean; readonly output: string }
  | { readonly kind: "used"; readonly use: Use; readonly window?: number }
  /** So many tokens its model can hold. */
  | { readonly kind: "window"; readonly tokens: number }
  /** It has made its conversation shorter by itself; from how many tokens, to how many, where it says so. */
  | { readonly kind: "compacted"; readonly before?: number; readonly after?: number }
  | { readonly kind: "quota"; readonly quota: Quota }
  /** It was refused a tool. */
  | { readonly kind: "denied"; readonly id: string; readonly tool: string; readonly subject: string }
  /** A request failed, and is tried again by itself. `throttled`: because there were too many, or the service is overloaded. */
  | {
      readonly kind: "retrying";
      readonly failure: FailureKind;
      readonly why: string;
      readonly throttled?: true;
    }
  /** It says itself that its run is over, and how. A failure without a kind is of the kind that was last told. */
  | {
      readonly kind: "finished";
      readonly failure?: { readonly kind?: FailureKind; readonly why: string };
    };
