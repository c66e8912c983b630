import type { Signal } from "./signal.ts";

/** One use of a tool by an agent: the smallest thing that is told of its work. */
export type Action = {
  readonly tool: string;
  /** What it was used on, in one line. */
  readonly subject: string;
  /** What the agent said before it, since the action before. */
  readonly said: string;
  /** All that the tool was given, as far as the agent tells it. */
  readonly input: string;
  /** What the tool answered; missing while it runs. */
  readonly output?: string;
  readonly ok?: boolean;
};

type Told = { readonly id: string; readonly action: Action };

const began = (
  all: readonly Told[],
  { id, name, subject, command }: Extract<Signal, { kind: "tool_began" }>,
  said: string,
): readonly Told[] =>
  all.some((one) => one.id === id)
    ? all
    : [...all, { id, action: { tool: name, subject, said, input: command ?? subject } }];

const ended = (
  all: readonly Told[],
  { id, ok, output }: Pick<Extract<Signal, { kind: "tool_ended" }>, "id" | "ok" | "output">,
): readonly Told[] => all.map((one) => (one.id === id ? { id, action: { ...one.action, ok, output } } : one));

/** The actions that an agent's signals tell of, in the order in which they began; one that is told again is the same. */
export const actionsTold = (signals: Iterable<Signal>): readonly Action[] => {
  let [all, said]: [readonly Told[], string] = [[], ""];
  for (const signal of signals) {
    if (signal.kind === "said") said = said === "" ? signal.text : `${said}\n${signal.text}`;
    if (signal.kind === "tool_began") [all, said] = [began(all, signal, said.trim()), ""];
    if (signal.kind === "tool_ended") all = ended(all, signal);
    if (signal.kind === "denied") all = ended(all, { id: signal.id, ok: false, output: "it was refused" });
  }
  return all.map(({ action }) => action);
};
