import type { Look } from "../compose/look.ts";
import type { Scene } from "../feed/scene.ts";
import type { Ui } from "./ui.ts";

/** All that a screen is made of: the fleet, what the person does, and the signs to draw with. */
export type View = { readonly scene: Scene; readonly ui: Ui; readonly look: Look };
