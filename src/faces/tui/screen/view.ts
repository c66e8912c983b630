import type { Look } from "../compose/look.ts";
import type { Scene } from "../feed/scene.ts";
import type { Keymap } from "./keymap.ts";
import type { Ui } from "./ui.ts";

/** All that a screen is made of: the fleet, what the person does, the signs to draw with, and the person's keys. */
export type View = { readonly scene: Scene; readonly ui: Ui; readonly look: Look; readonly keys: Keymap };
