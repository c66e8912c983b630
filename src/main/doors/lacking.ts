import type { Config } from "../../core/config.ts";
import type { CheckIdea } from "../../core/detect/idea.ts";
import type { InitRequest } from "../../faces/doors/house.ts";
import { printFlow } from "../../store/print.ts";
import type { Look } from "./look.ts";

/** Whether the settings that are there differ from caps that were asked for. */
const differs = ({ caps }: Config, asked: InitRequest["caps"]): boolean =>
  Object.entries(asked).some(([key, usd]) => caps[key as keyof Config["caps"]] !== usd);

type Asked = {
  readonly caps: InitRequest["caps"];
  readonly teams: Config["teams"];
  readonly handoff: Config["handoff"];
};

/** Lines that settings which are there lack: of what was found, and of what was asked for. */
export const lackingLines = ({ proposal }: Look, config: Config, asked: Asked): string[] => {
  const { setup, checks } = proposal;
  const caps = { ...config.caps, ...asked.caps };
  const teams = Object.keys(asked.teams).some((name) => !Object.hasOwn(config.teams, name));
  const has = new Set(config.checks.map(({ run, dir }) => `${dir ?? ""}$${run}`));
  const line = ({ name, run, dir }: CheckIdea): string => `checks: - ${printFlow({ name, run, dir })}`;
  return [
    ...(setup !== undefined && config.setup === undefined
      ? [`setup: ${printFlow({ run: setup.run, inputs: setup.inputs, outputs: setup.outputs })}`]
      : []),
    ...checks.filter(({ run, dir }) => !has.has(`${dir ?? ""}$${run}`)).map(line),
    ...(differs(config, asked.caps)
      ? [`caps: ${printFlow({ task_usd: caps.taskUsd, day_usd: caps.dayUsd })}`]
      : []),
    ...(asked.handoff === "pr" && config.handoff === "local" ? ["handoff: pr"] : []),
    ...(teams ? [`teams: ${printFlow({ ...config.teams, ...asked.teams })}`] : []),
  ];
};
