// Small line drawings for buttons; always beside a label or an aria-label.

const PATHS = {
  plus: 'M8 3v10M3 8h10',
  close: 'M4 4l8 8M12 4l-8 8',
  refresh: 'M13 8a5 5 0 1 1-1.5-3.6M13 2.5v3h-3',
  download: 'M8 2.5v7M5 7l3 3 3-3M3 13h10',
  share:
    'M11.5 5.500a1.700 1.700 0 1 0 0-3.400 1.700 1.700 0 0 0 0 3.400zM4.500 9.700a1.700 1.700 0 1 0 0-3.400 1.700 1.700 0 0 0 0 3.400zM11.500 13.900a1.700 1.700 0 1 0 0-3.400 1.700 1.700 0 0 0 0 3.400zM6 7.200l4-2.500M6 8.800l4 2.500',
  upload: 'M8 9.500v-7M5 5l3-3 3 3M3 13h10',
  copy: 'M6 6h7v7H6zM10 6V3H3v7h3',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  play: 'M5 3.5l7 4.5-7 4.5z',
  commands: 'M3 4.500h10M3 8h10M3 11.500h6',
  back: 'M10 3.5L5.5 8l4.5 4.5',
  forth: 'M6 3.5L10.5 8 6 12.5',
  step: 'M4.500 3.500l5.500 4.500-5.500 4.500zM12 3.500v9',
  up: 'M8 13V3M4.5 6.5L8 3l3.5 3.5',
  down: 'M8 3v10M4.5 9.5L8 13l3.5-3.5',
  sun: 'M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6zM8 1.5v1.6M8 12.9v1.6M1.5 8h1.6M12.9 8h1.6M3.4 3.4l1.1 1.1M11.5 11.5l1.1 1.1M3.4 12.6l1.1-1.1M11.5 4.5l1.1-1.1',
  moon: 'M13 9.5A5.5 5.5 0 0 1 6.5 3a5.5 5.5 0 1 0 6.5 6.5z',
  auto: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 2v12',
  sibling: 'M3 3h7v7H3zM6 10v3h7V6h-3',
  plug: 'M6 2v3M10 2v3M4.5 5h7v2.5a3.5 3.5 0 0 1-7 0zM8 11v3',
  chevron: 'M4 6l4 4 4-4',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  voice: 'M3 6.2v3.6h2.2L8.5 12.5v-9L5.2 6.2zM11 5.8a3 3 0 0 1 0 4.4',
} as const;

export type IconName = keyof typeof PATHS;

/** One icon, 16 × 16, drawn in the text's colour; hidden from screen readers. */
export function Icon(props: { readonly name: IconName }) {
  return (
    <svg
      width="14"
      height="14"
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      stroke-width="1.6"
      aria-hidden="true"
    >
      <path d={PATHS[props.name]} stroke-linecap="round" stroke-linejoin="round" />
    </svg>
  );
}
