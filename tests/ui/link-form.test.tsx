// One client's link: weather, dials and bandwidth, for both directions or for each [UI-8].
import { cleanup, fireEvent, render, screen } from '@solidjs/testing-library';
import { afterEach, expect, test } from 'vitest';
import { LinkForm } from '../../src/ui/client/link-form.tsx';
import { PageProvider } from '../../src/ui/page.tsx';
import type { DirectionView, LinkView } from '../../src/world/world.ts';
import { clientView, stillWorld } from './still-world.ts';

const clear: DirectionView = { latencyMs: 0, jitterMs: 0, loss: 0, bandwidthBytesPerSecond: null };
const slow: DirectionView = { ...clear, latencyMs: 900 };

afterEach(cleanup);

function open(link: LinkView) {
  const client = clientView(1, 'Ann', [], { link });
  const world = stillWorld([client]);
  render(() => (
    <PageProvider world={world}>
      <LinkForm client={client} />
    </PageProvider>
  ));
  return world;
}

test.each<readonly [string, LinkView, LinkView]>([
  ['both', clear, { ...clear, latencyMs: 500 }],
  ['↑ up', clear, { ...clear, up: { ...clear, latencyMs: 500 } }],
  ['↓ down', clear, { ...clear, latencyMs: 500, up: clear }],
  ['↓ down', { ...clear, up: slow }, { ...clear, latencyMs: 500, up: slow }],
  ['both', { ...clear, up: slow }, { ...clear, latencyMs: 500 }],
])('latency %s of %j', (way, link, changed) => {
  const world = open(link);
  fireEvent.click(screen.getByRole('button', { name: way }));
  fireEvent.input(screen.getByRole('slider', { name: /^latency/ }), { target: { value: '500' } });
  expect(world.intents).toEqual([['setLink', 'client-1', changed]]);
});

test('a link that differs shows the way up first, and each way its own values', () => {
  open({ ...clear, up: slow });
  const latency = screen.getByRole<HTMLInputElement>('slider', { name: /^latency/ });
  expect([latency.value, screen.getByRole('button', { name: '↑ up' }).getAttribute('aria-pressed')]).toEqual([
    '900',
    'true',
  ]);
  fireEvent.click(screen.getByRole('button', { name: '↓ down' }));
  expect(latency.value).toBe('0');
});

test('loss and bandwidth of one way', () => {
  const world = open(clear);
  fireEvent.click(screen.getByRole('button', { name: '↑ up' }));
  fireEvent.input(screen.getByRole('slider', { name: /^loss/ }), { target: { value: '20' } });
  fireEvent.change(screen.getByLabelText('bandwidth'), { target: { value: '5000' } });
  expect(world.intents).toEqual([
    ['setLink', 'client-1', { ...clear, up: { ...clear, loss: 0.2 } }],
    ['setLink', 'client-1', { ...clear, up: { ...clear, bandwidthBytesPerSecond: 5000 } }],
  ]);
});
