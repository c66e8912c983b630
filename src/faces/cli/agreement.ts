import { dollars } from "../../views/money.ts";
import { proposalOf, type Proposal } from "../../views/proposal.ts";
import { count, list } from "../../views/words.ts";
import { UsageError, type Doors, type Payer, type Survey } from "../doors.ts";
import { answerTo, isAttended } from "./answer.ts";
import type { Call } from "./command.ts";

/** Whether a person agrees to paid work without being asked. */
export type Agreeing = { readonly yes?: boolean };

const payerLine = (payer: Payer | undefined): string =>
  payer === undefined
    ? "Account   none: ANTHROPIC_API_KEY is not set, so this work will wait for you"
    : `Account   key …${payer.ends} from ${payer.from}, at ${payer.at}`;

const proposalLines = (proposal: Proposal, payer: Payer | undefined): string[] => {
  const { tasks, agents, worst, taskCap, dayCap, unpriced } = proposal;
  return [
    `${count(tasks, "task")} of this repository will be worked on by a paid model, for the first time on these terms:`,
    ...agents.map(({ name, models }) => `Agent     ${name}: ${models.join(", then ")}`),
    payerLine(payer),
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
  say(`${proposalLines(proposal, await doors.payer()).join("\n")}\n`);
  if (call.options.yes !== true) {
    if (call.json || !isAttended(call.world))
      throw new UsageError("nobody is here to agree to this cost: look at it, then add --yes");
    const agreed = await answerTo(call.world, "Go on?", { silence: false });
    if (!agreed) throw new UsageError("not agreed: nothing was started");
  }
  await doors.wish({ kind: "agree", agreement: proposal.agreement });
};
