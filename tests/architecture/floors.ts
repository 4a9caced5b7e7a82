/** A room and where it stands. Rooms of one floor that are `apart` never import each other. */
export interface Floor {
  readonly name: string;
  /** From the lowest room to the highest; a room imports only from itself and from rooms before it. */
  readonly rooms: readonly string[];
  /** Whether the rooms of the floor leave each other alone. */
  readonly apart: boolean;
}

/** The building, bottom-up. Change this table first, with the reason, when a room has to move. */
export const FLOORS: readonly Floor[] = [
  {
    name: 'ground',
    rooms: ['errors', 'time', 'values', 'expressions', 'aggregates', 'definitions', 'point-in-time', 'models'],
    apart: false,
  },
  {
    name: 'stores',
    rooms: ['postgres', 'migrations', 'registry', 'sources', 'offline', 'online', 'prediction-log'],
    apart: false,
  },
  { name: 'services', rooms: ['registration', 'materialization', 'training', 'serving', 'monitoring'], apart: true },
  { name: 'what the services give', rooms: ['services.ts'], apart: false },
  { name: 'faces', rooms: ['graphql', 'rest', 'cli', 'console'], apart: true },
  { name: 'roof', rooms: ['app'], apart: false },
];

/** The rooms of the ground: pure. */
export const GROUND: readonly string[] = (FLOORS[0] as Floor).rooms;

/** The room of a file, such as `values` for `src/values/json.ts`; `undefined` outside the building. */
export function roomOf(path: string): string | undefined {
  const [folder, room] = path.split('/');
  if (folder === 'migrations') return 'migrations';
  return folder === 'src' ? room : undefined;
}

/** The floor and the place on it of a room; `undefined` when the table does not know it. */
export function findRoom(room: string | undefined): { readonly floor: Floor; readonly height: number } | undefined {
  let height = 0;
  for (const floor of FLOORS) {
    for (const each of floor.rooms) {
      height += 1;
      if (each === room) return { floor, height };
    }
  }
  return undefined;
}
