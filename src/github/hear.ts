import type { Github } from "../engine/ports/github.ts";
import type { Bell } from "./bell.ts";
import { openLedger } from "./ledger.ts";
import type { Place } from "./place.ts";
import { receive } from "./receiver.ts";

/** How webhooks come in. */
export type Webhook = {
  readonly port: number;
  readonly secret: string;
  /** Whatever moves it concerns every pull request. */
  readonly target: string;
  /** The file of what was delivered. */
  readonly ledger: string;
};

type Heard = {
  readonly webhook?: Webhook;
  /** The task that a branch is about, if it is one of ours. */
  readonly taskOf: (branch: string) => string | undefined;
  /** Rung when it may be about what is asked for there. */
  readonly bell: Bell;
};

const wakes: ReadonlySet<string> = new Set(["issues", "issue_comment", "workflow_run"]);

/** Hears webhooks and tells which tasks' pull requests they are about. */
export const createHearer =
  ({ owner, repo }: Place, { webhook, taskOf, bell }: Heard): Github["hear"] =>
  async (told, signal) => {
    if (webhook === undefined) return;
    const { port, secret, target } = webhook;
    const ledger = openLedger(webhook.ledger, () => Date.now());
    await receive(
      {
        port,
        secret,
        repository: `${owner}/${repo}`,
        ledger,
        told: ({ branches, isWide, event }) => {
          if (wakes.has(event)) bell.ring();
          const tasks = branches.flatMap((branch) => taskOf(branch) ?? []);
          if (isWide || branches.includes(target)) told("all");
          else if (tasks.length > 0) told(tasks);
        },
      },
      signal,
    );
  };
