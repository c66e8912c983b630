import { costOf, leastCost, priceOf, worstCost, type MicroUsd } from "./prices.ts";
import type { Bill, Use } from "./signal.ts";
import { addUsage, noUsage, promptTokens, type Usage } from "./usage.ts";

type Request = Extract<Use, { of: "request" }>;

/** What was used from one telling of a sum to the next. */
type Stretch = {
  readonly requests: Readonly<Record<string, Request>>;
  /** The agent's own sum, which replaces its requests. */
  readonly bill?: Bill;
  /** A request was cut off: what it may have cost beside what is known of it; undefined where no price says. */
  readonly cut?: { readonly most: MicroUsd | undefined };
};

/** What one session has used: piece by piece, and its sum over all runs where the agent tells one. */
type Ledger = { readonly stretches: readonly Stretch[]; readonly total?: Bill };

/** Everything an attempt has used, by session. Sums that agents tell are cumulative in their own ways: each counts once. */
export type Books = {
  /** The model that was asked for, and the moment whose prices count. */
  readonly model: string;
  readonly at: number;
  readonly ledgers: Readonly<Record<string, Ledger>>;
  /** The session that is being worked in. */
  readonly session: string;
  readonly window?: number;
};

/** What the books add up to. */
export type Sum = {
  readonly usage: Usage;
  readonly microUsd: MicroUsd;
  readonly unsure: MicroUsd;
  readonly priced: boolean;
  /** Whether all of it was told by the agent. */
  readonly told: boolean;
  readonly turns: number;
};

const blank: Stretch = { requests: {} };

const ledgerOf = ({ ledgers, session }: Books): Ledger => ledgers[session] ?? { stretches: [blank] };

const withLedger = (books: Books, ledger: Ledger): Books => ({
  ...books,
  ledgers: { ...books.ledgers, [books.session]: ledger },
});

export const openBooks = (model: string, at: number): Books => ({ model, at, ledgers: {}, session: "" });

/** What is used from now on belongs to this session. */
export const inSession = (books: Books, session: string): Books => ({ ...books, session });

const requestsOf = ({ requests }: Stretch): Request[] => Object.values(requests);

const isBlank = ({ requests, bill, cut }: Stretch): boolean =>
  bill === undefined && cut === undefined && Object.keys(requests).length === 0;

const atLeast = (a: Usage, b: Usage): Usage => ({
  input: Math.max(a.input, b.input),
  cacheWrite: Math.max(a.cacheWrite, b.cacheWrite),
  cacheRead: Math.max(a.cacheRead, b.cacheRead),
  output: Math.max(a.output, b.output),
});

/** What is known of a request never shrinks, in whatever order it is told. */
const merged = (before: Request | undefined, now: Request): Request =>
  before === undefined
    ? now
    : { ...before, usage: atLeast(before.usage, now.usage), whole: before.whole || now.whole };

/** A request told of before stays where it stands; one that its stretch's own sum covers counts no more. */
const enterRequest = ({ stretches, ...rest }: Ledger, request: Request): Ledger => {
  const known = stretches.findIndex(({ requests }) => Object.hasOwn(requests, request.id));
  const at = known === -1 ? stretches.length - 1 : known;
  const put = ({ requests, ...stretch }: Stretch): Stretch => ({
    ...stretch,
    requests: { ...requests, [request.id]: merged(requests[request.id], request) },
  });
  return { ...rest, stretches: stretches.map((stretch, index) => (index === at ? put(stretch) : stretch)) };
};

const enterReply = (ledger: Ledger, { id, usage }: Extract<Use, { of: "reply" }>): Ledger => {
  const requests = ledger.stretches.flatMap(requestsOf);
  const request =
    id === undefined ? requests.findLast(({ whole }) => !whole) : requests.find((one) => one.id === id);
  return request === undefined ? ledger : enterRequest(ledger, { ...request, usage, whole: true });
};

const closeStretch = ({ stretches, ...rest }: Ledger, bill: Bill): Ledger => ({
  ...rest,
  stretches: [...stretches.slice(0, -1), { ...(stretches.at(-1) ?? blank), bill }, blank],
});

/** Enters what an agent tells. */
export const enter = (books: Books, use: Use): Books => {
  const ledger = ledgerOf(books);
  if (use.of === "request") return withLedger(books, enterRequest(ledger, use));
  if (use.of === "reply") return withLedger(books, enterReply(ledger, use));
  if (use.of === "stretch") return withLedger(books, closeStretch(ledger, use.bill));
  return withLedger(books, { ...ledger, total: use.bill });
};

const lastMain = (books: Books): Request | undefined =>
  Object.values(books.ledgers)
    .flatMap(({ stretches }) => stretches.flatMap(requestsOf))
    .findLast(({ main }) => main);

/** Tokens of the last prompt. */
export const contextOf = (books: Books): number => promptTokens(lastMain(books)?.usage ?? noUsage);

/** Tokens of the longest prompt so far. */
export const peakOf = (books: Books): number =>
  Object.values(books.ledgers)
    .flatMap(({ stretches }) => stretches.flatMap(requestsOf))
    .filter(({ main }) => main)
    .reduce((most, { usage }) => Math.max(most, promptTokens(usage)), 0);

/** The longest reply that is asked for, and by how much a prompt may grow from one request to the next, in tokens. */
export const longestReply = 32_000;
const growth = 32_000;

/** What a run that was killed may have been billed beside what it told: the reply that was coming, or one request more. */
const worstOfCut = (books: Books, stretch: Stretch): MicroUsd | undefined => {
  const open = requestsOf(stretch).find(({ whole }) => !whole);
  const price = priceOf(open?.model ?? books.model, books.at);
  if (price === undefined) return undefined;
  if (open === undefined) return worstCost(price, contextOf(books) + growth, longestReply);
  const { usage } = open;
  const most = { ...usage, output: Math.max(usage.output, longestReply) };
  return costOf(price, most) - costOf(price, usage);
};

/** What another request may cost at most; undefined where no price says. */
export const worstOfNext = (books: Books): MicroUsd | undefined => {
  const price = priceOf(books.model, books.at);
  return price === undefined ? undefined : worstCost(price, contextOf(books) + growth, longestReply);
};

/** The run is over without a word on how: what was under way counts at its most. */
export const cutOff = (books: Books): Books => {
  const ledger = ledgerOf(books);
  const last = ledger.stretches.at(-1) ?? blank;
  const cut: Stretch = { ...last, cut: { most: worstOfCut(books, last) } };
  return withLedger(books, { ...ledger, stretches: [...ledger.stretches.slice(0, -1), cut] });
};

/** Another run begins: what comes now has a stretch of its own. */
export const nextStretch = (books: Books): Books => {
  const ledger = ledgerOf(books);
  const last = ledger.stretches.at(-1) ?? blank;
  return isBlank(last) ? books : withLedger(books, { ...ledger, stretches: [...ledger.stretches, blank] });
};

const nothing: Sum = { usage: noUsage, microUsd: 0, unsure: 0, priced: true, told: true, turns: 0 };

const add = (a: Sum, b: Sum): Sum => ({
  usage: addUsage(a.usage, b.usage),
  microUsd: a.microUsd + b.microUsd,
  unsure: a.unsure + b.unsure,
  priced: a.priced && b.priced,
  told: a.told && b.told,
  turns: a.turns + b.turns,
});

const sumOfRequest = ({ at, model: asked }: Books, { model = asked, usage, main }: Request): Sum => {
  const price = priceOf(model, at);
  const microUsd = price === undefined ? 0 : costOf(price, usage);
  return { ...nothing, usage, microUsd, priced: price !== undefined, told: false, turns: main ? 1 : 0 };
};

/** A sum of tokens does not tell how long each prompt was: where that decides the price, the difference is unsure. */
const sumOfBill = ({ model, at }: Books, { usage, microUsd }: Bill): Sum => {
  if (microUsd !== undefined) return { ...nothing, usage, microUsd };
  const price = priceOf(model, at);
  if (price === undefined) return { ...nothing, usage, priced: false, told: false };
  const least = leastCost(price, usage);
  return { ...nothing, usage, microUsd: least, unsure: costOf(price, usage) - least, told: false };
};

const sumOfCut = ({ most }: NonNullable<Stretch["cut"]>): Sum => ({
  ...nothing,
  unsure: most ?? 0,
  priced: most !== undefined,
  told: false,
});

const sumOfStretch = (books: Books, stretch: Stretch): Sum => {
  const requests = requestsOf(stretch).map((request) => sumOfRequest(books, request));
  const pieces = requests.reduce(add, nothing);
  const sum =
    stretch.bill === undefined ? pieces : { ...sumOfBill(books, stretch.bill), turns: pieces.turns };
  return stretch.cut === undefined ? sum : add(sum, sumOfCut(stretch.cut));
};

const tokens = ({ usage }: { readonly usage: Usage }): number => promptTokens(usage) + usage.output;

/** The pieces, or the session's own sum where that knows of more. */
const sumOfLedger = (books: Books, { stretches, total }: Ledger): Sum => {
  const pieces = stretches.map((stretch) => sumOfStretch(books, stretch)).reduce(add, nothing);
  const more = total === undefined ? -1 : tokens(total) - tokens(pieces);
  if (total === undefined || more < 0 || (more === 0 && total.microUsd === undefined)) return pieces;
  const cuts = stretches.flatMap(({ cut }) => (cut === undefined ? [] : [sumOfCut(cut)]));
  return { ...cuts.reduce(add, sumOfBill(books, total)), turns: Math.max(1, pieces.turns) };
};

/** What an attempt has used in all. */
export const sumOf = (books: Books): Sum =>
  Object.values(books.ledgers)
    .map((ledger) => sumOfLedger(books, ledger))
    .reduce(add, nothing);
