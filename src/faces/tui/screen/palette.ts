import type { Look } from "../compose/look.ts";
import { keyWord, type Binding } from "./keymap.ts";
import { become, type Step, type Turn } from "./handler.ts";
import { runRoom } from "./run-room.ts";
import { best } from "./match.ts";
import { isOfUse } from "./of-use.ts";
import { enter, newPlace, showTab } from "./ui.ts";
import { taskHere } from "./subject.ts";
import { screens } from "../screens/catalogue.ts";
import { situationOf } from "../../../views/phase.ts";

/** Something that the palette offers. */
export type Choice = {
  readonly text: string;
  readonly about: string;
  /** The key that does the same. */
  readonly key: string;
  readonly does: (turn: Turn) => Step;
};

/** So many are offered at once. */
const most = 12;

const command = (binding: Binding, subject: string | undefined, look: Look): Choice => ({
  text: binding.label,
  about:
    binding.only === undefined || binding.only === "modes"
      ? (binding.group ?? "")
      : (subject ?? "no task is stood on"),
  key: keyWord(binding.keys[0] ?? "", look),
  does: (turn) => runRoom(binding.does, turn),
});

const commands = (turn: Turn): readonly Choice[] => {
  const subject = taskHere(turn);
  return turn.view.keys.all
    .filter(({ mode, group }) => mode === "room" && group !== undefined && group !== "Move")
    .filter((one) => one.does !== "palette" && one.does !== "go" && isOfUse(turn, one))
    .map((one) => command(one, subject, turn.view.look));
};

const tabs = (): readonly Choice[] =>
  screens
    .filter(({ digit }) => digit !== undefined)
    .map(({ name, title, digit = "" }) => ({
      text: `go ${title}`,
      about: "screen",
      key: digit,
      does: ({ ui }) => become(showTab(ui, name)),
    }));

const tasks = ({ view: { scene } }: Turn, typed: string): readonly Choice[] => {
  const wanted = typed.replace(/^go\s+/, "");
  const found = best(wanted, scene.state.tasks.values(), {
    textOf: ({ id, title }) => `${id} ${title}`,
    most,
  });
  return found.map((task) => ({
    text: `go ${task.id}`,
    about: `${situationOf(scene.state, task).phase}  ${task.title}`,
    key: "",
    does: ({ ui }) => become(enter(ui, newPlace("task", task.id))),
  }));
};

/** What the palette offers for what is typed so far, the best first. */
export const choicesOf = (turn: Turn): readonly Choice[] => {
  const { overlay } = turn.ui;
  if (overlay?.kind !== "palette") return [];
  const { typed, scope } = overlay;
  const fixed = scope === "all" ? [...commands(turn), ...tabs()] : tabs();
  const matching = best(typed, fixed, { textOf: ({ text, about }) => `${text} ${about}`, most });
  return typed.trim() === "" && scope === "all"
    ? matching
    : [...matching, ...tasks(turn, typed)].slice(0, most);
};
