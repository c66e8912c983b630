import type { Report } from "../../core/input.ts";
import { messageOf } from "../../core/message-of.ts";
import type { Order, RecordOrder, StepOrder } from "../../core/order.ts";
import type { FromOrder } from "../../engine/ports/hands.ts";
import { end } from "./end.ts";
import { follow } from "./follow.ts";
import { give } from "./give.ts";
import { handOver } from "./hand-over.ts";
import { hand } from "./hand.ts";
import { intake } from "./intake.ts";
import { land } from "./land.ts";
import { excused, faultOf, refusal } from "./outside.ts";
import { prepare } from "./prepare.ts";
import { reach } from "./reach.ts";
import { record } from "./record.ts";
import type { Leave, RecordTold, Told, Tools } from "./tools.ts";
import { revert } from "./revert.ts";
import { tell } from "./tell.ts";
import { verify } from "./verify.ts";
import { work } from "./work.ts";

/** Whom an order reports to, and who may stop it. */
export type Course = { readonly report: (input: FromOrder) => void; readonly signal: AbortSignal };

const carryOutAttempt = (order: StepOrder, tools: Tools, leave: Leave): Promise<Told> => {
  const { signal } = leave;
  switch (order.kind) {
    case "prepare":
      return Promise.resolve(refusal(tools) ?? prepare(order, tools, signal));
    case "work":
      return work(order, tools, leave);
    case "hand":
      return hand(order, tools, leave);
    case "give":
      return give(order, tools);
    case "revert":
      return revert(order, tools);
    case "verify":
      return verify(order, tools, signal);
    case "hand_over":
      return handOver(order, tools, signal);
    case "land":
      return land(order, tools);
    case "end":
      return end(order, tools, leave);
  }
};

const recordReport = async (order: RecordOrder, tools: Tools, signal: AbortSignal): Promise<FromOrder> => {
  const fault = (cause: unknown): RecordTold => ({ kind: "record_faulted", message: messageOf(cause) });
  const told = await record(order, tools, signal).catch(fault);
  return { kind: "record_report", report: { task: order.task, turn: order.turn, ...told } };
};

const attemptReport = async (
  order: StepOrder,
  tools: Tools,
  { report, signal }: Course,
): Promise<FromOrder> => {
  const about = { attempt: order.attempt, turn: order.turn };
  let said: Pick<Report, "heard" | "remarks"> = {};
  const progress: Leave["progress"] = ({ meter, heard, remarks = [] }) => {
    said = { heard, ...(remarks.length === 0 ? {} : { remarks }) };
    report({ kind: "report", report: { ...about, ...said, kind: "metered", meter } });
  };
  const told = await carryOutAttempt(order, tools, { signal, progress })
    .then((found) => excused(order.kind, found, tools))
    .catch((cause: unknown) => faultOf(order.kind, cause, tools));
  return { kind: "report", report: { ...about, ...said, ...told } };
};

/** Carries out an order and reports what came of it; stopped, it reports no more than what it has used. Never rejects. */
export const carryOut = async (order: Order, tools: Tools, course: Course): Promise<void> => {
  const { report, signal } = course;
  if (order.kind === "tell") return tell(order, tools, signal);
  // What it has to tell it tells as it goes; how it ends is nobody's concern.
  if (order.kind === "follow") return follow(order, tools, course).catch(() => undefined);
  if (order.kind === "reach") return reach(order, tools, course).catch(() => undefined);
  if (order.kind === "intake") return intake(order, tools, course).catch(() => undefined);
  const input = await (order.kind === "record"
    ? recordReport(order, tools, signal)
    : attemptReport(order, tools, course));
  if (!signal.aborted) report(input);
};
