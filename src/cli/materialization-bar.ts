import type { MaterializationProgress } from '../materialization/materialization-progress.js';
import type { ProgressBar } from './progress-bar.js';

/**
 * Shows materializations that go on side by side as one bar: all rows on their way into history first, then all entities on
 * their way to the online store.
 */
export function showMaterialization(bar: ProgressBar): (progress: MaterializationProgress) => void {
  const newest = new Map<string, MaterializationProgress>();
  return (progress) => {
    newest.set(`${progress.stage} ${progress.name}`, progress);
    const all = [...newest.values()];
    const history = all.filter(({ stage }) => stage === 'HISTORY');
    const unfinished = history.some(({ done, total }) => total === null || done < total);
    const shown = unfinished ? history : all.filter(({ stage }) => stage === 'ONLINE');
    if (shown.length > 0)
      bar.show({ stage: unfinished ? 'rows into history' : 'entities to the online store', ...sum(shown) });
  };
}

function sum(parts: readonly MaterializationProgress[]): { readonly done: number; readonly total: number | null } {
  const done = parts.reduce((all, part) => all + part.done, 0);
  const total = parts.reduce<number | null>(
    (all, part) => (all === null || part.total === null ? null : all + part.total),
    0,
  );
  return { done, total };
}
