// Words for seeded rows of records that are no people: what channels, goods, companies, places and teams are called, and what is said.

/** Names of things, by what the record is called. Each list is long enough that the first rows differ. */
const THINGS: readonly (readonly [record: RegExp, names: readonly string[]])[] = [
  [
    /channel|room|forum|topic|board|thread/i,
    ['general', 'random', 'kitchen', 'design', 'release', 'support', 'music', 'walks', 'books', 'garden', 'lost-and-found', 'travel', 'photos', 'lunch', 'bikes', 'games', 'quiet', 'weather', 'ideas', 'archive'], // prettier-ignore
  ],
  [
    /good|product|ware|article|stock|part$/i,
    ['kettle', 'lantern', 'wool blanket', 'bread knife', 'hand drill', 'teapot', 'folding stool', 'rain cape', 'oil lamp', 'enamel mug', 'garden fork', 'toolbox', 'rope, 20 m', 'bicycle bell', 'chalk board', 'seed tray', 'brass hook', 'pocket radio', 'sewing kit', 'bird feeder'], // prettier-ignore
  ],
  [
    /supplier|company|vendor|firm|brand|shop|maker|publisher|organi[sz]ation/i,
    ['Norrland Tools', 'Casa Verde', 'Baltic Glass', 'Morgenstern', 'Ateljé Nord', 'Fjord & Sons', 'Olive Press', 'Kiln Works', 'Harbour Trading', 'Sierra Wool', 'Copper Lane', 'Two Rivers', 'Old Mill', 'Lighthouse', 'Blue Door', 'Granite House', 'Wild Garden', 'Paper Mill', 'Iron Bridge', 'South Quay'], // prettier-ignore
  ],
  [
    /site|warehouse|place|city|town|location|station/i,
    ['Bergen', 'Porto', 'Gdańsk', 'Trieste', 'Bilbao', 'Tartu', 'Ghent', 'Izmir', 'Turku', 'Graz', 'Lucca', 'Split', 'Aarhus', 'Brno', 'Cork', 'Faro', 'Visby', 'Leiden', 'Zadar', 'Umeå'], // prettier-ignore
  ],
  [
    /team|group|department|club|project/i,
    ['North', 'Harbour', 'Workshop', 'Night shift', 'Field', 'Archive', 'Kitchen', 'Garden', 'Studio', 'Library', 'Transport', 'Repairs', 'Press', 'Events', 'Training', 'Research', 'Outreach', 'Stores', 'Front desk', 'Cellar'], // prettier-ignore
  ],
];

/** What a second and third thing of the same name is called. */
const VARIETIES = ['', ', large', ', small', ', second hand'] as const;

/** The name of the `number`th thing of a record; null for records that are called otherwise. */
export function thingName(record: string, number: number): string | null {
  const names = THINGS.find(([pattern]) => pattern.test(record))?.[1];
  if (!names) return null;
  const variety = VARIETIES[Math.floor((number - 1) / names.length) % VARIETIES.length] ?? '';
  const name = `${names[(number - 1) % names.length] ?? ''}${variety}`;
  return isChannel(record) ? name : name.charAt(0).toUpperCase() + name.slice(1);
}

/** Channels are written small, as people type them. */
function isChannel(record: string): boolean {
  return /channel|room/i.test(record);
}

/** Whether rows of the record are said by somebody: short, and to others. */
export function isSaid(record: string): boolean {
  return /message|comment|reply|chat/i.test(record);
}

/** What people say to each other. */
export const SAYINGS = [
  'Lunch at half past twelve?',
  'The release is out',
  'Who has the key to the bike shed?',
  'Running ten minutes late',
  'Photos from Saturday are up',
  'Can somebody water the plants?',
  'No milk left, sorry',
  'The talk moved to ten',
  'Welcome to the channel',
  'I found a blue scarf',
  'Coffee in five minutes',
  'Does the printer work for you?',
  'Thanks, that helped',
  'See you on Sunday',
  'The tests are green again',
  'Anybody up for a walk?',
  'I will bring the cake',
  'It is raining again',
  'Where is the big ladder?',
  'Back tomorrow',
  'Count me in',
  'Please read the notes first',
  'Who is cooking tonight?',
  'Good question',
] as const;

/** What people jot down beside a number. */
export const NOTE_SHAPES = [
  'counted twice',
  'for the window',
  'came back',
  'box was open',
  'urgent',
  'by bicycle',
] as const;
