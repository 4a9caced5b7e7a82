import { Command, CommanderError } from 'commander';
import { addApplyCommand } from './commands/apply.js';
import { addDemoCommand } from './commands/demo.js';
import { addDoctorCommand } from './commands/doctor.js';
import { addFeaturesCommand } from './commands/features.js';
import { addImportCommand } from './commands/import.js';
import { addMaterializeCommand } from './commands/materialize.js';
import { addPlanCommand } from './commands/plan.js';
import { addPredictCommand } from './commands/predict.js';
import { addRunsCommand } from './commands/runs.js';
import { addServeCommands } from './commands/serve.js';
import { addTrainCommand } from './commands/train.js';
import { addTrainingSetCommand } from './commands/training-set.js';
import { describeError, errorToJson } from './describe-error.js';
import type { CommandContext } from './installation.js';
import { toJsonText } from './json-text.js';
import type { Terminal } from './terminal.js';
import { ToldFailure, UsageError } from './usage-error.js';

const ADDERS = [
  addServeCommands,
  addDemoCommand,
  addPlanCommand,
  addApplyCommand,
  addMaterializeCommand,
  addRunsCommand,
  addTrainingSetCommand,
  addTrainCommand,
  addFeaturesCommand,
  addPredictCommand,
  addImportCommand,
  addDoctorCommand,
];

const SUCCESS = 0;
const FAILURE = 1;
const WRONG_USAGE = 2;

/** Runs a command line and gives its exit status: 0, 1 when it was refused or failed, 2 when it was written wrongly. Never throws. */
export async function runCli(args: readonly string[], context: CommandContext): Promise<number> {
  const program = createProgram(context);
  try {
    await program.parseAsync(args as string[], { from: 'user' });
    return SUCCESS;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? SUCCESS : WRONG_USAGE;
    if (!(error instanceof ToldFailure)) tell(error, args.includes('--json'), context.terminal);
    return error instanceof UsageError ? WRONG_USAGE : FAILURE;
  }
}

function tell(error: unknown, asJson: boolean, terminal: Terminal): void {
  if (asJson) terminal.note(`${toJsonText({ error: errorToJson(error) })}\n`);
  else terminal.note(`${terminal.red('error')} ${describeError(error)}\n`);
}

function createProgram(context: CommandContext): Command {
  const program = new Command('asof')
    .description('The feature store in which every answer has a moment.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.terminal.out(text),
      writeErr: (text) => context.terminal.note(text),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .showSuggestionAfterError(true)
    .showHelpAfterError('(say --help for what there is)');
  for (const add of ADDERS) add(program, context);
  return program;
}
