// The head's network: weather for all, and frames in hand [UI-8].
import { cleanup, fireEvent, render, screen, within } from '@solidjs/testing-library';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { asClientId } from '../../src/base/ids.ts';
import { loadAhead } from '../../src/ui/later.tsx';
import { PageProvider } from '../../src/ui/page.tsx';
import { NetworkControls } from '../../src/ui/shell/network-controls.tsx';
import { clientView, stillWorld, type StillWorld } from './still-world.ts';

let world: StillWorld;
const still = { preset: 'lan', serverDown: false, flyingCount: 1 } as const;

beforeAll(loadAhead);
beforeEach(() => {
  world = stillWorld([clientView(1, 'Ann', [])]);
  render(() => (
    <PageProvider world={world}>
      <NetworkControls />
    </PageProvider>
  ));
});
afterEach(cleanup);

/** The test's DOM knows no popovers: tells the panel that it was opened. */
function open(): HTMLElement {
  const panel = screen.getByTestId('network-panel');
  panel.dispatchEvent(Object.assign(new Event('toggle'), { newState: 'open' }));
  return panel;
}

test('weather and the server of all are chosen in the panel', () => {
  const panel = open();
  fireEvent.change(within(panel).getByLabelText('preset'), { target: { value: 'tunnel' } });
  fireEvent.click(within(panel).getByLabelText(/^Server down/));
  expect(world.intents).toEqual([
    ['setPreset', 'all', 'tunnel'],
    ['setServerDown', true],
  ]);
});

test('numbers of all clients, and all of them offline and back', () => {
  const ann = clientView(1, 'Ann', []);
  const ben = clientView(2, 'Ben', [], { phase: 'offline', link: { ...ann.link, latencyMs: 300 } });
  world.show({ clients: [ann, ben] });
  const panel = open();
  const own = within(panel).getByTestId('network-own');
  expect(own.textContent).toContain('links differ');
  fireEvent.input(within(own).getByRole('slider', { name: /^latency/ }), { target: { value: '500' } });
  const slow = { ...ann.link, latencyMs: 500 };
  expect(world.intents.splice(0)).toEqual([
    ['setLink', 'client-1', slow],
    ['setLink', 'client-2', slow],
  ]);
  fireEvent.click(within(panel).getByRole('button', { name: 'Take all offline' }));
  fireEvent.click(within(panel).getByRole('button', { name: 'Bring all online' }));
  expect(world.intents.map(([, id, online]) => [id, online])).toEqual([
    ['client-1', false],
    ['client-2', false],
    ['client-1', true],
    ['client-2', true],
  ]);
  world.show({ clients: [ann, ben].map((client) => ({ ...client, preset: null, link: slow })) });
  expect(screen.getByTestId('network-button').textContent).toContain('own numbers');
  expect(within(panel).queryByTestId('preset-words')).toBeNull();
});

test('says what the chosen link does, in words and in numbers', () => {
  const panel = open();
  expect(within(panel).getByTestId('preset-words').textContent).toContain('no delay; nothing is lost.');
  world.show({ network: { ...still, flying: [], preset: '3g' } });
  expect(within(panel).getByTestId('preset-words').textContent).toContain(
    '150 ms each way and up to 60 ms more by chance; 40.0 kB/s up, 95.0 kB/s down; nothing is lost.',
  );
  world.show({ network: { ...still, flying: [], preset: 'cafe' } });
  expect(within(panel).getByTestId('preset-words').textContent).toContain('2 of 100 frames are lost.');
});

test.each([
  ['Hold', 'hold'],
  ['Deliver', 'release'],
  ['Drop', 'drop'],
] as const)('a frame under way: %s', (label, how) => {
  const panel = open();
  const frame = {
    id: 4,
    client: asClientId('client-1'),
    sequence: 9,
    direction: 'up',
    sinceMs: 0,
    dueMs: 9,
    held: false,
  } as const;
  world.show({ network: { ...still, flying: [frame] } });
  const line = within(panel).getByTestId('flying');
  expect(line.textContent).toContain('Ann to the server');
  fireEvent.click(within(line).getByRole('button', { name: label }));
  expect(world.intents).toEqual([['alterFrame', 4, how]]);
});
