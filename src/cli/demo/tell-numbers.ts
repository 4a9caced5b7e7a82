import { formatCount } from '../format-number.js';
import { formatTable } from '../format-table.js';
import type { DemoReport, TrainedReport } from './demo-report.js';
import type { Score } from './judge-predictions.js';
import type { Story } from './story.js';

/** Tells what came out: the scores that training promised beside those that live predictions reached. */
export function tellNumbers(story: Story, { honest, hindsight, live, agreement, latency }: DemoReport): void {
  const rows = [
    [
      'without hindsight',
      promise(honest),
      reached(live.honest),
      reached(live.honestNotYetGone),
      logLosses(honest, live.honest),
    ],
    [
      'with hindsight',
      promise(hindsight),
      reached(live.hindsight),
      reached(live.hindsightNotYetGone),
      logLosses(hindsight, live.hindsight),
    ],
  ];
  const titles = ['trained', 'AUC promised', 'AUC reached live', 'of those not yet gone', 'log loss promised, live'];
  const table = formatTable(
    titles.map((title) => ({ title })),
    rows,
  );
  story.say('', ...table.trimEnd().split('\n'), '');
  story.say(...verdict(honest, hindsight, live));
  story.say(
    '',
    `${formatCount(agreement.equal)} of ${formatCount(agreement.values)} feature values served live equal, bit for bit, what a training set`,
    `computes for the same flight and minute${agreement.near > 0 ? `; ${formatCount(agreement.near)} more within a billionth part` : ''}.`,
    `A live prediction of one flight takes ${latency.p50.toFixed(2)} ms (p50), ${latency.p99.toFixed(2)} ms (p99), logging included.`,
  );
}

function verdict(honest: TrainedReport, hindsight: TrainedReport, live: DemoReport['live']): string[] {
  if (live.honest === null || live.hindsight === null) return ['Too few flights were predicted to score them.'];
  const noise = Math.hypot(honest.standardError, live.honest.standardError);
  const off = Math.abs(honest.auc - live.honest.auc) / noise;
  return [
    `What training without hindsight promised and what the service reached lie ${off.toFixed(1)} standard errors apart${off <= 3 ? ': the promise held' : ', more than noise: that day was unlike the days before'}.`,
    `With hindsight the promise was ${(hindsight.auc - honest.auc).toFixed(3)} higher, and live it fell ${(hindsight.auc - live.hindsight.auc).toFixed(3)} short of it:`,
    'that model leans on delays which nobody knows yet when the question is asked. "Not yet gone" are the flights that',
    'had not left ahead of schedule: one that has is known to be early, live as in training.',
  ];
}

function promise({ auc, standardError }: TrainedReport): string {
  return `${auc.toFixed(3)} ± ${standardError.toFixed(3)}`;
}

function reached(score: Score | null): string {
  return score === null ? '–' : `${score.auc.toFixed(3)} ± ${score.standardError.toFixed(3)}`;
}

function logLosses({ logLoss }: TrainedReport, live: Score | null): string {
  return `${logLoss.toFixed(3)}, ${live === null ? '–' : live.logLoss.toFixed(3)}`;
}
