// Parts of panels are loaded when they are first shown: on a busy machine that takes longer than a second.
import { configure } from '@solidjs/testing-library';

configure({ asyncUtilTimeout: 60_000 });
