import { formatCount } from '../format-number.js';
import { formatTable } from '../format-table.js';
import type { DemoReport, TrainedReport } from './demo-report.js';
import type { Score } from './judge-predictions.js';
import type { Story } from './story.js';

/** Beyond so many standard deviations two scores are not the same. */
const NOISE = 2.5;

/** Tells what came out: the scores that training promised beside those that live predictions reached. */
export function tellNumbers(story: Story, { honest, hindsight, live, agreement, latency }: DemoReport): void {
  const rows = [
    ['without hindsight', promised(honest), reached(live.honest), logLosses(honest, live.honest)],
    ['with hindsight', promised(hindsight), reached(live.hindsight), logLosses(hindsight, live.hindsight)],
  ];
  const titles = ['trained', 'AUC promised', 'AUC reached live', 'log loss promised, reached'];
  const table = formatTable(
    titles.map((title) => ({ title })),
    rows,
  );
  story.say('', ...table.trimEnd().split('\n'), '');
  story.say(...verdict(honest, hindsight, live));
  story.say(
    '',
    `${formatCount(agreement.equal)} of ${formatCount(agreement.values)} feature values served live equal, bit for bit, what a training set computes for the`,
    `same flight and minute${agreement.near > 0 ? `; ${formatCount(agreement.near)} more within a billionth part` : ''}.`,
    `A live prediction of one flight takes ${latency.p50.toFixed(2)} ms (p50), ${latency.p99.toFixed(2)} ms (p99).`,
  );
}

function verdict(honest: TrainedReport, hindsight: TrainedReport, live: DemoReport['live']): string[] {
  if (live.honest === null || live.hindsight === null) return ['Too few flights were predicted to score them.'];
  const { auc, noise } = promiseOf(honest);
  const off = Math.abs(auc - live.honest.auc) / Math.hypot(noise, live.honest.standardError);
  return [
    honest.daily === null
      ? 'Promised: on the later rows that were held out, ± one standard error.'
      : `Promised: on ${honest.daily.days} days that were held out, ± the standard deviation from day to day. Reached: on the time just lived through, ± one standard error.`,
    `Without hindsight the two lie ${off.toFixed(1)} standard deviations apart: ${off <= NOISE ? 'the promise held.' : 'more than noise, so that time was unlike the days before.'}`,
    `With hindsight the promise was ${(promiseOf(hindsight).auc - auc).toFixed(3)} higher, and live it fell ${(promiseOf(hindsight).auc - live.hindsight.auc).toFixed(3)} short: that model leans on`,
    'delays which nobody knows yet when the question is asked.',
    ...notYetGone(live),
  ];
}

/** A flight that left ahead of schedule is known to be early when it is asked about, live as in training; the others are harder. */
function notYetGone({ honestNotYetGone, hindsightNotYetGone }: DemoReport['live']): string[] {
  if (honestNotYetGone === null || hindsightNotYetGone === null) return [];
  return [
    `(A flight that left ahead of schedule is known to be early by its scheduled minute. On the others alone the AUC live was`,
    `${honestNotYetGone.auc.toFixed(3)} without and ${hindsightNotYetGone.auc.toFixed(3)} with hindsight.)`,
  ];
}

function promiseOf({ daily, auc, standardError }: TrainedReport): { readonly auc: number; readonly noise: number } {
  return daily === null ? { auc, noise: standardError } : { auc: daily.mean, noise: daily.deviation };
}

function promised(trained: TrainedReport): string {
  const { auc, noise } = promiseOf(trained);
  return `${auc.toFixed(3)} ± ${noise.toFixed(3)}`;
}

function reached(score: Score | null): string {
  return score === null ? '–' : `${score.auc.toFixed(3)} ± ${score.standardError.toFixed(3)}`;
}

function logLosses({ logLoss }: TrainedReport, live: Score | null): string {
  return `${logLoss.toFixed(3)}, ${live === null ? '–' : live.logLoss.toFixed(3)}`;
}
