import { isPaid, modelsOf } from "./drivers.ts";
import { isSame } from "./same.ts";
import type { State } from "./state.ts";

/** What a person agrees to before the first dollar: the caps, and which agents work with which models. */
export const agreementOf = ({ fleet: { config, agents } }: Pick<State, "fleet">): string => {
  const paid = agents.filter(({ driver }) => isPaid(driver));
  const rows = paid.map(({ name, driver, model, models, usd }) =>
    JSON.stringify([name, driver, model ?? models ?? modelsOf(driver) ?? config.models, usd]),
  );
  return JSON.stringify([config.caps, config.allowUnknownPrice, config.models, rows.toSorted()]);
};

type Caps = Readonly<Record<string, number>>;

/** An agreement's caps, and the rest of it. */
const partsOf = (agreement: string): readonly [Caps, readonly unknown[]] => {
  const [caps, ...rest] = JSON.parse(agreement) as [Caps, ...unknown[]];
  return [caps, rest];
};

/** Whether a person agreed to the spending as it is written now. Who agreed to more has agreed to less: a cap that is lowered asks nobody again. */
export const isAgreed = (state: Pick<State, "fleet">): boolean => {
  const { agreed = "" } = state.fleet;
  const wanted = agreementOf(state);
  if (agreed === "" || agreed === wanted) return agreed === wanted;
  const [[had, ofOld], [has, ofNew]] = [partsOf(agreed), partsOf(wanted)];
  return isSame(ofOld, ofNew) && Object.entries(has).every(([cap, sum]) => sum <= (had[cap] ?? 0));
};
