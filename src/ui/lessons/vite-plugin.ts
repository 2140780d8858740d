// Compiles lessons while the page is built: a file with a mistake stops the build, with its line.
import type { Plugin } from 'vite';
import { compileLesson, problemText } from './compile.ts';

const LESSON = /\/lessons\/files\/[^/]+\.md$/;

/** Makes `import lesson from './files/deletes.md'` a compiled lesson. */
export function lessons(): Plugin {
  return {
    name: 'pyre-lessons',
    transform(code, id) {
      const [file = ''] = id.split('?');
      if (!LESSON.test(file)) return null;
      const compiled = compileLesson(file.replace(/^.*\//, ''), code);
      if (!compiled.ok) this.error(problemText(compiled.problems));
      return { code: `export default ${JSON.stringify(compiled.lesson)};`, map: null };
    },
  };
}
