// Questions to the server from a panel: the last answer stays until the next one is there.
import { createEffect, createSignal, on, onCleanup } from 'solid-js';

/**
 * Asks again whenever `question` changes; undefined until the first answer. An answer that was overtaken by a newer question
 * is dropped. (A resource would hide the whole panel while it waits.)
 */
export function createAnswer<Question, Answer>(
  question: () => Question,
  ask: (question: Question) => Promise<Answer>,
): () => Answer | undefined {
  const [answer, setAnswer] = createSignal<Answer>();
  let asked = 0;
  const take = async (turn: number, asking: Question) => {
    const given = await ask(asking);
    if (turn === asked) setAnswer(() => given);
  };
  createEffect(
    on(question, (asking) => {
      const turn = ++asked;
      void take(turn, asking);
    }),
  );
  onCleanup(() => asked++);
  return answer;
}
