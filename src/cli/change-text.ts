import type { PlannedChange } from '../registration/plan-registration.js';
import type { Terminal } from './terminal.js';

/** What a registration does, one line a definition: `+` created, `~` changed, `=` unchanged. */
export function formatChanges(changes: readonly PlannedChange[], terminal: Terminal): string {
  if (changes.length === 0) return 'There is no definition in these files.\n';
  return changes.map((change) => `${formatChange(change, terminal)}\n`).join('');
}

/** A change as data. */
export function changeToJson({
  kind,
  name,
  action,
  version,
  hash,
  differences,
  inText,
  describedAnew,
}: PlannedChange): Readonly<Record<string, unknown>> {
  return { kind, name, action, version, hash, differences, inText, describedAnew };
}

function formatChange(
  { kind, name, action, version, differences, inText, describedAnew }: PlannedChange,
  terminal: Terminal,
): string {
  const line = `${kind.padEnd(14)}  ${name}@${version}`;
  const because = inText ? '' : ' (because of what it refers to)';
  switch (action) {
    case 'CREATED':
      return terminal.green(`+ ${line}`);
    case 'CHANGED':
      return `${terminal.yellow(`~ ${line}`)}${because}${differences.map((difference) => `\n      ${difference}`).join('')}`;
    case 'UNCHANGED':
      return terminal.dim(`= ${line}${describedAnew ? ' (described anew)' : ''}`);
    default:
      return action satisfies never;
  }
}
