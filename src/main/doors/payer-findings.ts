import { rungsOf } from "../../core/rung.ts";
import { isDone } from "../../core/standing.ts";
import type { Finding } from "../../faces/doors/house.ts";
import type { Payer } from "../../faces/doors/payer.ts";
import type { Survey } from "../../faces/doors/survey.ts";
import { driversOf } from "../../views/proposal.ts";
import { count } from "../../views/words.ts";
import { payers } from "./payer.ts";
import { agentDrivers, programOf } from "./programs.ts";

const findingOf = (payer: Payer, waiting: number): Finding => {
  const about = payer.driver === "builtin" ? "models" : payer.driver;
  switch (payer.kind) {
    case "key": {
      const at = payer.at === undefined ? "" : `, at ${payer.at}`;
      return { level: "ok", about, message: `key …${payer.ends} from ${payer.from}${at}` };
    }
    case "program":
      return { level: "ok", about, message: `no key: whoever is signed in with ${payer.program} pays` };
    case "nobody":
      return {
        level: "warning",
        about,
        message: `${payer.why} here: ${count(waiting, "task")} for paid agents will wait`,
        repair: payer.repair,
      };
  }
};

/** Whether paid work that is wanted here could be paid for from this shell; nothing where there is none. */
export const payerFindings = ({ state }: Survey): Finding[] => {
  const paid = [...state.tasks.values()].filter(
    (task) =>
      task.status === "todo" &&
      !isDone(state, task.id) &&
      rungsOf(state, task).some(({ model }) => model !== undefined),
  );
  return payers(driversOf(state, paid)).map((payer) =>
    findingOf(payer, paid.filter((task) => driversOf(state, [task]).includes(payer.driver)).length),
  );
};

/** Which agents with programs of their own could work here. */
export const programFindings = async (): Promise<Finding[]> =>
  Promise.all(
    agentDrivers().map(async (driver): Promise<Finding> => {
      const program = await programOf(driver);
      const message =
        program === undefined
          ? `not here: no \`${driver.program}\` on the PATH (${driver.install})`
          : `${program.name} ${program.version}`;
      return { level: "ok", about: driver.name, message };
    }),
  );
