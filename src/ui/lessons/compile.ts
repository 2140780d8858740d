// A lesson's file into a lesson: every mistake in it is told with its line. Runs when the page is built, and where a teacher tries a file.
import { readAction, type Action } from './actions.ts';
import { readCondition } from './conditions.ts';
import { readHead } from './front-matter.ts';
import type { Choice, CompiledLesson, Goal, LessonProblem, Prediction, Step } from './lesson.ts';
import { readSections, type Item, type Section } from './markdown.ts';
import type { Block, Inline } from './prose.ts';

/** Headings within a step. */
const PARTS = ['Predict', 'Task', 'Goal', 'Hint', 'Do it', 'Why'] as const;
type PartName = (typeof PARTS)[number];
/** Characters of its name that a recipe keeps. */
const LONGEST_ID = 60;
/** Between a choice and why it is so or not. */
const BECAUSE = ' → ';

/** Compiles the file called `file`, e.g. `deletes.md`. */
export function compileLesson(file: string, text: string): CompiledLesson {
  const head = readHead(text.replaceAll('\r\n', '\n'));
  if (!head.ok) return { ok: false, problems: head.problems.map((problem) => ({ file, ...problem })) };
  const problems: LessonProblem[] = [];
  const note = (line: number, message: string) => void problems.push({ file, line, message });
  const [intro, ...sections] = readSections(head.body, head.bodyLine);
  const steps = stepsOf(sections, note);
  if (steps.length === 0) note(head.bodyLine, 'A lesson has at least one step: a heading with two hashes, ## So.');
  if (problems.length > 0) return { ok: false, problems };
  const id = file.replace(/^.*\//, '').replace(/\.md$/, '');
  const recipe = { ...head.head.recipe, lesson: id.slice(0, LONGEST_ID) };
  return { ok: true, lesson: { id, ...head.head, recipe, intro: blocksOf(intro), steps } };
}

type Note = (line: number, message: string) => void;

function stepsOf(sections: readonly Section[], note: Note): readonly Step[] {
  const steps: Step[] = [];
  for (let at = 0; at < sections.length;) {
    const opening = sections[at];
    if (!opening) break;
    let end = at + 1;
    while (end < sections.length && (sections[end]?.level ?? 0) > 2) end++;
    if (opening.level === 2) steps.push(stepOf(opening, sections.slice(at + 1, end), note));
    else note(opening.line, 'A step begins with two hashes: ## So. What belongs to it has three.');
    at = end;
  }
  return steps;
}

function stepOf(opening: Section, sections: readonly Section[], note: Note): Step {
  const parts = new Map<PartName, Section>();
  for (const section of sections) {
    const name = PARTS.find((known) => known.toLowerCase() === section.title.toLowerCase());
    if (!name) note(section.line, `A step knows the headings ${PARTS.join(', ')}; “${section.title}” is none of them.`);
    else if (parts.has(name)) note(section.line, `A step has one ${name}; put it all under one heading.`);
    else parts.set(name, section);
  }
  const goals = goalsOf(parts.get('Goal'), note);
  if (goals.length === 0) note(opening.line, 'A step has a goal: ### Goal, and below it a list of what must hold.');
  return {
    title: opening.title,
    prose: blocksOf(opening),
    prediction: predictionOf(parts.get('Predict'), note),
    task: blocksOf(parts.get('Task')),
    goals,
    hint: blocksOf(parts.get('Hint')),
    actions: actionsOf(parts.get('Do it'), note),
    why: blocksOf(parts.get('Why')),
  };
}

function blocksOf(section: Section | undefined): readonly Block[] {
  return section?.parts.map(({ block }) => block) ?? [];
}

function itemsOf(section: Section | undefined): readonly Item[] {
  return section?.parts.flatMap(({ items }) => items) ?? [];
}

function goalsOf(section: Section | undefined, note: Note): readonly Goal[] {
  return itemsOf(section).flatMap(({ text, line }): Goal[] => {
    const condition = readCondition(plain(text));
    if (!condition) note(line, `No condition reads so: “${text}”. The README lists what a goal can say.`);
    return condition ? [{ text: plain(text), condition }] : [];
  });
}

function actionsOf(section: Section | undefined, note: Note): readonly Action[] {
  return itemsOf(section).flatMap(({ text, line }): Action[] => {
    const action = readAction(plain(text));
    if (!action) note(line, `No action reads so: “${text}”. The README lists what a lesson can do.`);
    return action ? [action] : [];
  });
}

/** Teachers like to set names in backticks; they mean nothing here. */
function plain(text: string): string {
  return text.replaceAll('`', '').trim();
}

function predictionOf(section: Section | undefined, note: Note): Prediction | null {
  if (!section) return null;
  const choices = itemsOf(section).flatMap(({ text, inlines, line }): Choice[] => {
    const box = /^\[([ xX])\] /.exec(text);
    if (!box) note(line, 'A choice begins with [ ], the right one with [x].');
    return box ? [{ ...choiceOf(withoutBox(inlines)), right: box[1] !== ' ' }] : [];
  });
  if (choices.length < 2) note(section.line, 'A prediction has at least two choices: - [ ] so, - [x] or so.');
  if (!choices.some(({ right }) => right)) note(section.line, 'One of the choices is right: mark it with [x].');
  const question = section.parts.filter(({ items }) => items.length === 0).map(({ block }) => block);
  return { question, choices };
}

/** The choice, and after an arrow why it is so, or is not. */
function choiceOf(inlines: readonly Inline[]): Pick<Choice, 'text' | 'because'> {
  const at = inlines.findIndex((inline) => inline.kind === 'text' && inline.text.includes(BECAUSE));
  const split = inlines[at];
  if (split?.kind !== 'text') return { text: inlines, because: [] };
  const [before = '', ...after] = split.text.split(BECAUSE);
  return {
    text: [...inlines.slice(0, at), { kind: 'text', text: before }],
    because: [{ kind: 'text', text: after.join(BECAUSE) }, ...inlines.slice(at + 1)],
  };
}

function withoutBox(inlines: readonly Inline[]): readonly Inline[] {
  const [first, ...rest] = inlines;
  return first?.kind === 'text' ? [{ kind: 'text', text: first.text.replace(/^\[[ xX]\] /, '') }, ...rest] : inlines;
}

/** `deletes.md, line 12: …`, one a line. */
export function problemText(problems: readonly LessonProblem[]): string {
  return problems.map(({ file, line, message }) => `${file}, line ${line}: ${message}`).join('\n');
}
