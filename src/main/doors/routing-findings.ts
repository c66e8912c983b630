import { enough } from "../../core/route/choose.ts";
import type { Finding } from "../../faces/doors/house.ts";
import type { Survey } from "../../faces/doors/survey.ts";
import { qualitiesOf } from "../../views/quality.ts";
import { count } from "../../views/words.ts";

/** What the results in git say of the models that work here, and who of them has become worse; nothing where nobody was paid yet. */
export const routingFindings = ({ state }: Pick<Survey, "state">): Finding[] => {
  const qualities = qualitiesOf(state);
  const outcomes = qualities.reduce((sum, { attempted }) => sum + attempted, 0);
  if (outcomes === 0) return [];
  const who =
    outcomes < enough ? `fewer than ${enough}: the ladder decides who works` : "they decide who works";
  return [
    { level: "ok", about: "routing", message: `${count(outcomes, "outcome")} in the results, ${who}` },
    ...qualities.flatMap(({ worse }) =>
      worse.map(({ agent, model, fall }): Finding => ({
        level: "warning",
        about: "routing",
        message: `${agent} with ${model} has become worse: ${fall.proved} of its last ${fall.of} were proved, about ${Math.round(fall.expected)} would have been before; only those count when it is chosen`,
        repair: `traffic route 'what is to be done' shows who goes before it; look at its results, or take it out of agents/ and traffic.yaml`,
      })),
    ),
  ];
};
