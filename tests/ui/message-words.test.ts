// A message in one sentence, as the film and the line of the past tell it [UI-5].
import { expect, test } from 'vitest';
import { asClientId } from '../../src/base/ids.ts';
import { messageSentence, newestNews } from '../../src/ui/messages/sentence.ts';
import type { MessageView } from '../../src/world/messages.ts';

const [ann, ben] = [
  { id: asClientId('client-1'), name: 'Ann' },
  { id: asClientId('client-2'), name: 'Ben' },
];

function message(sequence: number, change: Partial<MessageView>): MessageView {
  const base = { sequence, atMs: sequence, direction: 'down', kind: 'delta', summary: 'posts 7', bytes: 1 } as const;
  const rest = { tables: [], rows: [], skipped: [], durationMs: null, partner: null, revision: 1, payload: '' };
  const parties = [ann, ben];
  return { ...base, ...rest, deliveries: new Map(), parties, ...change };
}

test.each<[string, Partial<MessageView>]>([
  ['delta to Ann and Ben: posts 7', {}],
  ['Ann runs CreatePost', { direction: 'up', kind: 'mutation', summary: 'runs CreatePost', parties: [ann] }],
  ['Ann and Ben must catch up: its session changed', { kind: 'catchupRequired', summary: 'must catch up: its session changed' }], // prettier-ignore
])('%s', (sentence, change) => {
  expect(messageSentence(message(1, change), ({ name }) => name)).toBe(sentence);
});

test('signs of life are no news', () => {
  const news = [message(1, {}), message(2, { kind: 'pong' }), message(3, { kind: 'catalog' })];
  expect(newestNews(news)?.sequence).toBe(1);
  expect(newestNews([])).toBeUndefined();
});
