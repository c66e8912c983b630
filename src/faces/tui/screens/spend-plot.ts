import type { Spend } from "../../../views/spend.ts";
import { clockTime } from "../../cli/when.ts";
import { plot, type Curve } from "../compose/plot.ts";
import { left, right, row, span, type Row } from "../compose/span.ts";
import type { View } from "../screen/view.ts";
import { cents } from "./words.ts";

const axis = 8;

/** What was spent by a moment; thousands of points are asked for each column of the plot, so it is looked up by halves. */
const spentBy = (points: Spend["points"], moment: number): number => {
  let [low, high] = [0, points.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((points[middle]?.at ?? Infinity) <= moment) low = middle + 1;
    else high = middle;
  }
  return points[low - 1]?.spent ?? 0;
};

/** Money at a moment of the past, as a share of the highest. */
const spentCurve = ({ points, from, until }: Spend, top: number, now: number): Curve => ({
  ink: "good",
  heightAt: (x) => {
    const at = from + x * (until - from);
    return at > now ? undefined : spentBy(points, at) / top;
  },
});

const forecastCurve = ({ points, from, until, forecast }: Spend, top: number, now: number): Curve => ({
  ink: "busy",
  heightAt: (x) => {
    const at = from + x * (until - from);
    if (at < now) return undefined;
    const spent = points.at(-1)?.spent ?? 0;
    return (spent + ((forecast - spent) * (at - now)) / Math.max(1, until - now)) / top;
  },
});

const capCurve = ({ cap }: Spend, top: number): Curve => ({
  ink: "bad",
  heightAt: (x) => (Math.round(x * 60) % 2 === 0 ? cap / top : undefined),
});

/** The day's money from midnight to midnight: what was spent, where it goes, and the cap. */
export const spendPlot = (
  view: View,
  spend: Spend,
  size: { width: number; height: number },
): readonly Row[] => {
  const { now } = view.scene;
  const top = Math.max(spend.cap, spend.forecast, 1) * 1.05;
  const width = Math.max(0, size.width - axis - 1);
  const height = Math.max(0, size.height - 1);
  const curves = [capCurve(spend, top), forecastCurve(spend, top, now), spentCurve(spend, top, now)];
  const rows = plot(view.look, curves, { width, height });
  const label = (at: number): Row => {
    if (at === 0) return right(cents(top), axis, "dim");
    return right(at === height - 1 ? "$0.00" : "", axis, "dim");
  };
  const hours = [0, 1, 2, 3, 4].map((quarter) =>
    clockTime(spend.from + (quarter * (spend.until - spend.from)) / 4).slice(0, 5),
  );
  const foot = hours.slice(0, 4).flatMap((word) => left(word, Math.floor(width / 4), "dim"));
  return [
    ...rows.map((own, at) => [...label(at), span(" "), ...own]),
    row(span(" ".repeat(axis + 1)), ...foot),
  ];
};
