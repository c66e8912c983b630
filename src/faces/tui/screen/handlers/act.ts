import { each, named, noTask, now, tasksOf } from "./of-tasks.ts";
import { attemptOf } from "../../../../core/state.ts";
import type { Task } from "../../../../core/task.ts";
import type { Effect } from "../effect.ts";
import { ask, become, tell, type Handler, type Handlers, type Step, type Turn } from "../handler.ts";
import { keyWord } from "../keymap.ts";
import { isSeen } from "../seen.ts";
import { taskHere, tasksHere } from "../subject.ts";
import { inPlace, enter, newPlace, placeOf } from "../ui.ts";
import { pullOf } from "../../../../views/pull.ts";
import { count } from "../../../../views/words.ts";

const inReview = (turn: Turn): readonly Task[] =>
  tasksOf(turn).filter(({ id }) => attemptOf(turn.view.scene.state, id)?.step.phase === "review");

const nothingToReview = (turn: Turn): Step =>
  tell(turn, "Nothing here waits for review: y and n answer work that does.", "bad");

/** Nobody approves what they have not looked at: the first diff that was not shown is, and the same key approves it then. */
const showFirst = (turn: Turn, task: Task, others: number): Step => {
  const place = placeOf(turn.ui);
  const isThere = place.screen === "attempt" && place.mode === "diff" && taskHere(turn) === task.id;
  if (isThere || place.screen === "reviews")
    return tell(turn, `${task.id}: its diff is not in sight yet; look at it, then approve.`, "bad");
  const more = others === 0 ? "" : ` (${count(others, "other")} was not looked at either)`;
  const text = `${task.id}: look at its diff first, then the same key approves it${more}`;
  return tell({ ...turn, ui: enter(turn.ui, { ...newPlace("attempt", task.id), mode: "diff" }) }, text);
};

/** Nothing is tried and nothing lands while nobody works. */
const startHint = ({ view }: Turn): string => {
  const key = view.keys.of("room", "engine")?.keys[0];
  return view.scene.engine.running || key === undefined
    ? ""
    : ` once the engine runs: ${keyWord(key, view.look)} starts it`;
};

const approve = now((turn) => {
  const tasks = inReview(turn);
  if (tasks.length === 0) return nothingToReview(turn);
  const [unseen, ...others] = tasks.filter(({ id }) => !isSeen(turn.view, id));
  if (unseen !== undefined) return showFirst(turn, unseen, others.length);
  const effects = tasks.map(({ id }): Effect => ({
    kind: "wish",
    wish: { kind: "approve", task: id },
    done: `${named(tasks)} approved: what is proved on the target as it is now lands${startHint(turn)}`,
  }));
  return { ui: inPlace(turn.ui, { marks: new Set() }), effects };
});

const reject = now((turn) => {
  const tasks = inReview(turn);
  if (tasks.length === 0) return nothingToReview(turn);
  const asks = (note: string): readonly Effect[] =>
    tasks.map(({ id }) => ({
      kind: "wish",
      wish: { kind: "reject", task: id, note },
      done: `${id} sent back: the next attempt is told why${startHint(turn)}`,
    }));
  const title = `Send ${named(tasks)} back`;
  const hint = "What is wrong? The next attempt is told this.";
  return become({ ...turn.ui, overlay: { kind: "prompt", title, hint, typed: "", asks } });
});

const cancel = now((turn) => {
  const tasks = tasksOf(turn);
  if (tasks.length === 0) return noTask(turn);
  const lines = [
    ...tasks.slice(0, 8).map(({ id, title }) => `${id}  ${title}`),
    ...(tasks.length > 8 ? [`… and ${tasks.length - 8} more`] : []),
    "",
    "It stops for good; its work so far is kept in the repository.",
  ];
  const yes = tasks.map(({ id }): Effect => ({
    kind: "wish",
    wish: { kind: "cancel", task: id },
    done: `${id} cancelled`,
  }));
  return become({ ...turn.ui, overlay: { kind: "confirm", title: `Cancel ${named(tasks)}?`, lines, yes } });
});

const priority = (step: 1 | -1): Handler =>
  each((task) => {
    const next = Math.min(4, Math.max(0, task.priority + step));
    const done = next === task.priority ? `${task.id} is P${next} already` : `${task.id} is P${next} now`;
    return { kind: "edit", task: task.id, keys: { priority: `P${next}` }, done };
  });

const edit = now((turn) => {
  const task = tasksOf(turn)[0];
  return task === undefined ? noTask(turn) : ask(turn, { kind: "editor", file: task.file });
});

const diff: Handler = (turn) => {
  const id = taskHere(turn);
  if (id === undefined) return noTask(turn);
  return become(enter(turn.ui, { ...newPlace("attempt", id), mode: "diff" }));
};

const add = now((turn) => {
  const asks = (title: string): readonly Effect[] => [{ kind: "add", title }];
  const hint = "What is to be done? Its file is opened in your editor next.";
  return become({ ...turn.ui, overlay: { kind: "prompt", title: "New task", hint, typed: "", asks } });
});

const pause = now((turn) => {
  const kind = turn.view.scene.state.fleet.paused ? "resume" : "pause";
  const done =
    kind === "pause" ? "paused: what is in motion goes on, nothing new starts" : "new work starts again";
  return ask(turn, { kind: "wish", wish: { kind }, done });
});

const engine = now((turn) => {
  if (!turn.view.scene.engine.running) return ask(turn, { kind: "up" });
  const lines = ["What is in motion is taken up again at the next start.", "Agents of the worker go on."];
  return become({
    ...turn.ui,
    overlay: { kind: "confirm", title: "Stop the engine?", lines, yes: [{ kind: "down" }] },
  });
});

const browse: Handler = (turn) => {
  const id = taskHere(turn);
  if (id === undefined) return noTask(turn);
  const { state, events } = turn.view.scene;
  const pull = pullOf(state, events, id);
  return pull === undefined
    ? tell(turn, `${id} has no pull request: its work lands here.`, "bad")
    : ask(turn, { kind: "browse", url: pull.url });
};

/** Keys that ask something of the fleet. */
export const acting: Handlers = {
  approve,
  reject,
  cancel,
  edit,
  diff,
  add,
  pause,
  engine,
  retry: each(({ id }, turn) => ({
    kind: "wish",
    wish: { kind: "retry", task: id },
    done: `${id} is tried again${startHint(turn)}`,
  })),
  hold: each(({ id, hold }) => ({
    kind: "edit",
    task: id,
    keys: { hold: !hold },
    done: hold ? `${id} released` : `${id} held`,
  })),
  raise: priority(-1),
  lower: priority(1),
  browse,
  copy: (turn) => {
    const ids = tasksHere(turn);
    return ids.length === 0 ? noTask(turn) : ask(turn, { kind: "copy", text: ids.join("\n") });
  },
};
