// Panes and tabs by keyboard: what every key does, and what assistive technology is told.
import { cleanup, fireEvent, render, screen } from '@solidjs/testing-library';
import { createSignal } from 'solid-js';
import { afterEach, describe, expect, test } from 'vitest';
import { shareFor, Split } from '../../src/ui/widgets/split.tsx';
import { TabList } from '../../src/ui/widgets/tab-list.tsx';

afterEach(cleanup);

describe('panes', () => {
  const edge = () => screen.getByRole('separator', { name: 'Resize' });
  const share = () => Number(edge().getAttribute('aria-valuenow'));
  const press = (...keys: readonly string[]) => keys.forEach((key) => fireEvent.keyDown(edge(), { key }));
  const second = () => screen.getByText('second').closest<HTMLElement>('.pane');

  test.each([
    [['ArrowLeft'], 58],
    [['ArrowRight', 'ArrowRight'], 64],
    [['Home'], 30],
    [['Home', 'ArrowLeft'], 30],
    [['End'], 80],
    [['End', 'ArrowRight'], 100],
    [['End', 'ArrowRight', 'ArrowLeft'], 80],
    [['Home', 'Enter'], 100],
    [['Home', 'Enter', 'Enter'], 30],
    [['Tab'], 60],
  ])('%j leaves the edge at %i', (keys, expected) => {
    render(() => <Split label="Resize" first={<p>first</p>} second={<p>second</p>} />);
    press(...keys);
    expect(share()).toBe(expected);
    expect(second()?.hidden).toBe(expected === 100);
  });

  test.each([
    [10, 30],
    [55.5, 55.5],
    [85, 80],
    [95, 100],
  ])('dragged to %i it stays at %i', (wanted, expected) => expect(shareFor(wanted)).toBe(expected));

  test('a double click folds the panel away and back; what it shows is kept', () => {
    render(() => <Split label="Resize" first={<p>first</p>} second={<p>second</p>} />);
    const shown = second();
    fireEvent.dblClick(edge());
    expect(shown?.hidden).toBe(true);
    fireEvent.dblClick(edge());
    expect(shown?.hidden).toBe(false);
    expect(second()).toBe(shown);
  });
});

describe('tabs', () => {
  const TABS = ['one', 'two', 'three'].map((name) => ({ name, label: name }));
  const [open, setOpen] = createSignal('one');
  const tab = (name: string) => screen.getByRole('tab', { name });

  function tabs(): void {
    setOpen('one');
    render(() => (
      <TabList
        label="Panels"
        tabs={TABS}
        open={open()}
        onOpen={setOpen}
        tabId={(name) => `tab-${name}`}
        panelId={(name) => `panel-${name}`}
      />
    ));
  }

  test.each([
    [['ArrowRight'], 'two'],
    [['ArrowLeft'], 'three'],
    [['End'], 'three'],
    [['End', 'ArrowRight'], 'one'],
    [['End', 'Home'], 'one'],
    [['x'], 'one'],
  ])('%j opens %s', (keys, expected) => {
    tabs();
    for (const key of keys) fireEvent.keyDown(tab(open()), { key });
    expect(open()).toBe(expected);
    expect(TABS.map(({ name }) => tab(name).getAttribute('aria-selected'))).toEqual(
      TABS.map(({ name }) => String(name === expected)),
    );
    expect(TABS.filter(({ name }) => tab(name).tabIndex === 0).map(({ name }) => name)).toEqual([expected]);
  });

  test('a click opens, and every tab names its panel', () => {
    tabs();
    fireEvent.click(tab('two'));
    expect(open()).toBe('two');
    expect(tab('two').getAttribute('aria-controls')).toBe('panel-two');
  });
});
