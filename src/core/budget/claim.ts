import { least, lowest, units, type Limit, type Unit } from "./amounts.ts";
import { isOver, type Piece } from "./budget.ts";
import type { Fund } from "./fund.ts";

/** What keeps a piece of work from being begun: a budget, what of it, and how much is wanted of that. */
export type Shortage = { readonly fund: Fund; readonly unit: Unit; readonly wanted: number };

/** What a budget lets one attempt have: a day or a week all that it ever has, a sum in all what is left of it. */
const most = ({ budget, used }: Fund, unit: Unit): number | undefined => {
  const limit = budget.limit[unit];
  if (limit === undefined) return undefined;
  return budget.per === "all" ? Math.max(0, limit - used[unit]) : limit;
};

/** A piece of work that may be begun. */
export type Wish = {
  readonly piece: Piece;
  /** What its own task and agent let it use. */
  readonly own: Limit;
  /** What of it can be known beforehand: not every price is, and a command uses nothing but time. */
  readonly counts: readonly Unit[];
};

/**
 * Where nothing of its own limits its tokens it may have an even share of them: all of them would let nobody work beside it. Once
 * some are used there is less than a share left for the last of the slots: half of one will do.
 */
const evenShare = ({ own }: Wish, { budget, used, reserved }: Fund, slots: number): number | undefined => {
  const limit = budget.limit.tokens;
  if (own.tokens !== undefined || limit === undefined) return undefined;
  const share = Math.ceil(limit / slots);
  const left = limit - used.tokens - reserved.tokens;
  return left < share && left >= share / 2 ? left : share;
};

/** What an attempt may use at most: no more than its own limits, nor than any budget over it has. */
export const shareOf = (wish: Wish, funds: readonly Fund[], slots: number): Limit => {
  const over = funds.filter(({ budget }) => isOver(budget, wish.piece));
  const share: { -readonly [Key in Unit]?: number } = {};
  for (const unit of wish.counts) {
    const even = unit === "tokens" ? over.map((fund) => evenShare(wish, fund, slots)) : [];
    const sum = lowest(wish.own[unit], ...even, ...over.map((fund) => most(fund, unit)));
    if (sum !== undefined) share[unit] = sum;
  }
  return share;
};

/** A day that nobody has told of may be over. */
const isShort = ({ budget, used, reserved, until }: Fund, unit: Unit, wanted: number): boolean => {
  const limit = budget.limit[unit];
  if (limit === undefined) return false;
  if (budget.per !== "all" && until === undefined) return true;
  const left = limit - used[unit] - reserved[unit];
  return wanted > left || left < Math.min(least[unit], Math.max(1, limit));
};

/** When a budget begins anew; what is counted in all, or in a day that nobody has told of, never does by itself. */
const opens = ({ until = Infinity }: Fund): number => until;

/** Which budget has no room for what a piece of work may use; undefined where all have. The one that is shut longest comes first. */
export const shortageOf = (share: Limit, funds: readonly Fund[], piece: Piece): Shortage | undefined => {
  let found: Shortage | undefined;
  for (const fund of funds) {
    if (!isOver(fund.budget, piece)) continue;
    for (const unit of units) {
      const wanted = share[unit];
      if (wanted === undefined || !isShort(fund, unit, wanted)) continue;
      if (found === undefined || opens(fund) > opens(found.fund)) found = { fund, unit, wanted };
    }
  }
  return found;
};
