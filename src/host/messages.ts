import type { Order } from "../core/order.ts";
import type { FromOrder } from "../engine/ports/hands.ts";
import type { News } from "../engine/ports/news.ts";

/** What the engine's side tells the host process. `id` names one motion: an order that is started again gets another. */
export type ToHost =
  | { readonly kind: "start"; readonly id: number; readonly order: Order }
  | { readonly kind: "stop"; readonly id: number };

/** What the host process tells the engine's side. Nothing of a motion follows its `done`. */
export type FromHost =
  | { readonly kind: "report"; readonly id: number; readonly input: FromOrder }
  | { readonly kind: "done"; readonly id: number }
  | { readonly kind: "news"; readonly news: News };
