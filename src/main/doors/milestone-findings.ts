import { isSaidOver } from "../../core/task.ts";
import type { Finding } from "../../faces/doors/house.ts";
import type { Survey } from "../../faces/doors/survey.ts";
import { readRoadmaps } from "../../store/roadmaps.ts";
import { unknownMilestone } from "../../views/milestones.ts";
import { list } from "../../views/words.ts";

/** Milestones that tasks name and no roadmap has: a budget written for the one that was meant would not hold for them. */
export const milestoneFindings = ({ state, root }: Survey): Finding[] => {
  const roadmaps = readRoadmaps(root, state.fleet.config.folders);
  const open = [...state.tasks.values()].filter((task) => !isSaidOver(task));
  return [...Map.groupBy(open, ({ milestone }) => milestone)].flatMap(([name, tasks]): Finding[] => {
    const message = name === undefined ? undefined : unknownMilestone(name, roadmaps);
    if (message === undefined) return [];
    const files = list(
      tasks.map(({ file }) => file),
      4,
    );
    return [
      {
        level: "warning",
        about: "milestone",
        message,
        repair: `write one of those into ${files}, or a heading into a roadmap`,
      },
    ];
  });
};
