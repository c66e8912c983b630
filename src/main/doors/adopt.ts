import type { Config } from "../../core/config.ts";
import type { Oid } from "../../core/evidence.ts";
import type { Lying, Stray } from "../../core/stray.ts";
import { UsageError } from "../../faces/doors/usage-error.ts";
import type { Adopted, AdoptRequest } from "../../faces/doors/writing.ts";
import { changesSince, isAdopted, keepAdopted, workOf } from "../../git/adopt.ts";
import { standsOn } from "../../git/glance.ts";
import { listStrays } from "../../git/strays.ts";
import { judgeAmong, takesAway } from "../../host/carry-out/judges.ts";
import type { NewDocument } from "../../store/create.ts";
import { writeNew } from "../../store/write.ts";
import { command, list } from "../../views/words.ts";
import { openWholeGit } from "../git.ts";
import { draftTask } from "./documents.ts";
import type { Checked } from "./opened.ts";
import { survey } from "./survey.ts";
import { targetNow } from "./target-now.ts";
import { transcriptsIn } from "./transcripts.ts";

const groundOf = async (opened: Checked) => {
  const { state } = await survey(opened);
  const { branch, tip } = await targetNow(openWholeGit(opened.repository), state);
  return { target: branch, tip, config: state.fleet.config };
};

/** All work that lies about here and is none of ours. Changes nothing. */
export const lookAbout = async (opened: Checked): Promise<Lying> => {
  const { repository } = opened;
  const { target, tip } = await groundOf(opened);
  const { strays, more, paths } = await listStrays(repository, { target, tip });
  const transcripts = transcriptsIn([repository.checkout, ...paths], process.env);
  return { target, root: repository.checkout, strays, transcripts, more };
};

type Found = { readonly touches: readonly string[]; readonly notices: readonly string[] };

/** What the protocol would say of the work: judging files are allowed by name; task files and results never are. */
const examine = async (
  { repository }: Checked,
  { tip, config }: { readonly tip: Oid; readonly config: Config },
  commit: Oid,
): Promise<Found> => {
  const { tasks, results } = config.folders;
  const changes = await changesSince(repository, tip, commit);
  const isJudge = judgeAmong(config.judge);
  const touches = changes
    .filter((change) => takesAway(change) && isJudge(change.path))
    .map(({ path }) => path);
  const trespasses = changes
    .map(({ path }) => path)
    .filter((path) => path.startsWith(`${tasks}/`) || path.startsWith(`${results}/`));
  return {
    touches,
    notices: [
      ...(touches.length === 0
        ? []
        : [`It changes files that judge work, which \`touches\` allows: ${list(touches)}.`]),
      ...(trespasses.length === 0
        ? []
        : [
            `It changes ${list(trespasses)}, which no attempt may: as it is it will be rejected. Commit those on the target, or take them out of the branch.`,
          ]),
    ],
  };
};

const refuse = ({ operation, path, conflicts }: Stray, finished: boolean, target: string): void => {
  if (operation !== undefined)
    throw new UsageError(`${operation} is under way in ${path}: finish or abort it, then adopt it`);
  if (finished && conflicts.length > 0)
    throw new UsageError(
      `it and ${target} both changed ${list(conflicts)}: as finished work it could not be merged. Merge ${target} into it first, or adopt it without --as-work`,
    );
};

const unseen = ({ repository }: Checked, target: string): string[] =>
  standsOn(repository, target)
    ? []
    : [`Your checkout is not on ${target}: the task counts once its file is committed there.`];

const uncommitted = ({ dirty, path }: Stray): string[] =>
  dirty === 0 ? [] : [`What lies uncommitted in ${path} is part of it, as one more commit.`];

type Plan = Found & { readonly document: NewDocument; readonly commit?: Oid };

const plan = async (opened: Checked, { stray, draft, write }: AdoptRequest): Promise<Plan> => {
  if (stray === undefined) return { touches: [], notices: [], document: await draftTask(opened, draft) };
  const ground = await groundOf(opened);
  const { tasks, results } = ground.config.folders;
  const commit = write ? await workOf(opened.repository, stray, [tasks, results]) : stray.head;
  const by = stray.adoptedBy;
  if (by !== undefined && (stray.dirty === 0 || (await isAdopted(opened.repository, by, commit))))
    throw new UsageError(`it has been adopted as ${by}: ${command("show", by)}`);
  const found = await examine(opened, ground, commit);
  const touches = found.touches.length === 0 ? {} : { touches: found.touches };
  const keys = { ...draft.keys, adopts: commit, ...touches };
  const document = await draftTask(opened, { ...draft, keys });
  return { ...found, notices: [...uncommitted(stray), ...found.notices], document, commit };
};

/** Makes a task of work that lies about: the work is kept under a ref first, then the file is written. */
export const adopt = async (opened: Checked, request: AdoptRequest): Promise<Adopted> => {
  const { repository } = opened;
  const { target } = await groundOf(opened);
  if (request.stray !== undefined) refuse(request.stray, request.finished, target);
  const { document, commit, notices: found } = await plan(opened, request);
  const notices = [...found, ...unseen(opened, target)];
  if (request.write) {
    if (commit !== undefined) await keepAdopted(repository, document.id, commit);
    writeNew(repository.checkout, document);
  }
  const { id, path: file, text } = document;
  return { id, file, text, notices, ...(commit === undefined ? {} : { commit }) };
};
