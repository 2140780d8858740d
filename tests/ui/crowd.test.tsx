// The tableau of many clients and many rows: only what is in sight is drawn, the rest is told [UI-3].
import { cleanup, render, screen, within } from '@solidjs/testing-library';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { PageProvider } from '../../src/ui/page.tsx';
import { GlowBudget } from '../../src/ui/tableau/glow.ts';
import { lanesOf, scarceRows } from '../../src/ui/tableau/scarce.ts';
import { Tableau } from '../../src/ui/tableau/tableau.tsx';
import { clientView, post, stillWorld, type StillWorld } from './still-world.ts';

const posts = (count: number) => Array.from({ length: count }, (_, key) => post([key + 1, `Post ${key + 1}`, true]));

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

/** An observer whose watched elements a test lets come and go. */
class StillObserver {
  static readonly watched = new Set<Element>();
  static tell: (entries: readonly Partial<IntersectionObserverEntry>[]) => void = () => undefined;

  constructor(tell: (entries: readonly Partial<IntersectionObserverEntry>[]) => void) {
    StillObserver.watched.clear();
    StillObserver.tell = tell;
  }

  observe(element: Element): void {
    StillObserver.watched.add(element);
  }

  unobserve(element: Element): void {
    StillObserver.watched.delete(element);
  }

  disconnect(): void {
    StillObserver.watched.clear();
  }
}

function crowd(count: number): StillWorld {
  vi.stubGlobal('IntersectionObserver', StillObserver);
  const world = stillWorld(
    Array.from({ length: count }, (_, index) => clientView(index + 1, `User ${index + 1}`, posts(3))),
  );
  render(() => (
    <PageProvider world={world}>
      <Tableau />
    </PageProvider>
  ));
  return world;
}

const card = (number: number) => screen.getByRole('row', { name: new RegExp(`^User ${number},`) });
const cellsOf = (number: number) => within(card(number)).queryAllByTestId('cell').length;

function move(number: number, isIntersecting: boolean): void {
  const boundingClientRect = { height: 120 } as DOMRectReadOnly;
  StillObserver.tell([{ target: card(number), isIntersecting, boundingClientRect }]);
}

describe('a crowd', () => {
  test('has a card for everybody, and rows in those that are in sight', () => {
    crowd(100);
    expect(screen.getAllByTestId('client-card').length).toBe(100);
    expect(screen.queryAllByTestId('cell')).toEqual([]);
    move(40, true);
    expect(cellsOf(40)).toBe(3);
    expect(screen.getAllByTestId('cell').length).toBe(3);
    expect(card(40).getAttribute('aria-label')).toBe('User 40, live, 3 Post rows');
    expect(card(41).getAttribute('aria-label')).toBe('User 41, live');
  });

  test('a card that leaves draws nothing more and keeps its place; what came meanwhile is there when it is back', () => {
    const world = crowd(100);
    move(7, true);
    move(7, false);
    expect(cellsOf(7)).toBe(0);
    expect(card(7).style.minHeight).toBe('120px');
    world.show({ clients: world.view().clients.map((client, index) => clientView(index + 1, client.name, posts(5))) });
    expect(screen.queryAllByTestId('cell')).toEqual([]);
    move(7, true);
    expect(cellsOf(7)).toBe(5);
    expect(card(7).style.minHeight).toBe('');
    expect(card(7).querySelector('.news')).toBeNull();
  });

  test('who is called otherwise or goes offline is told also out of sight', () => {
    const world = crowd(100);
    const [first, ...others] = world.view().clients;
    if (!first) throw new Error('a hundred clients were given');
    world.show({ clients: [clientView(1, 'Ann', posts(3), { phase: 'offline' }), ...others] });
    expect(screen.getByRole('row', { name: /^Ann,/ }).dataset['phase']).toBe('offline');
  });

  test('clients that came later are watched, those that left are not', () => {
    const world = crowd(100);
    expect(StillObserver.watched.size).toBe(100);
    world.show({ clients: [...world.view().clients.slice(1), clientView(101, 'User 101', posts(1))] });
    expect(StillObserver.watched.size).toBe(100);
    move(101, true);
    expect(cellsOf(101)).toBe(1);
  });
});

describe('many rows', () => {
  test('a card draws the first ones and tells how many more there are', () => {
    const { shelves } = lanesOf(clientView(1, 'Ann', posts(1000)), [], 240);
    expect(shelves.map(({ common, more }) => [common.length, common[0]?.key, more])).toEqual([[240, 1, 760]]);
    expect(lanesOf(clientView(1, 'Ann', posts(240)), [], 240).shelves[0]?.more).toBe(0);
  });

  test('of rows that others lack a card draws the first ones as well, and counts the rest', () => {
    const ann = clientView(1, 'Ann', posts(100));
    const { shelves, scarceHeld, lacking } = lanesOf(ann, scarceRows([ann, clientView(2, 'Ben', [])]), 240);
    expect(shelves.map(({ scarce, common, more }) => [scarce.length, common.length, more])).toEqual([[18, 0, 82]]);
    expect([scarceHeld, lacking]).toEqual([100, 0]);
  });

  test('beyond what a person compares there is no lane of its own', () => {
    const few = clientView(1, 'Ann', posts(3));
    expect(scarceRows([few, clientView(2, 'Ben', posts(2))]).length).toBe(1);
    expect(scarceRows([few, clientView(2, 'Ben', posts(2), { heldRows: 2001 })])).toEqual([]);
  });
});

describe('glow', () => {
  const asked = (budget: GlowBudget, times: number, atMs: number) =>
    Array.from({ length: times }, () => budget.allows(atMs)).filter(Boolean).length;

  test('a few new cells glow, a flood does not, and after a calm span they glow again', () => {
    const budget = new GlowBudget();
    expect(asked(budget, 20, 100)).toBe(20);
    expect(asked(budget, 500, 1700)).toBe(60);
    expect(asked(budget, 500, 3300)).toBe(0);
    expect(asked(budget, 20, 4900)).toBe(0);
    expect(asked(budget, 20, 6500)).toBe(20);
    expect(asked(budget, 20, 60_000)).toBe(20);
  });
});
