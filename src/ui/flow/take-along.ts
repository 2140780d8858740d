// The picture as text to take along: SVG that stands alone, and Mermaid. Pure [UI-7].
import type { Arrow, Lanes } from './arrows.ts';
import { headOf, laneY, type Drawing, type Line } from './geometry.ts';

const NAMES_WIDTH = 120;
const INK = { text: '#1b1b1a', lane: '#d0d0cb', up: '#52524f', down: '#b93d0a', skipped: '#6341c4' } as const;

/** One SVG document with the lanes' names. */
export function svgText(drawing: Drawing, lanes: Lanes): string {
  const { width, height } = drawing;
  const whole = width + NAMES_WIDTH;
  const names = lanes.names.map(
    (name, lane) =>
      `<text x="4" y="${laneY(lane) + 4}" fill="${INK.text}">${escaped(name)}</text>` +
      `<line x1="${NAMES_WIDTH}" y1="${laneY(lane)}" x2="${whole}" y2="${laneY(lane)}" stroke="${INK.lane}"/>`,
  );
  const gaps = drawing.gaps.map(({ lane, x1, x2 }) => {
    const path = `<path d="M${x1} ${laneY(lane)}H${x2}"`;
    return `${path} stroke="#ffffff" stroke-width="3"/>${path} stroke="${INK.up}" stroke-width="1.5" stroke-dasharray="2 5"/>`;
  });
  const arrows = drawing.arrows.map(({ arrow, lines }) => {
    const title = `<title>${escaped(`${arrow.kind}: ${arrow.summary}`)}</title>`;
    return `<g>${title}${lines.map((line) => lineText(line, arrow)).join('')}</g>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${whole}" height="${height}" viewBox="0 0 ${whole} ${height}" font-family="sans-serif" font-size="11">`,
    ...names,
    `<g transform="translate(${NAMES_WIDTH} 0)" fill="none">`,
    ...gaps,
    ...arrows,
    '</g>',
    '</svg>',
  ].join('\n');
}

function lineText({ x1, y1, x2, y2, fate }: Line, { direction }: Arrow): string {
  const ink = fate === 'skipped' ? INK.skipped : INK[direction];
  const dash = fate === 'arrived' ? '' : ' stroke-dasharray="3 2"';
  const end = fate === 'arrived' ? `<polygon points="${headOf({ fate, x1, y1, x2, y2 })}" fill="${ink}"/>` : '';
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${ink}"${dash}/>${end}`;
}

/** A Mermaid sequence diagram; those who were passed over stand in a note. */
export function mermaidText(arrows: readonly Arrow[], lanes: Lanes): string {
  const actors = lanes.names.map((name, lane) => `  participant L${lane} as ${plain(name)}`);
  const lines = arrows.flatMap(({ direction, kind, summary, strokes }) => [
    ...strokes
      .filter(({ fate }) => fate !== 'skipped')
      .map(({ lane, fate }) => {
        const [from, to] = direction === 'up' ? [lane, 0] : [0, lane];
        const tip = fate === 'lost' ? '--x' : direction === 'up' ? '->>' : '-->>';
        return `  L${from}${tip}L${to}: ${plain(`${kind}: ${summary}`)}`;
      }),
    ...strokes.filter(({ fate }) => fate === 'skipped').map(({ lane }) => `  Note over L${lane}: not told`),
  ]);
  return ['sequenceDiagram', ...actors, ...lines].join('\n');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

/** Mermaid ends a label at a semicolon or a hash, and a line at its end. */
function plain(text: string): string {
  return text.replace(/[;#\n]/g, ' ').trim();
}
