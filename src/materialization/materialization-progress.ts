/** What is under way in a materialization, for progress bars. */
export interface MaterializationProgress {
  /** `AirportDelays@2`. */
  readonly name: string;
  readonly stage: 'HISTORY' | 'ONLINE';
  /** Rows (history) or entities (online) done so far. */
  readonly done: number;
  /** Of how many, where it is known. */
  readonly total: number | null;
}
