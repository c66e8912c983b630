import { dollars } from "../../core/sums.ts";
import { proposalOf, type Proposal } from "../../views/proposal.ts";
import { count, list } from "../../views/words.ts";
import type { Doors } from "../doors/doors.ts";
import type { Payer } from "../doors/payer.ts";
import type { Survey } from "../doors/survey.ts";
import { UsageError } from "../doors/usage-error.ts";
import { answerTo, isAttended } from "./answer.ts";
import type { Call } from "./command.ts";

/** Whether a person agrees to paid work without being asked. */
export type Agreeing = { readonly yes?: boolean };

const accountOf = (payer: Payer): string => {
  switch (payer.kind) {
    case "key":
      return `key …${payer.ends} from ${payer.from}${payer.at === undefined ? "" : `, at ${payer.at}`}`;
    case "program":
      return `whoever is signed in with ${payer.program}; a subscription's dollars are shown, not charged`;
    case "nobody":
      return `none: ${payer.why}, so this work will wait for you`;
  }
};

/** The driver is named where there may be a doubt. */
const payerLine = (payer: Payer): string =>
  `Account   ${payer.driver === "builtin" ? "" : `${payer.driver}: `}${accountOf(payer)}`;

const proposalLines = (proposal: Proposal, payers: readonly Payer[]): string[] => {
  const { tasks, agents, worst, taskCap, dayCap, unpriced } = proposal;
  return [
    `${count(tasks, "task")} of this repository will be worked on by a paid model, for the first time on these terms:`,
    ...agents.map(({ name, models }) => `Agent     ${name}: ${models.join(", then ")}`),
    ...payers.map(payerLine),
    `Caps      ${dollars(taskCap)} for a task unless its budget says otherwise, ${dollars(dayCap)} for a day (traffic.yaml)`,
    ...(unpriced.length === 0
      ? [`At most   ${dollars(worst)} today`]
      : [`At most   nobody can say: the price of ${list(unpriced)} is not known here`]),
  ];
};

/** Asks before the first dollar, and again when caps, agents or models have changed; throws where nobody agrees. */
export const agreeToSpend = async (
  call: Call<Agreeing>,
  doors: Doors,
  { state, now }: Survey,
): Promise<void> => {
  const proposal = proposalOf(state, now);
  if (proposal === undefined) return;
  const { stdout, stderr } = call.world;
  const say = (text: string): unknown => (call.json ? stderr : stdout).write(text);
  say(`${proposalLines(proposal, await doors.payers(proposal.drivers)).join("\n")}\n`);
  if (call.options.yes !== true) {
    if (call.json || !isAttended(call.world))
      throw new UsageError("nobody is here to agree to this cost: look at it, then add --yes");
    const agreed = await answerTo(call.world, "Go on?", { silence: false });
    if (!agreed) throw new UsageError("not agreed: nothing was started");
  }
  await doors.wish({ kind: "agree", agreement: proposal.agreement });
};
