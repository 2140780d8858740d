// The project of a run.
import { seededRandom } from '../../src/base/random.ts';
import { demoProject } from './demo-project.ts';
import { drawProject } from './drawn-project.ts';
import type { Options } from './options.ts';
import type { SimulatedProject } from './project.ts';
import { rulesProject } from './rules-project.ts';

export function projectOf({ seed, project }: Options): SimulatedProject {
  if (project === 'drawn') return drawProject(seededRandom(seed).fork('project'));
  return project === 'demo' ? demoProject : rulesProject;
}
