import type { Box } from "../compose/block.ts";
import { whole } from "../compose/boxes.ts";
import { bodySize, placeOf } from "./ui.ts";
import type { View } from "./view.ts";

/** The box in which a pane is seen: the whole body where a person zoomed it. The others are not seen then. */
export const shownBox = ({ ui }: View, box: Box): Box => (placeOf(ui).zoomed ? whole(bodySize(ui)) : box);
