import { EmbedError, reasonOf } from '../../../../errors.js';
import { SilentServer } from '../../../../utils/stallWatch.js';
import type { ModuleName } from '../../wasmUrls.js';
import { type Instance, instantiate } from './instance.js';
import { measureSteps, passesSelfTest } from './selfTest.js';

/**
 * `relaxed-dot` multiplies int8 by the instruction made for it, `relaxed-pairwise` makes do with three: the same vectors
 * bit for bit, and faster where the machine has no such instruction. `plain` needs no relaxed SIMD, and is a little closer
 * to the model's own numbers.
 */
export type WasmVariant = 'relaxed-dot' | 'relaxed-pairwise' | 'plain';

/** An instance that runs and is right, and which it is. */
export interface ChosenVariant {
  readonly instance: Instance;
  readonly build: WasmVariant;
}

/**
 * The build asked for, or the fastest that the machine can run and that proves right on it.
 * @throws {EmbedError} `backend-unavailable` when there is none.
 */
export async function chooseWasmVariant(build?: WasmVariant): Promise<ChosenVariant> {
  const failures: string[] = [];
  const modules: readonly ModuleName[] = build ? [moduleOf(build)] : ['relaxed', 'plain'];
  for (const module of modules) {
    try {
      const instance = await instantiate(module);
      const builds = buildsOf(instance, module).filter((each) => !build || each === build);
      for (const each of builds) {
        instance.wasm.setPairwise(each === 'relaxed-pairwise' ? 1 : 0);
        if (passesSelfTest(instance)) return { instance, build: each };
        failures.push(`${each} multiplies wrongly on this machine`);
      }
    } catch (error) {
      failures.push(`${module}: ${reasonOf(error)}`);
      if (error instanceof SilentServer) break; // the other one lies beside it
    }
  }
  throw new EmbedError('backend-unavailable', `The encoder cannot run here. ${failures.join('; ')}.`);
}

/** The module that holds a build. */
export const moduleOf = (build: WasmVariant): ModuleName => (build === 'plain' ? 'plain' : 'relaxed');

/** The builds of a module, the fastest first. */
function buildsOf(instance: Instance, module: ModuleName): WasmVariant[] {
  if (module === 'plain') return ['plain'];
  const { dot, pairwise } = measureSteps(instance);
  return dot < pairwise ? ['relaxed-dot', 'relaxed-pairwise'] : ['relaxed-pairwise', 'relaxed-dot'];
}
