// The place of the query panel: kept while clients are on their way, filled behind the first live one, or when somebody reaches for it.
import { cleanup, fireEvent, render, screen } from '@solidjs/testing-library';
import { afterEach, expect, test } from 'vitest';
import { PageProvider } from '../../src/ui/page.tsx';
import { QueryPlace } from '../../src/ui/query/query-place.tsx';
import { clientView, stillWorld, type StillWorld } from './still-world.ts';

afterEach(cleanup);

/** A world whose only client is on its way. */
function opening(): StillWorld {
  const world = stillWorld([clientView(1, 'Ann', [], { phase: 'connecting' })]);
  world.show({ server: { phase: 'starting' } });
  render(() => (
    <PageProvider world={world}>
      <QueryPlace />
    </PageProvider>
  ));
  return world;
}

const running = stillWorld([]).view().server;

function panel(): HTMLElement | null {
  return screen.queryByTestId('query-panel');
}

/** Longer than a picture and the fetching take here. */
async function aWhile(): Promise<void> {
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
}

const REASONS: readonly (readonly [string, (world: StillWorld) => void])[] = [
  ['a client is live', (world) => world.show({ clients: [clientView(1, 'Ann', [])] })],
  ['nobody is on the way', (world) => world.show({ clients: [clientView(1, 'Ann', [], { phase: 'offline' })] })],
];

test.each(REASONS)('the panel comes when %s', async (_reason, happen) => {
  const world = opening();
  expect(screen.getByText('The queries appear when the server runs.')).toBeTruthy();
  world.show({ server: running });
  await aWhile();
  expect(panel()).toBeNull();
  expect(screen.getByLabelText('Run')).toBeTruthy();
  happen(world);
  expect(await screen.findByTestId('query-panel', {}, { timeout: 20_000 })).toBeTruthy();
  expect(screen.queryByText('Loading…')).toBeNull();
});

test('the panel comes when somebody reaches for it, whatever the server does', async () => {
  opening();
  fireEvent.pointerEnter(screen.getByTestId('query-place'));
  expect(await screen.findByTestId('query-panel', {}, { timeout: 20_000 })).toBeTruthy();
});

test('a client that is on its way for long does not keep the panel away', async () => {
  opening().show({ server: running });
  expect(await screen.findByTestId('query-panel', {}, { timeout: 20_000 })).toBeTruthy();
});
