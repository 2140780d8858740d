// Makes a checkout ready for any command: packages installed, engine compiled. Speaks on standard error only.
import { installPackages, run } from './install.mjs';

installPackages();
run(process.execPath, ['wasm/build.mjs'], { quiet: true });
