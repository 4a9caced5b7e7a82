/** A command line that makes no sense: exit status 2. */
export class UsageError extends Error {}

/** A command that did what it was asked and found that something is wrong, already told: exit status 1 and nothing more to say. */
export class ToldFailure extends Error {}
