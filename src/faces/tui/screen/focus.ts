import { placeOf } from "./ui.ts";
import type { View } from "./view.ts";

/** Whether a person has gone to a pane by name. */
export const focusedOn = ({ ui }: View, pane: string): boolean => placeOf(ui).focus === pane;
