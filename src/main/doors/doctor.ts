import { existsSync } from "node:fs";
import { messageOf } from "../../core/message-of.ts";
import type { Finding, InitRequest } from "../../faces/doors/house.ts";
import type { Survey } from "../../faces/doors/survey.ts";
import { hasNamesake, renameNamesake } from "../../git/namesake.ts";
import { configFile } from "../../store/defaults.ts";
import { openJournalReader } from "../../journal/reader.ts";
import { problemsOf } from "../../views/problems.ts";
import { count, quoted } from "../../views/words.ts";
import { filesIn } from "../files.ts";
import { judgeFindings } from "./check-findings.ts";
import { githubFindings } from "./github-findings.ts";
import { lookAt, type Look } from "./look.ts";
import { milestoneFindings } from "./milestone-findings.ts";
import type { Checked } from "./opened.ts";
import {
  contentFindings,
  gitFinding,
  leftoversFinding,
  lockFindings,
  targetFinding,
  worktreesFinding,
} from "./place-findings.ts";
import { payerFindings, programFindings } from "./payer-findings.ts";
import { learned } from "./learned.ts";
import { routingFindings } from "./routing-findings.ts";

const journalFinding = ({ repository }: Checked): Finding => {
  const path = filesIn(repository.state).journal;
  const reader = openJournalReader(path);
  if (reader === undefined)
    return existsSync(path)
      ? { level: "warning", about: "journal", message: "damaged: the next run puts it aside and begins anew" }
      : { level: "ok", about: "journal", message: "none yet: it begins with the first run" };
  const { events, broken } = reader.verify();
  reader.close();
  if (broken === undefined)
    return { level: "ok", about: "journal", message: `${events} events, the chain holds` };
  return {
    level: "error",
    about: "journal",
    message: `it was changed from outside at event ${broken.seq}: ${broken.why}`,
    repair: `mv ${quoted(path)} ${quoted(`${path}.suspect`)}; only work in flight and running totals are lost`,
  };
};

const fileFindings = ({ problems: read, state }: Survey): Finding[] => {
  const problems = problemsOf(state, read);
  return problems.length === 0
    ? [{ level: "ok", about: "files", message: `${count(state.tasks.size, "task")}, all readable` }]
    : problems.map(({ file, line: at, message, example }) => ({
        level: "error",
        about: `${file}:${at}`,
        message,
        ...(example === undefined ? {} : { repair: `for example: ${example}` }),
      }));
};

const engineFinding = ({ engine }: Survey): Finding => ({
  level: "ok",
  about: "engine",
  message: engine.running ? `running as process ${engine.pid}` : "not running",
});

const noTarget = async ({ repository }: Checked, error: unknown): Promise<Finding> => ({
  level: "error",
  about: "target",
  message: messageOf(error),
  repair: (await hasNamesake(repository))
    ? renameNamesake
    : `set \`target: <branch>\` in ${configFile} to a branch that exists`,
});

/** What needs a target to be looked at. */
const findingsAt = async (opened: Checked, found: Survey, look: Look): Promise<Finding[]> => [
  await targetFinding(opened, look),
  ...(await contentFindings(opened, look)),
  await leftoversFinding(opened, found, look.target),
];

/** Looks at everything a fleet needs and names each repair; with `run`, tries setup and checks. Changes nothing. `undefined` when it was stopped. */
export const examine = async (
  opened: Checked,
  request: Pick<InitRequest, "run" | "signal" | "onStep"> & { readonly github: boolean },
): Promise<Finding[] | undefined> => {
  const found = await learned(opened);
  const { config } = found.state.fleet;
  const look = await lookAt(opened, config.target).catch((error: unknown) => noTarget(opened, error));
  const known = "level" in look ? undefined : { config, look };
  const judged = known === undefined ? [] : await judgeFindings(opened, known, request);
  if (judged === undefined) return undefined;
  return [
    { level: "ok", about: "node", message: process.version },
    await gitFinding(opened),
    ...("level" in look ? [look] : await findingsAt(opened, found, look)),
    worktreesFinding(opened),
    ...lockFindings(opened),
    journalFinding(opened),
    engineFinding(found),
    ...judged,
    ...(await programFindings()),
    ...payerFindings(found),
    ...routingFindings(found),
    ...(request.github && known !== undefined
      ? await githubFindings(opened, { config, target: known.look.target })
      : []),
    ...milestoneFindings(found),
    ...fileFindings(found),
  ];
};
