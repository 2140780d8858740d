// Commands about time: pause, step, pace, and looking back [UI-9].
import type { Page } from '../page.tsx';
import { neighbour } from '../time/ago.ts';
import { nextRate, rateName } from '../time/rate.ts';
import type { Command } from './command.ts';

export function timeCommands(page: Page): readonly Command[] {
  const { time, recording } = page.world;
  const { paused, rate } = page.now().time;
  const isPast = page.moment() !== null;
  const group = 'Time';
  const faster = nextRate(rate, 1);
  const slower = nextRate(rate, -1);
  const look = (by: 1 | -1) => page.lookAt(neighbour(recording.moments(), page.moment(), by));
  return [
    { id: 'pause', title: paused ? 'Let time go on' : 'Pause time', group, keys: 'p', alike: 'play stop resume', run: () => time.setPaused(!paused) }, // prettier-ignore
    { id: 'step', title: 'Let one message arrive', group, keys: '.', alike: 'step', enabled: paused && page.now().network.flyingCount > 0, run: () => time.step() }, // prettier-ignore
    { id: 'faster', title: `Faster: ${rateName(faster)}`, group, keys: ']', alike: 'speed', enabled: faster !== rate, run: () => time.setRate(faster) }, // prettier-ignore
    { id: 'slower', title: `Slower: ${rateName(slower)}`, group, keys: '[', alike: 'speed', enabled: slower !== rate, run: () => time.setRate(slower) }, // prettier-ignore
    { id: 'rate-1', title: 'Time as on the wall: 1 ×', group, alike: 'speed normal', enabled: rate !== 1, run: () => time.setRate(1) }, // prettier-ignore
    { id: 'back', title: 'Look back one moment', group, keys: ',', alike: 'earlier past scrub', enabled: recording.moments().length > 1, run: () => look(-1) }, // prettier-ignore
    { id: 'forth', title: 'Look one moment on', group, keys: ';', alike: 'later', enabled: isPast, run: () => look(1) },
    { id: 'now', title: 'Back to now', group, keys: 'Escape', alike: 'present', enabled: isPast, run: () => page.lookAt(null) }, // prettier-ignore
  ];
}
