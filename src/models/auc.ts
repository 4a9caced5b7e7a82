/** The area under the ROC curve and how far chance alone may move it. */
export interface Auc {
  readonly auc: number;
  /** One standard error. Two AUCs nearer than about twice this cannot be told apart. */
  readonly standardError: number;
}

/**
 * The chance that a row with label 1 is given a higher probability than one with label 0, a tie counting half; null when
 * only one of the labels is there. Rank based (Mann-Whitney), ties sharing their mean rank. The standard error is that of Hanley and McNeil,
 * "The meaning and use of the area under a ROC curve", 1982.
 */
export function measureAuc(labels: Float64Array, probabilities: Float64Array): Auc | null {
  const order = Uint32Array.from({ length: labels.length }, (_, index) => index);
  order.sort((a, b) => (probabilities[a] as number) - (probabilities[b] as number));
  let positives = 0;
  let rankSum = 0;
  for (let from = 0, to = 0; from < order.length; from = to) {
    const probability = probabilities[order[from] as number];
    let tied = 0;
    for (to = from; to < order.length && probabilities[order[to] as number] === probability; to += 1)
      tied += labels[order[to] as number] as number;
    positives += tied;
    rankSum += (tied * (from + 1 + to)) / 2;
  }
  const negatives = labels.length - positives;
  if (positives === 0 || negatives === 0) return null;
  const auc = (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
  return { auc, standardError: standardErrorOf(auc, positives, negatives) };
}

function standardErrorOf(auc: number, positives: number, negatives: number): number {
  const square = auc * auc;
  const twoPositives = auc / (2 - auc) - square;
  const twoNegatives = (2 * square) / (1 + auc) - square;
  const variance =
    (auc - square + (positives - 1) * twoPositives + (negatives - 1) * twoNegatives) / (positives * negatives);
  return Math.sqrt(Math.max(0, variance));
}
